package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Restore is what brings an installation back.
type Restore struct {
	From, KeysFrom string
	Data, Keys     Unlock
	// Dir and Database are those of the installation. Replace keeps what is there aside instead of refusing.
	Dir, Database string
	Replace       bool
	// Credentials says what becomes of credentials; Ended is a data directory, besides the one here, that knows what ended
	// since the backup.
	Credentials Credentials
	Ended       string

	Rooms *Rooms
	Clock clock.Clock
	Say   func(string)
	// Revive opens the new installation where it is prepared, brings it to this version, takes away what ended, and answers
	// an error unless all of it is sound.
	Revive func(ctx context.Context, dir, database string, m Manifest, since Since) error
}

// ErrUnfinished says that the new installation is whole but not in its place yet.
var ErrUnfinished = errors.New("the backup is restored and waits to take its place, which the next command or start does")

// Restored is what is there now. Aside is where the old installation lies, empty when there was none.
type Restored struct {
	Manifest Manifest
	Aside    string
}

// Verify reads both files to their ends and writes nothing: they are whole, fit each other, and this program can restore
// them.
func (r *Restore) Verify() (Manifest, []byte, error) {
	content, keys, err := readKeys(r.KeysFrom, r.Keys)
	if err != nil {
		return Manifest{}, nil, err
	}
	m, err := r.walk(func(string, int64, io.Reader) error { return nil }, keys)
	if err != nil {
		return m, nil, err
	}
	return m, content, r.Rooms.known(m)
}

// walk hands the archive's parts to take and answers what it is, once everything was found to be whole.
func (r *Restore) walk(take func(string, int64, io.Reader) error, keys *secret.Keys) (Manifest, error) {
	f, err := os.Open(r.From)
	if err != nil {
		return Manifest{}, err
	}
	defer func() { _ = f.Close() }()
	s, m, err := unpack(f, r.Data, take)
	if err != nil {
		return m, fmt.Errorf("%s: %w", r.From, err)
	}
	return m, s.fits(keys)
}

// Run verifies, prepares the new installation beside the old one, and then puts it in its place.
func (r *Restore) Run(ctx context.Context) (Restored, error) {
	m, content, err := r.Verify()
	if err != nil {
		return Restored{}, err
	}
	if err := r.sameKind(m); err != nil {
		return Restored{}, err
	}
	release, err := Enter(r.Dir, r.Rooms.UsageFile) // ends a restore that was killed
	if err != nil {
		return Restored{}, err
	}
	release()
	release, err = alone(r.Dir)
	if err != nil {
		return Restored{}, err
	}
	defer release()
	staged := filepath.Join(r.Dir, stagedDir)
	if err := os.RemoveAll(staged); err != nil {
		return Restored{}, err
	}
	put := r.intoDirectory
	if m.Dialect == "postgres" {
		put = r.intoSchema
	}
	aside, err := put(ctx, staged, m, content)
	switch {
	case err != nil && committed(r.Dir):
		return Restored{}, fmt.Errorf("%w: %w", ErrUnfinished, err)
	case err != nil:
		return Restored{}, errors.Join(err, os.RemoveAll(staged))
	}
	return Restored{Manifest: m, Aside: aside}, nil
}

func (r *Restore) sameKind(m Manifest) error {
	switch {
	case m.Dialect == "postgres" && r.Database == "":
		return errors.New("the archive is of PostgreSQL, and a backup of one kind of database can't be restored into the other: give --database")
	case m.Dialect == "sqlite" && r.Database != "":
		return errors.New("the archive is of SQLite, and a backup of one kind of database can't be restored into the other: leave --database out")
	}
	return nil
}

func (r *Restore) intoDirectory(ctx context.Context, staged string, m Manifest, content []byte) (string, error) {
	holds := false
	for _, name := range append(r.Rooms.sources(), secret.KeysFile) {
		_, err := os.Stat(filepath.Join(r.Dir, name))
		holds = holds || !errors.Is(err, fs.ErrNotExist)
	}
	if holds && !r.Replace {
		return "", fmt.Errorf("%s holds an installation: restore into an empty directory, or give --replace, which keeps it aside", r.Dir)
	}
	since, err := r.since(ctx, m, nil)
	if err != nil {
		return "", err
	}
	defer since.close()
	if err := r.stageFiles(ctx, staged, content); err != nil {
		return "", err
	}
	if err := r.Revive(ctx, staged, "", m, since); err != nil {
		return "", err
	}
	since.close()
	for _, name := range append(r.Rooms.sources(), secret.KeysFile) {
		if err := syncFile(filepath.Join(staged, name)); err != nil {
			return "", err
		}
	}
	aside := ""
	if holds {
		aside = "before-restore-" + r.Clock.Now().UTC().Format("20060102T150405Z")
	}
	if err := commit(r.Dir, aside); err != nil {
		return "", err
	}
	return asidePath(r.Dir, aside), settle(r.Dir, r.Rooms.UsageFile)
}

func asidePath(dir, name string) string {
	if name == "" {
		return ""
	}
	return filepath.Join(dir, name)
}

// stageFiles writes the databases and the keys, and has SQLite look at them.
func (r *Restore) stageFiles(ctx context.Context, staged string, content []byte) error {
	if err := os.Mkdir(staged, 0o700); err != nil {
		return err
	}
	keys, err := secret.ParseKeys(content)
	if err != nil {
		return err
	}
	r.Say("Verified. Unpacking.")
	_, err = r.walk(func(name string, _ int64, part io.Reader) error {
		if name != store.FileName && name != r.Rooms.UsageFile {
			return fmt.Errorf("the archive holds %s, which is no part of an installation", name)
		}
		return extract(filepath.Join(staged, name), part)
	}, keys)
	if err != nil {
		return err
	}
	for _, name := range r.Rooms.sources() {
		if err := intact(ctx, filepath.Join(staged, name)); err != nil {
			return err
		}
	}
	return secret.RestoreKeysFile(staged, content)
}

func extract(path string, from io.Reader) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, from)
	return errors.Join(err, f.Sync(), f.Close())
}
