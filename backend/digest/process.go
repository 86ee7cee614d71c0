package digest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

const (
	// Deadline is how long one document may be read by the clock on the wall. It is generous: what a document costs is
	// bounded in processor time (confine), which does not depend on who else uses the machine.
	Deadline = 30 * time.Second
	// memoryTarget makes the collector work harder before the limit of the address space ends the worker.
	memoryTarget = "GOMEMLIMIT=500MiB"
)

// Process reads every source in a new process of the same program, one at a time.
type Process struct {
	path     string
	args     []string
	deadline time.Duration
	turn     chan struct{}
}

// NewProcess answers a digester that starts this program again as a worker (Work).
func NewProcess() (*Process, error) {
	path, err := os.Executable()
	if err != nil {
		return nil, fmt.Errorf("find the program to start as import worker: %w", err)
	}
	return &Process{path: path, args: []string{Command}, deadline: Deadline, turn: make(chan struct{}, 1)}, nil
}

// Digest starts a worker and answers its result. A worker that crashes, overruns or is killed makes a failed result; the
// error is left for what is not the document's doing: that no process could be started, or that the context has ended.
func (p *Process) Digest(ctx context.Context, source Source) (Result, error) {
	select {
	case p.turn <- struct{}{}:
		defer func() { <-p.turn }()
	case <-ctx.Done():
		return Result{}, ctx.Err()
	}
	var in bytes.Buffer
	if err := writeSource(&in, source); err != nil {
		return Result{}, fmt.Errorf("hand the document to the import worker: %w", err)
	}
	limited, cancel := context.WithTimeout(ctx, p.deadline)
	defer cancel()
	complaints := &tail{}
	worker := exec.CommandContext(limited, p.path, p.args...)
	worker.Env, worker.Stdin, worker.Stderr, worker.WaitDelay = []string{memoryTarget}, &in, complaints, time.Second
	out, err := worker.StdoutPipe()
	if err == nil {
		err = worker.Start()
	}
	if err != nil {
		return Result{}, fmt.Errorf("start the import worker: %w", err)
	}
	result, readErr := readResult(out, source.begin)
	if readErr != nil {
		cancelWorker(worker) // it may wait for somebody to read the rest
	}
	waitErr := worker.Wait()
	switch {
	case ctx.Err() != nil:
		return Result{}, ctx.Err()
	case readErr == nil && waitErr == nil:
		return result, nil
	}
	return Result{Failed: []document.Finding{verdict(limited, waitErr, complaints.String())}}, nil
}

func cancelWorker(worker *exec.Cmd) { _ = worker.Process.Kill() }

// verdict says what ended a worker before its result was whole.
func verdict(limited context.Context, ended error, complaints string) document.Finding {
	var exit *exec.ExitError
	switch {
	case errors.As(ended, &exit) && outOfTime(exit.ProcessState), errors.Is(limited.Err(), context.DeadlineExceeded):
		return tooLong
	case strings.Contains(complaints, "out of memory"), strings.Contains(complaints, "cannot allocate memory"):
		return tooLarge
	}
	return crashed
}

// tail keeps the first part of what a worker complains about; a crash says at once what it is.
type tail struct{ bytes.Buffer }

const complaintsMax = 16 << 10

func (t *tail) Write(b []byte) (int, error) {
	t.Buffer.Write(b[:min(len(b), max(0, complaintsMax-t.Len()))])
	return len(b), nil
}
