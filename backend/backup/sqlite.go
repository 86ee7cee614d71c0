package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// openSQLite opens a file that is there. Reading may have to replay its log first, which needs the right to write.
func openSQLite(path string) (*sql.DB, error) {
	q := url.Values{"mode": {"rw"}, "_busy_timeout": {"10000"}}
	address := url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}
	return sql.Open("sqlite3", address.String())
}

// snapshot copies one instant of a database that others write into at the same time. They don't wait: it reads as any
// reader does, from the log where the log is newer.
func snapshot(ctx context.Context, from, to string) error {
	db, err := openSQLite(from)
	if err != nil {
		return err
	}
	db.SetMaxOpenConns(1)
	_, err = db.ExecContext(ctx, "VACUUM INTO ?", to)
	return errors.Join(err, db.Close())
}

// sources are the files of an installation on SQLite, in the order of the archive.
func (r *Rooms) sources() []string { return []string{store.FileName, r.UsageFile} }

// packSQLite takes copies into the data directory, which is as safe a place as where they come from, and packs them.
func (s *Service) packSQLite(ctx context.Context, p *packer, m *Manifest) error {
	dir, release, err := scratch(s.Store.Dir())
	if err != nil {
		return fmt.Errorf("make room for a copy: %w", err)
	}
	defer release()
	for _, name := range s.Rooms.sources() {
		if err := snapshot(ctx, filepath.Join(s.Store.Dir(), name), filepath.Join(dir, name)); err != nil {
			return fmt.Errorf("copy %s: %w", name, err)
		}
	}
	if err := s.inspectSQLite(ctx, dir, m); err != nil {
		return err
	}
	for _, name := range s.Rooms.sources() {
		if err := p.addFile(name, filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

func (p *packer) addFile(name, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	return p.add(name, info.Size(), f)
}

// inspectSQLite notes what the copies hold.
func (s *Service) inspectSQLite(ctx context.Context, dir string, m *Manifest) error {
	for _, name := range s.Rooms.sources() {
		db, err := openSQLite(filepath.Join(dir, name))
		if err != nil {
			return err
		}
		err = s.inspectOne(ctx, db, name, m)
		if err := errors.Join(err, db.Close()); err != nil {
			return fmt.Errorf("look into the copy of %s: %w", name, err)
		}
	}
	return nil
}

func (s *Service) inspectOne(ctx context.Context, db *sql.DB, name string, m *Manifest) (err error) {
	if name == store.FileName {
		if m.Audit, err = headOf(ctx, db); err != nil {
			return err
		}
		if m.Schema.Portal, err = appliedOf(ctx, db, store.LedgerTable); err != nil {
			return err
		}
		if m.Schema.Jobs, err = jobsOf(ctx, db); err != nil {
			return err
		}
	} else if m.Schema.Usage, err = appliedOf(ctx, db, s.Rooms.UsageLedger); err != nil {
		return err
	}
	tables, err := column[string](ctx, db, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
	if err != nil {
		return err
	}
	for _, t := range tables {
		n, err := column[int64](ctx, db, `SELECT COUNT(*) FROM "`+t+`"`)
		if err != nil {
			return err
		}
		m.Tables = append(m.Tables, Table{Name: t, Rows: n[0]})
	}
	return nil
}

// intact asks SQLite whether a file is one whole database whose references hold.
func intact(ctx context.Context, path string) error {
	db, err := openSQLite(path)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	said, err := column[string](ctx, db, "PRAGMA integrity_check(1)")
	if err != nil {
		return err
	}
	if len(said) != 1 || said[0] != "ok" {
		return fmt.Errorf("%s is damaged: %v", filepath.Base(path), said)
	}
	rows, err := db.QueryContext(ctx, "PRAGMA foreign_key_check")
	if err != nil {
		return err
	}
	broken := rows.Next()
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		return err
	}
	if broken {
		return fmt.Errorf("%s has references that lead nowhere", filepath.Base(path))
	}
	return nil
}

// scratch makes a directory for copies, and removes those of killed processes before.
func scratch(dir string) (string, func(), error) {
	clearScratch(dir)
	made, err := os.MkdirTemp(dir, ".backup-*") // mode 0700
	if err != nil {
		return "", nil, err
	}
	held, err := hold(made)
	if err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(made))
	}
	return made, func() {
		_ = os.RemoveAll(made)
		held()
	}, nil
}

func clearScratch(dir string) {
	left, _ := filepath.Glob(filepath.Join(dir, ".backup-*"))
	for _, path := range left {
		if release, err := hold(path); err == nil {
			_ = os.RemoveAll(path)
			release()
		}
	}
}
