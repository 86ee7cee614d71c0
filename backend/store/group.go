package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
)

const (
	queueLimit = 4096 // callers that may wait for their turn
	batchLimit = 256  // callers that may share one commit
)

var errVanished = errors.New("the shared transaction was rolled back by the database")

// group lets many transactions share one commit. There is no goroutine of its own: the first caller leads, the others
// wait, run when the leader says so, and get their answer after the leader's commit.
type group struct {
	db    *sql.DB
	limit int

	mu      sync.Mutex
	leading bool
	waiting []*member
}

const (
	queued int32 = iota
	taken        // a leader counts on this member; it can't leave any more
	left         // its context ended before its turn
)

// member is one caller in the queue.
type member struct {
	ctx   context.Context
	work  func(*sql.Tx) error
	state atomic.Int32
	call  chan call     // at most two calls are ever sent: run or lead, then the result
	ran   chan struct{} // the member has run its work
	err   error         // written before ran is closed
}

// call is what a leader tells a member: run in this batch, or lead (both zero), or this is the result.
type call struct {
	batch    *batch
	finished bool
	err      error
}

// do queues work and answers after its commit. Waiting ends with ctx; once work has begun it runs to its end.
func (g *group) do(ctx context.Context, work func(*sql.Tx) error) error {
	m := &member{ctx: ctx, work: work, call: make(chan call, 2), ran: make(chan struct{})}
	g.mu.Lock()
	if !g.leading {
		g.leading = true
		g.mu.Unlock()
		m.state.Store(taken)
		return g.lead(m)
	}
	if len(g.waiting) >= g.limit {
		g.mu.Unlock()
		return ErrUnavailable.Because(errors.New("too many transactions are waiting"))
	}
	g.waiting = append(g.waiting, m)
	g.mu.Unlock()
	return g.wait(m)
}

func (g *group) wait(m *member) error {
	done := m.ctx.Done()
	for {
		select {
		case <-done:
			if m.state.CompareAndSwap(queued, left) {
				return fmt.Errorf("wait for the database: %w", m.ctx.Err())
			}
			done = nil // somebody already counts on us
		case c := <-m.call:
			switch {
			case c.finished:
				return c.err
			case c.batch == nil:
				return g.lead(m)
			default:
				c.batch.run(m)
			}
		}
	}
}

// next takes the first member that still waits, or answers nil.
func (g *group) next() *member {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.nextLocked()
}

func (g *group) nextLocked() *member {
	for len(g.waiting) > 0 {
		m := g.waiting[0]
		g.waiting[0] = nil
		g.waiting = g.waiting[1:]
		if m.ctx.Err() == nil && m.state.CompareAndSwap(queued, taken) {
			return m
		}
	}
	g.waiting = nil
	return nil
}

// refuse gives everybody who is waiting the same answer: one after the other they would wait as long for the same lock.
func (g *group) refuse(err error) {
	for m := g.next(); m != nil; m = g.next() {
		m.call <- call{finished: true, err: err}
	}
}

// handOver makes the first waiting caller the leader, or leaves the post vacant.
func (g *group) handOver() {
	g.mu.Lock()
	m := g.nextLocked()
	g.leading = m != nil
	g.mu.Unlock()
	if m != nil {
		m.call <- call{}
	}
}

// lead opens a batch, runs first and everybody who is waiting in it, commits, and answers what became of first.
func (g *group) lead(first *member) (err error) {
	// Deferred, because a panic in first's work must neither lose the others nor leave the post occupied.
	defer g.handOver()
	tx, err := g.db.BeginTx(context.Background(), nil)
	if err != nil {
		unavailable := ErrUnavailable.Because(fmt.Errorf("begin shared transaction: %w", err))
		g.refuse(unavailable)
		return unavailable
	}
	b := &batch{tx: tx}
	defer func() { err = b.finish(first) }()
	b.run(first)
	for len(b.members) < batchLimit {
		m := g.next()
		if m == nil {
			break
		}
		m.call <- call{batch: b}
		<-m.ran
	}
	return nil
}

// batch is one outer transaction. Its members run one after the other, never at the same time.
type batch struct {
	tx      *sql.Tx
	members []*member
	broken  error // why the outer transaction can't be committed
}

// run executes a member's work in a savepoint, in the member's own goroutine. A panic, or an end of the goroutine, undoes
// this member's work and no more.
func (b *batch) run(m *member) {
	b.members = append(b.members, m)
	completed := false
	defer func() {
		if !completed {
			m.err = errors.New("the transaction's closure did not return")
			b.undo()
		}
		close(m.ran)
	}()
	if b.broken != nil {
		m.err, completed = b.broken, true
		return
	}
	if err := b.exec("SAVEPOINT member"); err != nil {
		b.broken, m.err, completed = err, err, true
		return
	}
	m.err = m.work(b.tx)
	completed = true
	if m.err != nil {
		b.undo()
		return
	}
	if err := b.exec("RELEASE member"); err != nil {
		b.broken = fmt.Errorf("%w: %w", errVanished, err)
	}
}

func (b *batch) undo() {
	if b.broken != nil {
		return
	}
	// SQLite rolls the whole transaction back when the disk is full; then the savepoint is gone as well.
	if err := b.exec("ROLLBACK TO member"); err != nil {
		b.broken = fmt.Errorf("%w: %w", errVanished, err)
		return
	}
	if err := b.exec("RELEASE member"); err != nil {
		b.broken = fmt.Errorf("%w: %w", errVanished, err)
	}
}

func (b *batch) exec(statement string) error {
	_, err := b.tx.ExecContext(context.Background(), statement)
	return err
}

// finish commits and tells everybody. A member whose own work failed keeps its own error.
func (b *batch) finish(first *member) error {
	shared := b.broken
	if shared != nil {
		_ = b.tx.Rollback() // the transaction may be gone already; either way nothing of it is stored
	} else if err := b.tx.Commit(); err != nil {
		shared = fmt.Errorf("commit shared transaction: %w", err)
	}
	if shared != nil {
		shared = b.verdict(shared)
	}
	for _, m := range b.members {
		if m.err == nil {
			m.err = shared
		}
		if m != first {
			m.call <- call{finished: true, err: m.err}
		}
	}
	return first.err
}

// verdict chooses the fault of a batch that was not stored: a member that saw a full disk explains it for all.
func (b *batch) verdict(shared error) error {
	for _, m := range b.members {
		if err := Classify(m.err); errors.Is(err, ErrStorageFull) {
			return err
		}
	}
	if err := Classify(shared); errors.Is(err, ErrStorageFull) {
		return err
	}
	return ErrUnavailable.Because(shared)
}
