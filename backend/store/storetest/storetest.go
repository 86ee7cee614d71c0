// Package storetest gives tests a real, migrated database of their own. Only tests import it.
package storetest

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// EnvPostgres names the variable that holds the URL of a PostgreSQL server on which tests may create schemas.
const EnvPostgres = "GATEHOUSE_TEST_POSTGRES"

// New answers a migrated SQLite store in a temporary directory, with foreign keys on. It is closed with the test.
func New(t testing.TB) *store.Store { return NewWithClock(t, clock.System()) }

// NewWithClock is New for tests that move time themselves.
func NewWithClock(t testing.TB, c clock.Clock) *store.Store {
	t.Helper()
	dir := t.TempDir()
	if err := copyTemplate(filepath.Join(dir, store.FileName)); err != nil {
		t.Fatalf("prepare database: %v", err)
	}
	return open(t, store.Options{Dir: dir, Clock: c})
}

// Each runs test on SQLite and, when GATEHOUSE_TEST_POSTGRES is set, on PostgreSQL in a schema of its own.
func Each(t *testing.T, test func(*testing.T, *store.Store)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, New(t)) })
	server := os.Getenv(EnvPostgres)
	if server == "" {
		return
	}
	t.Run("postgres", func(t *testing.T) {
		s := open(t, store.Options{URL: schema(t, server), Dir: t.TempDir()})
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatalf("migrate: %v", err)
		}
		test(t, s)
	})
}

// Chosen answers a migrated store for a benchmark: on PostgreSQL when GATEHOUSE_TEST_POSTGRES is set, else SQLite.
func Chosen(t testing.TB) *store.Store {
	t.Helper()
	if os.Getenv(EnvPostgres) == "" {
		return New(t)
	}
	s := open(t, store.Options{URL: Postgres(t), Dir: t.TempDir()})
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatalf("migrate: %v", err)
	}
	return s
}

func open(t testing.TB, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("open store: %v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("close store: %v", err)
		}
	})
	return s
}

// template migrates once per process; every test starts from a copy of the file.
var template = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "gatehouse-template-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	s, err := store.Open(context.Background(), store.Options{Dir: dir})
	if err != nil {
		return nil, err
	}
	if err := s.Migrate(context.Background()); err != nil {
		return nil, fmt.Errorf("migrate: %w", err)
	}
	// Close folds the write-ahead log into the file, so the file alone is the database.
	if err := s.Close(); err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(dir, store.FileName))
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(f)
})

func copyTemplate(path string) error {
	content, err := template()
	if err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o600)
}

// Postgres answers the URL of an empty schema of its own on the server of GATEHOUSE_TEST_POSTGRES, and skips the test where
// there is none.
func Postgres(t testing.TB) string {
	t.Helper()
	server := os.Getenv(EnvPostgres)
	if server == "" {
		t.Skipf("%s names no server (npm run test:postgres starts one)", EnvPostgres)
	}
	return schema(t, server)
}

// schema creates a schema that is dropped with the test and answers a URL that works in it.
func schema(t testing.TB, server string) string {
	t.Helper()
	name := ident.New("tst")
	db, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatalf("connect to PostgreSQL: %v", err)
	}
	if _, err := db.ExecContext(t.Context(), fmt.Sprintf("CREATE SCHEMA %q", name)); err != nil {
		t.Fatalf("create schema: %v", err)
	}
	t.Cleanup(func() {
		if _, err := db.ExecContext(context.Background(), fmt.Sprintf("DROP SCHEMA %q CASCADE", name)); err != nil {
			t.Errorf("drop schema: %v", err)
		}
		_ = db.Close()
	})
	u, err := url.Parse(server)
	if err != nil {
		t.Fatalf("read %s: %v", EnvPostgres, err)
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}
