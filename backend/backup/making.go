package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Deps is what backups need of an installation. All fields but Say are required.
type Deps struct {
	Store   *store.Store
	Audit   *audit.Log
	Keys    *secret.Keys
	Clock   clock.Clock
	Program string
	Rooms   *Rooms
	// Say is told how far it is; nil tells nobody.
	Say func(string)
}

// Service makes backups of one installation.
type Service struct {
	Deps
	repo repo
}

// New builds the service.
func New(d Deps) *Service { return &Service{Deps: d, repo: repo{store: d.Store}} }

// Request says what is backed up, where to, and for whom. KeysTo may be empty.
type Request struct {
	To, KeysTo string
	Data, Keys Lock
}

// Done says what was backed up.
type Done struct {
	Manifest Manifest
	Bytes    int64
}

// Make writes the archive and, when asked for, the keys. tell runs in the transaction that notes the export of keys.
func (s *Service) Make(ctx context.Context, r Request, tell func(context.Context) error) (Done, error) {
	if r.KeysTo != "" {
		if err := errors.Join(Apart(r.Data, r.Keys), differ(r.To, r.KeysTo)); err != nil {
			return Done{}, err
		}
	}
	d, err := newDraft(r.To)
	if err != nil {
		return Done{}, fmt.Errorf("write %s: %w", r.To, err)
	}
	defer d.drop()
	done, err := s.write(ctx, d, r.Data)
	if err != nil {
		return Done{}, err
	}
	if r.KeysTo != "" {
		if err := s.exportKeys(ctx, r, done.Manifest, tell); err != nil {
			return Done{}, fmt.Errorf("export the keys: %w", err)
		}
	}
	if err := d.keep(); err != nil {
		return Done{}, fmt.Errorf("write %s: %w", r.To, err)
	}
	return done, s.note(ctx, r, done)
}

func differ(one, other string) error {
	a, err := filepath.Abs(one)
	b, otherErr := filepath.Abs(other)
	if err := errors.Join(err, otherErr); err != nil {
		return err
	}
	if a == b {
		return errors.New("data and keys go into one file each")
	}
	return nil
}

func (s *Service) write(ctx context.Context, d *draft, lock Lock) (Done, error) {
	m := Manifest{Format: Format, ID: ident.New("bak"), Program: s.Program, Dialect: s.Store.Dialect(), At: s.Clock.Now().UTC().Truncate(time.Microsecond)}
	p, err := pack(d, lock, s.progress())
	if err != nil {
		return Done{}, err
	}
	collect := s.packSQLite
	if m.Dialect == "postgres" {
		collect = s.packPostgres
	}
	if err := collect(ctx, p, &m); err != nil {
		return Done{}, err
	}
	m.Parts = p.parts
	text, err := m.seal(s.Keys)
	if err != nil {
		return Done{}, err
	}
	if err := errors.Join(p.addText(manifestName, text), p.close()); err != nil {
		return Done{}, err
	}
	size, err := d.Seek(0, io.SeekEnd)
	return Done{Manifest: m, Bytes: size}, err
}

const sayEvery = 256 << 20

// progress tells after every 256 MB; small installations never hear of it.
func (s *Service) progress() func(int64) {
	if s.Say == nil {
		return nil
	}
	var seen, told int64
	return func(n int64) {
		if seen += n; seen-told >= sayEvery {
			told = seen
			s.Say(fmt.Sprintf("%d MB packed", seen>>20))
		}
	}
}

// exportKeys notes the export before the file gets its name: keys never leave unseen.
func (s *Service) exportKeys(ctx context.Context, r Request, m Manifest, tell func(context.Context) error) error {
	content, err := secret.ReadKeysFile(s.Store.Dir())
	if err != nil {
		return err
	}
	d, err := newDraft(r.KeysTo)
	if err != nil {
		return err
	}
	defer d.drop()
	recipients, err := r.Keys.recipients()
	if err != nil {
		return err
	}
	sealed, err := age.Encrypt(d, recipients...)
	if err != nil {
		return err
	}
	if _, err := sealed.Write(content); err != nil {
		return err
	}
	if err := sealed.Close(); err != nil {
		return err
	}
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		e := audit.Entry{Action: "backup.keys_export", Object: m.ID, Details: map[string]any{"file": filepath.Base(r.KeysTo)}}
		if err := s.Audit.Record(ctx, e); err != nil {
			return err
		}
		return tell(ctx)
	})
	if err != nil {
		return err
	}
	return d.keep()
}

// note writes down that a backup was made. It comes last: what is noted exists.
func (s *Service) note(ctx context.Context, r Request, done Done) error {
	m := done.Manifest
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.repo.insert(ctx, done, r.KeysTo != ""); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{Action: "backup.create", Object: m.ID, Details: map[string]any{
			"file": filepath.Base(r.To), "bytes": done.Bytes, "rows": m.Rows(), "seq": m.Audit.Seq, "keys": r.KeysTo != "",
		}})
	})
	if err != nil {
		return fmt.Errorf("note the backup, which was written: %w", err)
	}
	return nil
}

// Last answers when the newest backup was made, or nil.
func (s *Service) Last(ctx context.Context) (*time.Time, error) { return s.repo.last(ctx) }

// readKeys answers the content of an exported key file, and the keys.
func readKeys(path string, how Unlock) ([]byte, *secret.Keys, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = f.Close() }()
	clear, err := how.decrypt(f, "the keys")
	if err != nil {
		return nil, nil, err
	}
	content, err := io.ReadAll(io.LimitReader(clear, secretBytesMax))
	if err != nil {
		return nil, nil, errors.New("open the keys: the file is damaged or cut off")
	}
	keys, err := secret.ParseKeys(content)
	return content, keys, err
}
