package jobs

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
)

// periodicWork is what Every was told.
type periodicWork struct {
	every time.Duration
	work  func(context.Context) error
	sure  bool // whether a turn is left out while the clock isn't trusted
	owed  bool // whether the last turn was; the Runner's mutex guards it
}

// periodicArgs is the job that one turn of periodic work becomes.
type periodicArgs struct {
	Name string `json:"name" river:"unique"`
}

func (periodicArgs) Kind() string { return "periodic" }

// Every makes work run at the start and then once per interval, in one process of all that share the database. A turn
// that fails is logged and not repeated; a turn never begins while the one before it is still running. Call it before
// Start. The shortest sensible interval is a few seconds; for less, use Go. Naming two works alike panics.
func (r *Runner) Every(name string, interval time.Duration, work func(context.Context) error) {
	r.declare(name, &periodicWork{every: interval, work: work})
}

// EverySure is Every for work that takes away by the clock what nobody gives back, or tells many people: a turn is left out
// while the clock isn't trusted (see OnTrust), so that a clock that jumps ahead doesn't end everything at once. What was
// left out has its turn when any such work finds the clock trusted again, and not only after an interval of its own.
func (r *Runner) EverySure(name string, interval time.Duration, work func(context.Context) error) {
	r.declare(name, &periodicWork{every: interval, work: work, sure: true})
}

// OnTrust sets who says whether the clock can be trusted. Without, it always is. Call it before Start.
func (r *Runner) OnTrust(trusted func(context.Context) (bool, error)) { r.trusted = trusted }

func (r *Runner) declare(name string, p *periodicWork) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, taken := r.periodic[name]; taken {
		panic("periodic work named twice: " + name)
	}
	if r.engine != nil {
		panic("periodic work declared after the engine was made: " + name)
	}
	r.periodic[name] = p
}

// schedule answers the periodic jobs in a fixed order.
func (r *Runner) schedule() []*river.PeriodicJob {
	var all []*river.PeriodicJob
	for name, p := range r.periodic {
		options := &river.PeriodicJobOpts{ID: strings.ReplaceAll(name, " ", "-"), RunOnStart: true}
		all = append(all, river.NewPeriodicJob(river.PeriodicInterval(p.every), turn(name), options))
	}
	return all
}

// turn makes the job of one turn. While one of the same name is waiting or running, no second one is added.
func turn(name string) river.PeriodicJobConstructor {
	active := []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable,
		rivertype.JobStateRunning, rivertype.JobStateScheduled,
	}
	return func() (river.JobArgs, *river.InsertOpts) {
		return periodicArgs{Name: name}, &river.InsertOpts{
			MaxAttempts: 1,
			UniqueOpts:  river.UniqueOpts{ByArgs: true, ByState: slices.Clone(active)},
		}
	}
}

func (r *Runner) workPeriodic(ctx context.Context, job *river.Job[periodicArgs]) error {
	r.mu.Lock()
	p := r.periodic[job.Args.Name]
	r.mu.Unlock()
	if p == nil {
		return nil // a version that is gone declared it
	}
	if p.sure && r.trusted != nil {
		ok, err := r.trusted(reqinfo.AsSystem(ctx, job.Args.Name))
		if err != nil {
			return fmt.Errorf("periodic work %s: %w", job.Args.Name, err)
		}
		r.owe(p, !ok)
		if !ok {
			r.logger.Info("periodic work is left out because the clock isn't trusted", "work", job.Args.Name)
			return nil
		}
		if err := r.catchUp(ctx); err != nil {
			return err
		}
	}
	if err := p.work(reqinfo.AsSystem(ctx, job.Args.Name)); err != nil {
		return fmt.Errorf("periodic work %s: %w", job.Args.Name, err)
	}
	return nil
}

func (r *Runner) owe(p *periodicWork, owed bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p.owed = owed
}

// catchUp gives a turn to all work whose last turn was left out in this process. It remembers nothing in the database: a
// job that waits there for a moment by a wrong clock would keep others of its name away until then.
func (r *Runner) catchUp(ctx context.Context) error {
	r.mu.Lock()
	owed := map[string]*periodicWork{}
	for name, p := range r.periodic {
		if p.owed {
			owed[name] = p
		}
	}
	r.mu.Unlock()
	for name, p := range owed {
		args, options := turn(name)()
		added, err := r.enqueue(ctx, args, options)
		if err != nil {
			return fmt.Errorf("make up for %s: %w", name, err)
		}
		if added { // or else it is about to be left out at this moment, or to have its turn
			r.owe(p, false)
		}
	}
	return nil
}
