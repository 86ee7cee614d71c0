package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Args is what a job is about: plain data that survives JSON. Kind names the worker: lower-case words, digits,
// underscores, dots and hyphens; it must never change while jobs of it are waiting.
type Args interface{ Kind() string }

// Deps is what a Runner stands on. Clock and Logger may be nil.
type Deps struct {
	Store  *store.Store
	Clock  clock.Clock
	Logger *slog.Logger
}

// Runner runs jobs. Register workers and periodic work before Start; Enqueue works before, and without, Start: whichever
// process runs the workers will find the job.
type Runner struct {
	store    *store.Store
	clock    clock.Clock
	logger   *slog.Logger
	workers  *river.Workers
	periodic map[string]*periodicWork
	trusted  func(context.Context) (bool, error) // nil: always

	mu       sync.Mutex
	engine   engine
	parent   context.Context // of the background goroutines; nil before Start
	cancel   context.CancelFunc
	pending  []background
	routines sync.WaitGroup
}

// Register makes work do the jobs of T's kind. An error, or a panic, sends the job back to be tried again, later each
// time: seconds at first, hours after a dozen attempts, and then it is given up. The context ends with the job's time (two
// minutes) or the server's. Registering a kind twice panics.
func Register[T Args](r *Runner, work func(context.Context, T) error) {
	river.AddWorker(r.workers, river.WorkFunc(func(ctx context.Context, job *river.Job[T]) error {
		return work(reqinfo.AsSystem(ctx, "jobs"), job.Args)
	}))
}

// Permanent marks an error that no further attempt can mend: the job is given up at once.
func Permanent(err error) error { return river.JobCancel(err) }

// Enqueue adds a job in the transaction of ctx: it exists exactly when that commits. Without a transaction it makes one.
func (r *Runner) Enqueue(ctx context.Context, args Args) error {
	_, err := r.enqueue(ctx, args, nil)
	return err
}

// EnqueueAt is Enqueue for a job that must not start before at.
func (r *Runner) EnqueueAt(ctx context.Context, args Args, at time.Time) error {
	_, err := r.enqueue(ctx, args, &river.InsertOpts{ScheduledAt: at})
	return err
}

// enqueue answers false when there is such a job already and options ask for one only.
func (r *Runner) enqueue(ctx context.Context, args river.JobArgs, options *river.InsertOpts) (added bool, err error) {
	engine, err := r.client()
	if err != nil {
		return false, err
	}
	err = r.store.Tx(ctx, func(ctx context.Context) error {
		tx, _ := store.SQLTx(ctx)
		made, err := engine.InsertTx(ctx, tx, args, options)
		if err != nil {
			return fmt.Errorf("enqueue job %s: %w", args.Kind(), err)
		}
		added = !made.UniqueSkippedAsDuplicate
		return nil
	})
	return added, err
}

// Start begins to work. It answers when the workers are listening. Ending ctx does not stop them; Stop does.
func (r *Runner) Start(ctx context.Context) error {
	engine, err := r.client()
	if err != nil {
		return err
	}
	if err := engine.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the job workers: %w", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.parent, r.cancel = context.WithCancel(context.WithoutCancel(ctx))
	for _, b := range r.pending {
		r.launch(b)
	}
	r.pending = nil
	return nil
}

// Stop takes no new job, ends the background goroutines, and waits for jobs under way until ctx ends; then it cancels them
// and says that it did. They will be tried again. Stopping a runner that was not started does nothing.
func (r *Runner) Stop(ctx context.Context) error {
	r.mu.Lock()
	engine, cancel := r.engine, r.cancel
	r.mu.Unlock()
	if cancel == nil {
		return nil
	}
	cancel()
	var problems []error
	if err := engine.Stop(ctx); err != nil {
		hard, giveUp := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer giveUp()
		problems = append(problems, fmt.Errorf("jobs under way were cancelled: %w", err), engine.StopAndCancel(hard))
	}
	if err := r.waitForRoutines(ctx); err != nil {
		problems = append(problems, err)
	}
	return errors.Join(problems...)
}

func (r *Runner) waitForRoutines(ctx context.Context) error {
	over := make(chan struct{})
	go func() {
		r.routines.Wait()
		close(over)
	}()
	select {
	case <-over:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("background work was abandoned: %w", ctx.Err())
	}
}
