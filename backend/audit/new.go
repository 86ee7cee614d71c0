package audit

import (
	"context"
	"log/slog"
	"strconv"
	"sync/atomic"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Keys derives keys for a purpose. Both purposes used here, "audit" and "cursor", must answer the same at every start.
type Keys interface{ Derive(purpose string) []byte }

// Deps is what the log stands on. Clock and Logger may be nil.
type Deps struct {
	Store  *store.Store
	Clock  clock.Clock
	Keys   Keys
	Logger *slog.Logger
}

// Log is the audit log. It may be used from many goroutines at once.
type Log struct {
	store   *store.Store
	clock   clock.Clock
	logger  *slog.Logger
	key     []byte
	cursors page.Codec
	boot    string // tells the processes that wrote to one chain apart
	broken  atomic.Bool
	names   func(ctx context.Context, ids []string) (map[string]string, error)
	heard   []func(context.Context, Entry) error
}

// New answers the log that belongs to the store.
func New(d Deps) *Log {
	if d.Clock == nil {
		d.Clock = clock.System()
	}
	if d.Logger == nil {
		d.Logger = slog.Default()
	}
	return &Log{
		store: d.Store, clock: d.Clock, logger: d.Logger, key: d.Keys.Derive("audit"),
		cursors: page.Codec{Key: d.Keys.Derive("cursor")}, boot: secret.RandomText(12),
	}
}

// NameActors gives the log a way to show names beside the ids of actors. Call it before serving; without it, and for ids
// that it does not know, names are empty.
func (l *Log) NameActors(names func(ctx context.Context, ids []string) (map[string]string, error)) {
	l.names = names
}

// OnRecord adds who hears of each entry, in its transaction and with its texts masked; an error undoes the change. Call it
// before the log is written.
func (l *Log) OnRecord(hear func(context.Context, Entry) error) { l.heard = append(l.heard, hear) }

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
