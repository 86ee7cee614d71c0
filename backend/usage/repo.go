package usage

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/database"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

//go:embed migrations
var migrations embed.FS

// repo is the database of call events. Rows are private to this file's siblings.
type repo struct {
	write    *sql.DB
	read     *sql.DB
	postgres bool
	log      *slog.Logger
}

// open opens usage.db in dir, or the PostgreSQL that rawURL names, and brings its tables up to date.
func open(ctx context.Context, dir, rawURL string) (*repo, error) {
	r, err := connect(dir, rawURL)
	if err != nil {
		return nil, fmt.Errorf("open the usage database: %w", err)
	}
	if err := r.migrate(ctx); err != nil {
		_ = r.close()
		return nil, fmt.Errorf("migrate the usage database: %w", err)
	}
	return r, nil
}

// LedgerTable is the table in which the migrations of calls are noted.
const LedgerTable = "usage_migrations"

// Migrations answers the numbered files for a dialect, sqlite or postgres.
func Migrations(dialect string) (fs.FS, error) { return fs.Sub(migrations, "migrations/"+dialect) }

// FileName is the name of the SQLite file with the calls, inside the data directory.
const FileName = "usage.db"

func connect(dir, rawURL string) (*repo, error) {
	if rawURL != "" {
		db, err := store.PostgresPool(rawURL)
		if err != nil {
			return nil, err
		}
		db.SetMaxOpenConns(8)
		return &repo{write: db, read: db, postgres: true}, nil
	}
	// synchronous=NORMAL: a power cut may lose the newest events, which P-USE-3 allows; a killed process loses none
	// that were written.
	dsn := "file:" + url.PathEscape(filepath.Join(dir, FileName)) +
		"?_busy_timeout=5000&_journal_mode=WAL&_synchronous=NORMAL&_txlock=immediate"
	write, err := sql.Open("sqlite3", dsn)
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	if _, err := write.Exec(store.LogLimit); err != nil {
		return nil, err
	}
	read, err := sql.Open("sqlite3", strings.Replace(dsn, "_txlock=immediate", "_txlock=deferred", 1)+"&_query_only=true")
	if err != nil {
		return nil, err
	}
	read.SetMaxOpenConns(max(2, runtime.NumCPU()))
	return &repo{write: write, read: read}, nil
}

func (r *repo) migrate(ctx context.Context) error {
	dialect, name := goose.DialectSQLite3, "sqlite"
	if r.postgres {
		dialect, name = goose.DialectPostgres, "postgres"
	}
	files, err := Migrations(name)
	if err != nil {
		return err
	}
	// A table of its own: with PostgreSQL the portal's migrations share the database.
	versions, err := database.NewStore(dialect, LedgerTable)
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(goose.DialectCustom, r.write, files, goose.WithStore(versions))
	if err != nil {
		return err
	}
	_, err = provider.Up(ctx)
	return err
}

func (r *repo) close() error {
	err := r.write.Close()
	if r.read != r.write {
		if readErr := r.read.Close(); err == nil {
			err = readErr
		}
	}
	return err
}

// snapshot lets look read several things as they were at one moment, whatever is merged or forgotten meanwhile.
func (r *repo) snapshot(ctx context.Context, look func(querier) error) error {
	var options *sql.TxOptions
	if r.postgres {
		options = &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}
	}
	ctx, cancel := context.WithTimeout(ctx, store.ReadMax)
	defer cancel()
	tx, err := r.read.BeginTx(ctx, options)
	if err != nil {
		return fmt.Errorf("begin to read calls: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // nothing was changed
	return look(tx)
}

// bind writes the ? of a statement as the database wants them.
func (r *repo) bind(statement string) string {
	if !r.postgres {
		return statement
	}
	var b strings.Builder
	n := 0
	for _, c := range statement {
		if c != '?' {
			b.WriteRune(c)
			continue
		}
		n++
		b.WriteString("$" + strconv.Itoa(n))
	}
	return b.String()
}

// list answers "(?,?)" for a number of values.
func list(values int) string {
	return "(" + strings.TrimSuffix(strings.Repeat("?,", values), ",") + ")"
}
