package app

import (
	"context"
	"runtime/debug"
	"time"
)

// restAfter is how long after the start a server gives back what it needed for it: late enough for the first round of periodic work.
const restAfter = 5 * time.Second

// rest gives back, once, the memory that only starting needed (P-GW-6): the heap's garbage, and the places in the program's own
// file that nobody will look at again. What is needed after all is there with the next touch, from the system's cache of files.
func (a *App) rest(ctx context.Context) {
	timer := time.NewTimer(restAfter)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return
	case <-timer.C:
	}
	debug.FreeOSMemory()
	if err := letGoOfProgram(); err != nil {
		a.logger.DebugContext(ctx, "the program's file stays in memory as the start needed it", "cause", err)
	}
}
