package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"runtime"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

// Options says which database to open. Dir is needed for SQLite only; a URL that begins with postgres:// or
// postgresql:// chooses PostgreSQL. Clock and Logger may be nil: the system's clock, and slog's default.
type Options struct {
	Dir    string
	URL    string
	Clock  clock.Clock
	Logger *slog.Logger
	// ReadMax is how long one reading may take outside a transaction; 0 = 30 s.
	ReadMax time.Duration
}

// FileName is the name of the SQLite database inside the data directory.
const FileName = "gatehouse.db"

// Open connects to the database and creates an empty one where SQLite finds none, with the file at mode 0600 in a
// directory at 0700. It does not migrate.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Clock == nil {
		o.Clock = clock.System()
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	s := &Store{clock: o.Clock, logger: o.Logger, dir: o.Dir, readMax: cmp.Or(o.ReadMax, ReadMax)}
	var err error
	if o.URL != "" {
		err = s.openPostgres(ctx, o.URL)
	} else {
		err = s.openSQLite(ctx, o.Dir)
	}
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return s, nil
}

func (s *Store) openSQLite(ctx context.Context, dir string) error {
	if dir == "" {
		return errors.New("open database: no data directory given")
	}
	path, err := prepareFile(dir)
	if err != nil {
		return fmt.Errorf("prepare data directory %s: %w", dir, err)
	}
	s.dialect = "sqlite"
	if s.writer, err = sql.Open(writingDriver, SQLiteDSN(path, false)); err != nil {
		return fmt.Errorf("open database for writing: %w", err)
	}
	// One connection writes: two would only wait for each other's lock, in the database, where no context is heard.
	s.writer.SetMaxOpenConns(1)
	s.writer.SetMaxIdleConns(1)
	s.writer.SetConnMaxLifetime(0)
	// The writer goes first: it creates the file's header and switches to WAL, which a reading connection may not.
	if err := s.writer.PingContext(ctx); err != nil {
		return fmt.Errorf("open database %s: %w", path, err)
	}
	if s.reader, err = sql.Open("sqlite3", SQLiteDSN(path, true)); err != nil {
		return fmt.Errorf("open database for reading: %w", err)
	}
	readers := max(4, runtime.GOMAXPROCS(0))
	s.reader.SetMaxOpenConns(readers)
	s.reader.SetMaxIdleConns(readers)
	s.group = &group{db: s.writer, limit: queueLimit}
	return s.openGorm(sqlite.New(sqlite.Config{Conn: s.reader}))
}

func (s *Store) openPostgres(ctx context.Context, address string) error {
	if u, err := url.Parse(address); err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return errors.New("open database: the URL has to begin with postgres://")
	}
	s.dialect = "postgres"
	pool, err := PostgresPool(address)
	if err != nil {
		return err
	}
	pool.SetMaxOpenConns(20)
	pool.SetMaxIdleConns(10)
	pool.SetConnMaxIdleTime(5 * time.Minute)
	s.writer, s.reader = pool, pool
	if err := pool.PingContext(ctx); err != nil {
		return fmt.Errorf("connect to PostgreSQL: %w", err)
	}
	return s.openGorm(postgres.New(postgres.Config{Conn: pool}))
}

func (s *Store) openGorm(dialector gorm.Dialector) error {
	db, err := gorm.Open(dialector, &gorm.Config{
		SkipDefaultTransaction:   true,
		DisableNestedTransaction: true,
		DisableAutomaticPing:     true,
		NowFunc:                  s.clock.Now,
		Logger:                   statementLog{out: s.logger, now: s.clock.Now},
	})
	if err != nil {
		return fmt.Errorf("set the object mapper up: %w", err)
	}
	s.gorm = db
	return nil
}
