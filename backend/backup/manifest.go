package backup

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// Format is the version of the archive's layout.
const Format = 1

const (
	manifestName     = "manifest.json"
	manifestBytesMax = 8 << 20
	purposeManifest  = "backup-manifest"
)

// Part is one file of the archive.
type Part struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Table is one table of a database. Columns are there for PostgreSQL only.
type Table struct {
	Name    string   `json:"name"`
	Rows    int64    `json:"rows"`
	Columns []string `json:"columns,omitempty"`
}

// Sequence is where a sequence of PostgreSQL stands.
type Sequence struct {
	Name string `json:"name"`
	Last int64  `json:"last"`
}

// Schema is the version of the databases: the migrations of the portal and of calls in the order in which they were
// applied, and the version of the tables of jobs.
type Schema struct {
	Portal []int64 `json:"portal"`
	Usage  []int64 `json:"usage"`
	Jobs   int     `json:"jobs"`
}

// Head is the newest entry of the audit log.
type Head struct {
	Chain string `json:"chain"`
	Seq   int64  `json:"seq"`
	Hash  string `json:"hash"`
}

// Manifest says what an archive holds.
type Manifest struct {
	Format    int        `json:"format"`
	ID        string     `json:"id"`
	Program   string     `json:"program"`
	Dialect   string     `json:"dialect"`
	At        time.Time  `json:"at"`
	Schema    Schema     `json:"schema"`
	Audit     Head       `json:"audit"`
	Tables    []Table    `json:"tables"`
	Sequences []Sequence `json:"sequences,omitempty"`
	Parts     []Part     `json:"parts"`
}

// Rows answers how many rows all tables have together.
func (m Manifest) Rows() (n int64) {
	for _, t := range m.Tables {
		n += t.Rows
	}
	return n
}

func (m Manifest) table(name string) (Table, bool) {
	for _, t := range m.Tables {
		if t.Name == name {
			return t, true
		}
	}
	return Table{}, false
}

// ErrOtherKeys says that keys are not those of the installation that made the archive, or that somebody else wrote it.
var ErrOtherKeys = errors.New("the keys don't fit the archive: they are another installation's, or the archive was not made by the installation that has them")

// sealed is a manifest as it lies in the archive: the bytes that the MAC is of are kept as they are.
type sealed struct {
	Manifest json.RawMessage `json:"manifest"`
	MAC      string          `json:"mac"`
}

func (m Manifest) seal(keys *secret.Keys) ([]byte, error) {
	text, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("encode the manifest: %w", err)
	}
	return json.Marshal(sealed{Manifest: text, MAC: manifestMAC(keys, text)})
}

// fits answers ErrOtherKeys unless keys sealed the manifest.
func (s sealed) fits(keys *secret.Keys) error {
	if !secret.EqualBytes([]byte(s.MAC), []byte(manifestMAC(keys, s.Manifest))) {
		return ErrOtherKeys
	}
	return nil
}

func manifestMAC(keys *secret.Keys, text []byte) string {
	mac := secret.MAC(keys.Derive(purposeManifest), secret.DomainBackup, text)
	return hex.EncodeToString(mac[:])
}

// open reads a manifest. Its keys are checked with fits.
func open(text []byte) (sealed, Manifest, error) {
	var s sealed
	var m Manifest
	if err := json.Unmarshal(text, &s); err != nil {
		return s, m, errors.New("the archive's manifest can't be read")
	}
	if err := json.NewDecoder(bytes.NewReader(s.Manifest)).Decode(&m); err != nil {
		return s, m, errors.New("the archive's manifest can't be read")
	}
	if m.Format != Format {
		return s, m, fmt.Errorf("the archive has format %d, and this program reads format %d", m.Format, Format)
	}
	return s, m, nil
}

// agree compares what was read with what the manifest says.
func (m Manifest) agree(read []Part) error {
	if len(read) != len(m.Parts) {
		return fmt.Errorf("the archive has %d parts, and its manifest names %d", len(read), len(m.Parts))
	}
	for i, p := range read {
		if p != m.Parts[i] {
			return fmt.Errorf("the part %s of the archive is not what the manifest says", m.Parts[i].Name)
		}
	}
	return nil
}
