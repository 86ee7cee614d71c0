package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"syscall"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations
var migrations embed.FS

// Migrate brings the database to the version of this program, forward only. It answers ErrNewerDatabase, and touches
// nothing, when a newer program was here before. Two processes that migrate at the same time take turns.
func (s *Store) Migrate(ctx context.Context) error {
	release, err := s.lockMigrations(ctx)
	if err != nil {
		return fmt.Errorf("wait for another migration: %w", err)
	}
	defer release()
	files, err := Migrations(s.dialect)
	if err != nil {
		return fmt.Errorf("find migrations: %w", err)
	}
	if err := s.MigrateFrom(ctx, s.writer, files, LedgerTable); err != nil {
		return err
	}
	return s.migrateJobs(ctx)
}

// MigrateFrom applies the numbered SQL files of one directory to db and keeps the ledger in the given table. It is Migrate
// for a database, or a set of tables, that another room owns. Answers ErrNewerDatabase when the ledger is ahead.
func (s *Store) MigrateFrom(ctx context.Context, db *sql.DB, files fs.FS, table string) error {
	dialect := goose.DialectSQLite3
	if s.dialect == "postgres" {
		dialect = goose.DialectPostgres
	}
	ledger, err := database.NewStore(dialect, table)
	if err != nil {
		return fmt.Errorf("prepare migrations: %w", err)
	}
	// Every room numbers its files in a block of its own, so a later file may have a lower number than an applied one.
	provider, err := goose.NewProvider("", db, files, goose.WithStore(ledger), goose.WithAllowOutofOrder(true))
	if err != nil {
		return fmt.Errorf("prepare migrations: %w", err)
	}
	if err := refuseNewer(ctx, provider, ledger, db); err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

// refuseNewer answers ErrNewerDatabase when the ledger names a migration that this program does not carry.
func refuseNewer(ctx context.Context, provider *goose.Provider, ledger database.Store, db *sql.DB) error {
	if _, _, err := provider.GetVersions(ctx); err != nil { // creates the ledger where there is none
		return fmt.Errorf("read the database's version: %w", err)
	}
	known := map[int64]bool{0: true}
	for _, source := range provider.ListSources() {
		known[source.Version] = true
	}
	applied, err := ledger.ListMigrations(ctx, db)
	if err != nil {
		return fmt.Errorf("read the database's version: %w", err)
	}
	for _, m := range applied {
		if !known[m.Version] {
			return fmt.Errorf("database knows migration %d, this program does not: %w", m.Version, ErrNewerDatabase)
		}
	}
	return nil
}

func (s *Store) migrateJobs(ctx context.Context) error {
	if s.dialect == "postgres" {
		return migrateRiver(ctx, riverdatabasesql.New(s.writer))
	}
	return migrateRiver(ctx, riversqlite.New(s.writer))
}

var discarding = slog.New(slog.DiscardHandler)

func migrateRiver[T any](ctx context.Context, driver riverdriver.Driver[T]) error {
	migrator, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: discarding})
	if err != nil {
		return fmt.Errorf("prepare the job tables: %w", err)
	}
	existing, err := migrator.ExistingVersions(ctx)
	if err != nil {
		// An older program meets versions that it has never heard of.
		return fmt.Errorf("read the job tables' version: %w", errors.Join(ErrNewerDatabase, err))
	}
	if len(existing) == len(migrator.AllVersions()) {
		return nil
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("migrate the job tables: %w", err)
	}
	return nil
}

// lockMigrations keeps other processes out: a file lock beside the SQLite file, an advisory lock in PostgreSQL.
func (s *Store) lockMigrations(ctx context.Context) (func(), error) {
	if s.dialect == "postgres" {
		conn, err := s.writer.Conn(ctx)
		if err != nil {
			return nil, err
		}
		if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock(7233140311)"); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
		return func() {
			_, _ = conn.ExecContext(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock(7233140311)")
			_ = conn.Close()
		}, nil
	}
	f, err := os.OpenFile(filepath.Join(s.dir, ".migrate.lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return func() { _ = f.Close() }, nil // closing the file releases the lock
}
