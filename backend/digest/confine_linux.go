package digest

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	cpuSecondsMax = 10        // of all threads together; the deadline on the wall is the parent's
	growthMax     = 900 << 20 // of the address space, on top of what the program has mapped when it begins
	politeness    = 10        // answers of the server come before imports
)

// confine takes from the process what reading a document doesn't need: files, sockets, dumps, and more than its share of
// time and memory. References that lead out of the upload are refused long before; this holds where that should fail.
func confine() error {
	mapped, err := addressSpace()
	if err != nil {
		return err
	}
	most := mapped + growthMax
	if raced {
		most = math.MaxInt64
	}
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, politeness) // worth a try, and no reason to fail
	for _, limit := range [...]struct {
		name     string
		resource int
		most     uint64
	}{
		{"address space", syscall.RLIMIT_AS, most},
		{"time", syscall.RLIMIT_CPU, cpuSecondsMax},
		{"core dumps", syscall.RLIMIT_CORE, 0},
		{"file size", syscall.RLIMIT_FSIZE, 0},
		{"open files", syscall.RLIMIT_NOFILE, 0}, // those that are open stay open
	} {
		if err := syscall.Setrlimit(limit.resource, &syscall.Rlimit{Cur: limit.most, Max: limit.most}); err != nil {
			return fmt.Errorf("limit %s: %w", limit.name, err)
		}
	}
	return nil
}

func addressSpace() (uint64, error) {
	text, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0, err
	}
	first, _, _ := strings.Cut(string(text), " ")
	pages, err := strconv.ParseUint(first, 10, 64)
	return pages * uint64(os.Getpagesize()), err
}

// outOfTime reports whether a process ended because it had used up its time. The kernel kills it then; the signal that comes
// before is one that Go's runtime passes over.
func outOfTime(state *os.ProcessState) bool {
	s, ok := state.Sys().(syscall.WaitStatus)
	return ok && s.Signaled() && state.UserTime()+state.SystemTime() >= (cpuSecondsMax-1)*time.Second
}
