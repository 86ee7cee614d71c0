package backup

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// asker is what can be asked: a pool or one connection.
type asker interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

func column[T any](ctx context.Context, db asker, query string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var found []T
	for rows.Next() {
		var one T
		if err := rows.Scan(&one); err != nil {
			return nil, err
		}
		found = append(found, one)
	}
	return found, rows.Err()
}

// headOf answers where the audit log of a database ends; a log without entries has no head.
func headOf(ctx context.Context, db asker) (Head, error) {
	var h Head
	var hash []byte
	err := db.QueryRowContext(ctx, "SELECT chain, seq, hash FROM audit_head WHERE id = 1").Scan(&h.Chain, &h.Seq, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return Head{}, nil
	}
	if err != nil {
		return h, fmt.Errorf("read where the audit log ends: %w", err)
	}
	h.Hash = hex.EncodeToString(hash)
	return h, nil
}

// appliedOf answers the migrations of a ledger in the order in which they were applied.
func appliedOf(ctx context.Context, db asker, ledger string) ([]int64, error) {
	found, err := column[int64](ctx, db, "SELECT version_id FROM "+ledger+" WHERE version_id > 0 ORDER BY id")
	if err != nil {
		return nil, fmt.Errorf("read the version of the database: %w", err)
	}
	return found, nil
}

func jobsOf(ctx context.Context, db asker) (int, error) {
	found, err := column[int](ctx, db, "SELECT version FROM river_migration WHERE line = 'main' ORDER BY version DESC LIMIT 1")
	if err != nil || len(found) == 0 {
		return 0, errors.Join(errors.New("read the version of the job tables"), err)
	}
	return found[0], nil
}

// known answers an error that wraps store.ErrNewerDatabase when the archive is of a newer program.
func (r *Rooms) known(m Manifest) error {
	if m.Dialect != "sqlite" && m.Dialect != "postgres" {
		return fmt.Errorf("the archive is of a database of the kind %q, which this program does not know", m.Dialect)
	}
	for _, ledger := range []struct {
		files   func(string) (fs.FS, error)
		applied []int64
	}{{store.Migrations, m.Schema.Portal}, {r.UsageMigrations, m.Schema.Usage}} {
		files, err := ledger.files(m.Dialect)
		if err != nil {
			return err
		}
		versions, err := store.Versions(files)
		if err != nil {
			return err
		}
		for _, v := range ledger.applied {
			if !versions[v] {
				return newer(m, v)
			}
		}
	}
	jobs, err := store.JobsVersion()
	if err == nil && m.Schema.Jobs > jobs {
		return newer(m, int64(m.Schema.Jobs))
	}
	return err
}

func newer(m Manifest, version int64) error {
	return fmt.Errorf("the archive was made by a newer program (%s, schema %d): restore it with that one or a newer one", m.Program, version)
}

// Rooms are what other packages own of the databases.
type Rooms struct {
	// UsageMigrations are the migrations of calls, by dialect; UsageLedger is where they are noted, UsageFile the file of
	// SQLite in the data directory.
	UsageMigrations func(dialect string) (fs.FS, error)
	UsageLedger     string
	UsageFile       string
}
