package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/jobs"
)

// pipe blocks while nobody reads, and fails while the disk behind it is full.
type pipe struct {
	blocked sync.Mutex
	mu      sync.Mutex
	full    bool
	text    strings.Builder
}

func (p *pipe) Write(line []byte) (int, error) {
	p.blocked.Lock()
	defer p.blocked.Unlock()
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.full {
		return 0, errors.New("no space left on device")
	}
	return p.text.Write(line)
}

func (p *pipe) got() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

func TestWhoLogsNeverWaitsForABlockedLog(t *testing.T) {
	to := &pipe{}
	s := jobs.NewSink(to)
	logger := slog.New(slog.NewTextHandler(s, nil))
	s.OnLost(func(lost uint64) { logger.Warn("lines were lost", "lines", lost) })
	to.blocked.Lock()
	took := make([]time.Duration, 5000)
	for i := range took {
		began := time.Now()
		logger.Info("something happened")
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	require.Less(t, took[len(took)*99/100], 10*time.Millisecond)
	require.Less(t, took[len(took)-1], time.Minute, "a busy machine may have forgotten one")
	require.Greater(t, s.Lost(), uint64(3900))
	before := s.Lost()
	to.blocked.Unlock()
	require.Eventually(t, func() bool { return strings.Contains(to.got(), "lines were lost") }, time.Minute, time.Millisecond)
	require.Equal(t, before, s.Lost())

	to.mu.Lock()
	to.full = true
	to.mu.Unlock()
	logger.Info("nor this")
	require.Eventually(t, func() bool { return s.Lost() > before }, time.Minute, time.Millisecond, "a full disk is counted too")
	to.mu.Lock()
	to.full = false
	to.mu.Unlock()
	logger.Info("the last words")
	require.NoError(t, s.Close(t.Context()))
	require.Contains(t, to.got(), "the last words")
}

func TestABlockedLogHoldsNoStopUp(t *testing.T) {
	to := &pipe{}
	to.blocked.Lock()
	defer to.blocked.Unlock()
	s := jobs.NewSink(to)
	_, _ = s.Write([]byte("a line\n"))
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	require.Error(t, s.Close(ctx))
}
