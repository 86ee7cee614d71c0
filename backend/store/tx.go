package store

import (
	"context"
	"database/sql"
	"fmt"
	"sync/atomic"

	"gorm.io/gorm"
)

// unit is what one transaction of one caller carries in its context.
type unit struct {
	store   *Store
	tx      *sql.Tx
	changes []Change
	after   []func(context.Context)
	over    atomic.Bool // the closure has returned: a context that escaped must not write any more
}

type unitKey struct{}

func unitFrom(ctx context.Context) *unit {
	u, _ := ctx.Value(unitKey{}).(*unit)
	if u == nil || u.over.Load() {
		return nil
	}
	return u
}

func (s *Store) unit(ctx context.Context) *unit {
	u := unitFrom(ctx)
	if u == nil || u.store != s {
		return nil
	}
	return u
}

// Tx runs work in a transaction and answers nil only when it is committed and everybody who registered for its changes
// has heard of them. The context handed to work carries the transaction and is not cancelled with ctx; ctx is obeyed
// while waiting for the turn. A Tx inside a Tx joins it: its error undoes everything when the outer closure returns it.
// When work fails or panics nothing is stored. On PostgreSQL work may run up to four times, so it must not have side
// effects outside the database; those belong into AfterCommit or a job.
//
// Answers ErrUnavailable or ErrStorageFull when the database did not take it.
func (s *Store) Tx(ctx context.Context, work func(context.Context) error) error {
	if s.unit(ctx) != nil {
		return work(ctx)
	}
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("begin transaction: %w", err)
	}
	if s.closed.Load() {
		return ErrUnavailable.Saying("The server is stopping, and nothing was changed.")
	}
	done, err := s.commit(ctx, work)
	if err != nil {
		return Classify(err)
	}
	s.acknowledge(context.WithoutCancel(ctx), done)
	return nil
}

func (s *Store) commit(ctx context.Context, work func(context.Context) error) (*unit, error) {
	if s.group == nil {
		return s.commitPostgres(ctx, work)
	}
	u := &unit{store: s}
	return u, s.group.do(ctx, func(tx *sql.Tx) error { return u.run(context.WithoutCancel(ctx), tx, work) })
}

// run lets work see the transaction. ctx must not be cancelled with its caller: that would interrupt the statement in
// SQLite, which may roll back the outer transaction and with it the work of everybody else.
func (u *unit) run(ctx context.Context, tx *sql.Tx, work func(context.Context) error) error {
	u.tx = tx
	defer u.over.Store(true)
	return work(context.WithValue(ctx, unitKey{}, u))
}

// acknowledge runs, in the caller's goroutine and after the commit, who wanted to know.
func (s *Store) acknowledge(ctx context.Context, u *unit) {
	if len(u.changes) > 0 {
		s.mu.RLock()
		listeners := s.listeners
		s.mu.RUnlock()
		for _, listen := range listeners {
			listen(ctx, u.changes)
		}
	}
	for _, hook := range u.after {
		hook(ctx)
	}
}

// AfterCommit registers hook to run once the transaction of ctx is committed, after the listeners for its changes and
// before Tx returns. After a rollback it never runs. Outside a transaction it runs at once. The context that it gets has
// no transaction and is not cancelled with the request.
func AfterCommit(ctx context.Context, hook func(context.Context)) {
	u := unitFrom(ctx)
	if u == nil {
		hook(context.WithoutCancel(ctx))
		return
	}
	u.after = append(u.after, hook)
}

// SQLTx answers the running transaction for libraries that want it from database/sql, or false outside Tx. Neither commit
// it nor roll it back.
func SQLTx(ctx context.Context) (*sql.Tx, bool) {
	u := unitFrom(ctx)
	if u == nil {
		return nil, false
	}
	return u.tx, true
}

// Read answers a handle for reading: the transaction inside Tx, so that it sees its own writes, else a reading connection.
func (s *Store) Read(ctx context.Context) *gorm.DB {
	u := s.unit(ctx)
	if u == nil {
		ctx = s.briefly(ctx)
	}
	db := s.gorm.Session(&gorm.Session{NewDB: true, Context: ctx})
	if u != nil {
		db.Statement.ConnPool = u.tx
	}
	return db
}

// Write answers the transaction's handle. Outside Tx every statement of it fails with ErrNoTx.
func (s *Store) Write(ctx context.Context) *gorm.DB {
	db := s.gorm.Session(&gorm.Session{NewDB: true, Context: ctx})
	u := s.unit(ctx)
	if u == nil {
		db.Error = ErrNoTx
		db.Statement.ConnPool = noPool{}
		return db
	}
	db.Statement.ConnPool = u.tx
	return db
}

// noPool refuses every statement that reaches it.
type noPool struct{}

func (noPool) PrepareContext(context.Context, string) (*sql.Stmt, error) { return nil, ErrNoTx }

func (noPool) ExecContext(context.Context, string, ...any) (sql.Result, error) { return nil, ErrNoTx }

func (noPool) QueryContext(context.Context, string, ...any) (*sql.Rows, error) { return nil, ErrNoTx }

func (noPool) QueryRowContext(context.Context, string, ...any) *sql.Row { return &sql.Row{} }
