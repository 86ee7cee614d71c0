package lane

import (
	"os"
	"runtime"
)

// spare is how many processors more than there are the runtime is told of.
const spare = 2

// Spare tells the runtime of two processors more than there are, once and before a Server serves. A loop keeps one of the runtime's
// processors while it has something to do, so without spare ones everybody else (the collector, what packs events, the loops that
// just woke) waits for it to let go, for up to ten milliseconds; with them the kernel shares out the real ones.
//
// Where Go may use fewer than there are, because somebody said so in the environment or a container has a share of them, nothing
// is done: what went beyond that share would be stopped for much longer.
func Spare() {
	if there := runtime.NumCPU(); os.Getenv("GOMAXPROCS") == "" && runtime.GOMAXPROCS(0) == there {
		runtime.GOMAXPROCS(there + spare)
	}
}
