package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

const (
	// ReadMax is how long one reading may take. SQLite keeps everything that is written meanwhile in its write-ahead log, and
	// PostgreSQL every row that is replaced.
	ReadMax = 30 * time.Second
	// LogBytesMax is how large a write-ahead log is when somebody must have been reading for long: it is folded back at 16 MiB.
	LogBytesMax = 64 << 20
)

// LogLimit is the pragma that cuts a write-ahead log to LogBytesMax when it begins anew.
var LogLimit = fmt.Sprintf("PRAGMA journal_size_limit = %d", LogBytesMax)

// briefly bounds a reading that nobody bounded. Its timer ends by itself: background work reads seldom, and requests bring a
// nearer deadline.
func (s *Store) briefly(ctx context.Context) context.Context {
	if deadline, ok := ctx.Deadline(); ok && deadline.Before(clock.In(s.readMax)) {
		return ctx
	}
	bounded, cancel := context.WithTimeout(ctx, s.readMax)
	context.AfterFunc(bounded, cancel) // who reads with it doesn't say when it is done
	return bounded
}

// LogBytes answers how large the write-ahead log of an SQLite file is; 0 when there is none.
func LogBytes(path string) (int64, error) {
	info, err := os.Stat(path + "-wal")
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("look at the write-ahead log: %w", err)
	}
	return info.Size(), nil
}
