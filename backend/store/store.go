package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

// Store is one open database. It may be used from many goroutines at once.
type Store struct {
	dialect string
	dir     string
	clock   clock.Clock
	logger  *slog.Logger
	readMax time.Duration

	writer *sql.DB // SQLite: the one writing connection; PostgreSQL: the pool
	reader *sql.DB // SQLite: connections that cannot write; PostgreSQL: the same pool
	gorm   *gorm.DB
	group  *group // SQLite only

	closed    atomic.Bool
	mu        sync.RWMutex
	listeners []func(context.Context, []Change)
}

// Dialect answers "sqlite" or "postgres".
func (s *Store) Dialect() string { return s.dialect }

// Dir answers the data directory, empty when the store was opened without one.
func (s *Store) Dir() string { return s.dir }

// WriterPool answers the pool that writes, for machinery that brings its own statements (River). On SQLite it has exactly
// one connection, shared with Tx, so that nobody waits for a lock inside the database.
func (s *Store) WriterPool() *sql.DB { return s.writer }

// ReaderPool answers the pool for reading with database/sql where the object mapper is too slow, as when the snapshot is
// loaded. On SQLite its connections refuse to write.
func (s *Store) ReaderPool() *sql.DB { return s.reader }

// Ping answers nil when the database can be read.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	if err := s.reader.QueryRowContext(ctx, "SELECT 1").Scan(&one); err != nil {
		return fmt.Errorf("read from the database: %w", Classify(err))
	}
	return nil
}

// Close refuses new transactions, folds the write-ahead log into the database and closes all connections. Transactions
// that are under way end first, because they hold the connection that Close waits for.
func (s *Store) Close() error {
	if s.closed.Swap(true) {
		return nil
	}
	var problems []error
	if s.dialect == "sqlite" && s.writer != nil && s.gorm != nil {
		if s.reader != nil {
			problems = append(problems, s.reader.Close())
		}
		if _, err := s.writer.ExecContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)"); err != nil {
			problems = append(problems, fmt.Errorf("checkpoint the database: %w", err))
		}
		return errors.Join(append(problems, s.writer.Close())...)
	}
	for _, pool := range []*sql.DB{s.reader, s.writer} {
		if pool != nil {
			problems = append(problems, pool.Close())
		}
	}
	return errors.Join(problems...)
}
