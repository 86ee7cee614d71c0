package backup

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// A server holds this lock of PostgreSQL, shared with other servers of its schema, as long as it runs.
const (
	serving    = "hashtext('gatehouse serves'), hashtext(current_schema())"
	stagedTail = "_restoring"
	nameMax    = 63 // PostgreSQL cuts longer ones
)

// Serve says that a server works with the schema, until release is called. On SQLite the data directory says so.
func Serve(ctx context.Context, s *store.Store) (release func(), err error) {
	if s.Dialect() != "postgres" {
		return func() {}, nil
	}
	conn, err := s.WriterPool().Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("say that a server runs: %w", err)
	}
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock_shared("+serving+")"); err != nil {
		return nil, errors.Join(fmt.Errorf("say that a server runs: %w", err), conn.Close())
	}
	return func() {
		// Returned to the pool it would keep the lock; a connection that failed is thrown away.
		_ = conn.Raw(func(any) error { return errGone })
		_ = conn.Close()
	}, nil
}

// intoSchema prepares the new installation in a schema of its own and then lets both change places in one transaction.
func (r *Restore) intoSchema(ctx context.Context, staged string, m Manifest, content []byte) (string, error) {
	if err := r.keysAgree(content); err != nil {
		return "", err
	}
	pool, err := store.PostgresPool(r.Database)
	if err != nil {
		return "", err
	}
	defer func() { _ = pool.Close() }()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return "", fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	defer func() { _ = conn.Close() }()
	target, err := r.takeSchema(ctx, conn)
	if err != nil {
		return "", err
	}
	since, err := r.sinceSchema(ctx, conn, m)
	if err != nil {
		return "", err
	}
	defer since.close()
	if err := r.stageSchema(ctx, conn, target, staged, m, content); err != nil {
		return "", err
	}
	if err := r.Revive(ctx, staged, stagedURL(r.Database, target+stagedTail), m, since); err != nil {
		return "", err
	}
	if err := secret.RestoreKeysFile(r.Dir, content); err != nil {
		return "", err
	}
	aside, err := r.swap(ctx, conn, target)
	if err != nil {
		return "", err
	}
	_ = os.RemoveAll(staged) // the keys lie in their place; what is left goes with the next restore
	return aside, nil
}

// keysAgree refuses other keys than those of the backup: they can't change places with the schema in one step.
func (r *Restore) keysAgree(content []byte) error {
	there, err := secret.ReadKeysFile(r.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && !secret.EqualBytes(there, content) {
		return fmt.Errorf("%s holds the keys of another installation: give an empty directory", r.Dir)
	}
	return err
}

// takeSchema keeps servers and other restores out for as long as conn lives.
func (r *Restore) takeSchema(ctx context.Context, conn *sql.Conn) (string, error) {
	var target sql.NullString
	var free bool
	if err := conn.QueryRowContext(ctx, "SELECT current_schema()").Scan(&target); err != nil {
		return "", fmt.Errorf("ask for the schema: %w", err)
	}
	if !target.Valid || len(target.String)+len(stagedTail) > nameMax {
		return "", errors.New("the schema that --database names is not there, or its name is too long")
	}
	if err := conn.QueryRowContext(ctx, "SELECT pg_try_advisory_lock("+serving+")").Scan(&free); err != nil {
		return "", fmt.Errorf("take the schema: %w", err)
	}
	if !free {
		return "", fmt.Errorf("the database: %w", ErrInUse)
	}
	return target.String, nil
}

// sinceSchema looks at what is there, refuses to take its place unless told to, and asks it what ended.
func (r *Restore) sinceSchema(ctx context.Context, conn *sql.Conn, m Manifest) (Since, error) {
	var there bool
	if err := conn.QueryRowContext(ctx, "SELECT to_regclass('audit_head') IS NOT NULL").Scan(&there); err != nil {
		return Since{}, fmt.Errorf("look into the database: %w", err)
	}
	if !there {
		return r.since(ctx, m, nil)
	}
	head, err := headOf(ctx, conn)
	if err != nil {
		return Since{}, err
	}
	if head.Seq == 0 { // migrated, and never used
		return r.since(ctx, m, nil)
	}
	if !r.Replace {
		return Since{}, errors.New("the database holds an installation: restore into an empty schema, or give --replace, which keeps it aside")
	}
	if r.Ended != "" {
		return r.since(ctx, m, nil)
	}
	former, err := store.PostgresPool(r.Database)
	if err != nil {
		return Since{}, err
	}
	since, err := r.since(ctx, m, former)
	if since.Former == nil {
		err = errors.Join(err, former.Close())
	}
	return since, err
}

// stagedURL is an address with another schema.
func stagedURL(database, schema string) string {
	u, err := url.Parse(database)
	if err != nil {
		return database // it was connected to, so this never happens
	}
	q := u.Query()
	q.Set("search_path", schema)
	u.RawQuery = q.Encode()
	return u.String()
}

// stageSchema makes the tables as they were when the backup was made, and fills them.
func (r *Restore) stageSchema(ctx context.Context, conn *sql.Conn, target, staged string, m Manifest, content []byte) error {
	if err := os.Mkdir(staged, 0o700); err != nil {
		return err
	}
	if err := secret.RestoreKeysFile(staged, content); err != nil {
		return err
	}
	schema := quote(target + stagedTail)
	for _, statement := range []string{"DROP SCHEMA IF EXISTS " + schema + " CASCADE", "CREATE SCHEMA " + schema} {
		if _, err := conn.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("make a schema for the new tables: %w", err)
		}
	}
	s, err := store.Open(ctx, store.Options{URL: stagedURL(r.Database, target+stagedTail), Dir: staged})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	portal, err := store.Migrations(m.Dialect)
	if err != nil {
		return err
	}
	calls, err := r.Rooms.UsageMigrations(m.Dialect)
	if err != nil {
		return err
	}
	r.Say("Verified. Filling the tables.")
	return errors.Join(s.Reenact(ctx, portal, store.LedgerTable, m.Schema.Portal), s.Reenact(ctx, calls, r.Rooms.UsageLedger, m.Schema.Usage),
		s.ReenactJobs(ctx, m.Schema.Jobs), r.fill(ctx, s, m, content))
}
