package jobs

import (
	"context"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
)

// sinkLines is how many lines wait at most.
const sinkLines = 1024

// Sink passes lines of a log on to where they are written, and never lets who logs wait for that (F-DISK-03): the reader of a
// pipe may have stopped, or a disk. Lines for which there is no room, and those that could not be written, are lost and
// counted. It may be used from many goroutines.
type Sink struct {
	to    io.Writer
	lines chan []byte
	lost  atomic.Uint64
	stop  chan struct{}
	once  sync.Once
	over  chan struct{}
	told  func(lost uint64)
}

// NewSink begins to pass lines on.
func NewSink(to io.Writer) *Sink {
	s := &Sink{to: to, lines: make(chan []byte, sinkLines), stop: make(chan struct{}), over: make(chan struct{})}
	go s.pass()
	return s
}

// OnLost sets who is told, when lines can be written again, how many were lost since it was told last. Call it before the
// first line.
func (s *Sink) OnLost(told func(lost uint64)) { s.told = told }

// Write takes one line. It never fails.
func (s *Sink) Write(line []byte) (int, error) {
	own := append(make([]byte, 0, len(line)), line...)
	select {
	case s.lines <- own:
	default:
		s.lost.Add(1)
	}
	return len(line), nil
}

// Lost answers how many lines were lost.
func (s *Sink) Lost() uint64 { return s.lost.Load() }

func (s *Sink) pass() {
	defer close(s.over)
	told := uint64(0)
	for {
		select {
		case line := <-s.lines:
			told = s.put(line, told)
		case <-s.stop:
			for len(s.lines) > 0 {
				told = s.put(<-s.lines, told)
			}
			return
		}
	}
}

// put writes a line, and answers how many lost ones were told of by then. It tells when nothing waits: then there is room.
func (s *Sink) put(line []byte, told uint64) uint64 {
	if _, err := s.to.Write(line); err != nil {
		s.lost.Add(1)
		return told
	}
	if now := s.lost.Load(); now > told && s.told != nil && len(s.lines) == 0 {
		s.told(now - told)
		return now
	}
	return told
}

// Close writes what waits until ctx ends.
func (s *Sink) Close(ctx context.Context) error {
	s.once.Do(func() { close(s.stop) })
	select {
	case <-s.over:
		return nil
	case <-ctx.Done():
		return fmt.Errorf("lines of the log were abandoned: %w", ctx.Err())
	}
}
