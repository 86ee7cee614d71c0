package store

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"regexp"
	"strconv"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/rivermigrate"
)

// LedgerTable is the table in which the store's own migrations are noted.
const LedgerTable = "schema_versions"

// Migrations answers the store's numbered files for a dialect.
func Migrations(dialect string) (fs.FS, error) { return fs.Sub(migrations, "migrations/"+dialect) }

var numbered = regexp.MustCompile(`^(\d+)_`)

// Versions answers the numbers of a directory of migrations.
func Versions(files fs.FS) (map[int64]bool, error) {
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return nil, fmt.Errorf("list migrations: %w", err)
	}
	known := map[int64]bool{}
	for _, e := range entries {
		if m := numbered.FindStringSubmatch(e.Name()); m != nil {
			n, err := strconv.ParseInt(m[1], 10, 64)
			if err != nil {
				return nil, fmt.Errorf("read the number of migration %s: %w", e.Name(), err)
			}
			known[n] = true
		}
	}
	return known, nil
}

// Reenact applies some migrations of a directory to an empty PostgreSQL database, in the order in which another database
// had them, and nothing else: its tables are then exactly those of that one.
func (s *Store) Reenact(ctx context.Context, files fs.FS, table string, versions []int64) error {
	ledger, err := database.NewStore(goose.DialectPostgres, table)
	if err != nil {
		return fmt.Errorf("prepare migrations: %w", err)
	}
	provider, err := goose.NewProvider("", s.writer, files, goose.WithStore(ledger), goose.WithAllowOutofOrder(true))
	if err != nil {
		return fmt.Errorf("prepare migrations: %w", err)
	}
	if _, _, err := provider.GetVersions(ctx); err != nil { // creates the ledger
		return fmt.Errorf("prepare migrations: %w", err)
	}
	for _, version := range versions {
		if _, err := provider.ApplyVersion(ctx, version, true); err != nil {
			return fmt.Errorf("apply migration %d: %w", version, err)
		}
	}
	return nil
}

// ReenactJobs brings the tables of jobs of an empty PostgreSQL database to a version.
func (s *Store) ReenactJobs(ctx context.Context, version int) error {
	migrator, err := rivermigrate.New(riverdatabasesql.New(s.writer), &rivermigrate.Config{Logger: discarding})
	if err != nil {
		return fmt.Errorf("prepare the job tables: %w", err)
	}
	if _, err := migrator.Migrate(ctx, rivermigrate.DirectionUp, &rivermigrate.MigrateOpts{TargetVersion: version}); err != nil {
		return fmt.Errorf("make the job tables of version %d: %w", version, err)
	}
	return nil
}

// JobsVersion answers the newest version of the tables of jobs that this program knows.
func JobsVersion() (int, error) {
	migrator, err := rivermigrate.New(riverdatabasesql.New((*sql.DB)(nil)), &rivermigrate.Config{Logger: discarding})
	if err != nil {
		return 0, fmt.Errorf("read the job tables' versions: %w", err)
	}
	newest := 0
	for _, m := range migrator.AllVersions() {
		newest = max(newest, m.Version)
	}
	return newest, nil
}
