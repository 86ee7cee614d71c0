package lane

import (
	"fmt"
	"runtime/debug"
	"time"

	"golang.org/x/sys/unix"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

const (
	// Waits end this late at most: while something is awaited, and while only silent connections are to be closed.
	tickFast = 10 * time.Millisecond
	tickSlow = time.Second
	// tickCalm is how many fast ticks in a row must find nothing awaited before they become slow.
	tickCalm = 20
)

func (l *loop) tick(every time.Duration) {
	spec := unix.NsecToTimespec(int64(every))
	_ = unix.TimerfdSettime(l.timer, 0, &unix.ItimerSpec{Interval: spec, Value: spec}, nil)
	l.fast, l.calm = every == tickFast, 0
}

// ticked looks for what has waited too long.
func (l *loop) ticked() {
	now := clock.Monotonic()
	for i := len(l.awaited) - 1; i >= 0; i-- {
		if i < len(l.awaited) && l.awaited[i].deadline <= now {
			c := l.awaited[i]
			l.expire(c)
		}
	}
	if l.ticks++; !l.fast || l.ticks%int(tickSlow/tickFast) == 0 {
		l.closeIdle(now)
	}
	if l.calm++; len(l.awaited) > 0 {
		l.calm = 0
	} else if l.fast && l.calm >= tickCalm {
		l.tick(tickSlow)
	}
}

func (l *loop) expire(c *Conn) {
	defer func() {
		if cause := recover(); cause != nil {
			l.server.Logger.Error("the end of a wait panicked on the lane", "panic", fmt.Sprint(cause), "stack", string(debug.Stack()))
		}
	}()
	w := c.watcher
	c.Release()
	w.Expired()
}

// closeIdle closes callers' connections that were silent for too long.
func (l *loop) closeIdle(now int64) {
	l.mu.Lock()
	var old []*Conn
	for _, c := range l.conns {
		if c != nil && c.client != nil && !c.client.busy && c.client.until <= now {
			old = append(old, c)
		}
	}
	l.mu.Unlock()
	for _, c := range old {
		c.client.close()
	}
}

// Await makes the loop tell w of what c has to read, and of its end at a monotonic time. It is called on the loop.
func (c *Conn) Await(w Watcher, deadline int64) {
	l := c.loop
	c.watcher, c.deadline = w, deadline
	if c.at < 0 {
		c.at = len(l.awaited)
		l.awaited = append(l.awaited, c)
	}
	if !l.fast {
		l.tick(tickFast)
	}
}

// Release ends Await, on the loop.
func (c *Conn) Release() {
	l := c.loop
	if c.at >= 0 {
		last := l.awaited[len(l.awaited)-1]
		l.awaited[c.at], last.at = last, c.at
		l.awaited[len(l.awaited)-1], l.awaited = nil, l.awaited[:len(l.awaited)-1]
	}
	c.watcher, c.at = nil, -1
}
