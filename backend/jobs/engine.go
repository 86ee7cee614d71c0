package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

const (
	timeout     = 2 * time.Minute
	rescueAfter = 5 * time.Minute // after a crash, jobs that were running begin again this much later
	pollEvery   = 500 * time.Millisecond
	attempts    = 12
	parallel    = 8
)

type engine = *river.Client[*sql.Tx]

// New answers a Runner that has not started.
func New(d Deps) *Runner {
	if d.Clock == nil {
		d.Clock = clock.System()
	}
	if d.Logger == nil {
		d.Logger = slog.Default()
	}
	r := &Runner{store: d.Store, clock: d.Clock, logger: d.Logger, workers: river.NewWorkers(), periodic: map[string]*periodicWork{}}
	river.AddWorker(r.workers, river.WorkFunc(r.workPeriodic))
	return r
}

// client makes River's client at the first need, when all workers are known.
func (r *Runner) client() (engine, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.engine != nil {
		return r.engine, nil
	}
	var driver riverdriver.Driver[*sql.Tx]
	// River shares the one writing connection of SQLite with everybody else: a second one would fight for the database's
	// lock, where waiting is neither fair nor bound to a context.
	if r.store.Dialect() == "sqlite" {
		driver = riversqlite.New(r.store.WriterPool())
	} else {
		driver = riverdatabasesql.New(r.store.WriterPool())
	}
	client, err := river.NewClient(driver, &river.Config{
		CompletedJobRetentionPeriod: time.Hour,
		DiscardedJobRetentionPeriod: 30 * 24 * time.Hour,
		FetchPollInterval:           pollEvery,
		JobTimeout:                  timeout,
		Logger:                      slog.New(quiet{r.logger.Handler()}),
		MaxAttempts:                 attempts,
		PeriodicJobs:                r.schedule(),
		Queues:                      map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: parallel}},
		RescueStuckJobsAfter:        rescueAfter,
		SkipUnknownJobCheck:         true, // the command line enqueues what the server works on
		Workers:                     r.workers,
	})
	if err != nil {
		return nil, fmt.Errorf("set the job engine up: %w", err)
	}
	r.engine = client
	return client, nil
}

// quiet passes on what needs attention and drops the engine's running commentary.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}

func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(attrs)} }

func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }
