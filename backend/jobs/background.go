package jobs

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
)

const restartAfter = time.Second

// background is one long-running function of this process.
type background struct {
	name string
	work func(context.Context)
}

// Go runs work in a goroutine of this process from Start (or now, when that was earlier) until Stop ends its context.
// When work panics, that is logged and work begins again a second later; when it returns, it is over.
func (r *Runner) Go(name string, work func(context.Context)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	b := background{name: name, work: work}
	if r.parent == nil {
		r.pending = append(r.pending, b)
		return
	}
	r.launch(b)
}

// launch needs r.mu.
func (r *Runner) launch(b background) {
	if r.parent.Err() != nil {
		return
	}
	ctx := reqinfo.AsSystem(r.parent, b.name)
	r.routines.Add(1)
	go func() {
		defer r.routines.Done()
		for !r.attempt(ctx, b) {
			timer := time.NewTimer(restartAfter)
			select {
			case <-ctx.Done():
				timer.Stop()
				return
			case <-timer.C:
			}
		}
	}()
}

// attempt reports whether the work came to its end without a panic.
func (r *Runner) attempt(ctx context.Context, b background) (ended bool) {
	defer func() {
		if p := recover(); p != nil {
			r.logger.ErrorContext(ctx, "background work panicked and begins again", "work", b.name,
				"panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		}
	}()
	b.work(ctx)
	return true
}
