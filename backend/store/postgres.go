package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

const (
	retries    = 3
	retryPause = 10 * time.Millisecond // the longest before the first one
	// A transaction that has begun is not cancelled with its request, but a server that answers nothing may not keep it, and
	// its connection, for ever.
	lateness = 5 * time.Second // after the deadline of a request
	longest  = 2 * time.Minute // where there is none, as in a job

	connectBudget = 5 * time.Second
)

// commitPostgres runs work in a transaction of its own and again, up to three times, when PostgreSQL gave it up because of
// a deadlock or a serialization failure.
func (s *Store) commitPostgres(ctx context.Context, work func(context.Context) error) (*unit, error) {
	for attempt := 0; ; attempt++ {
		u, err := s.attemptPostgres(ctx, work)
		if err == nil {
			return u, nil
		}
		if !retryable(err) || attempt == retries {
			return nil, err
		}
		if err := pause(ctx, attempt); err != nil {
			return nil, ErrUnavailable.Because(err)
		}
	}
}

// pause waits for a random while, which doubles with each attempt: transactions that met in a deadlock shall not meet again.
func pause(ctx context.Context, attempt int) error {
	timer := time.NewTimer(rand.N(retryPause << attempt)) //nolint:gosec // not a secret
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return fmt.Errorf("wait to try the transaction again: %w", ctx.Err())
	case <-timer.C:
		return nil
	}
}

func (s *Store) attemptPostgres(ctx context.Context, work func(context.Context) error) (*unit, error) {
	// Waiting for a connection obeys ctx; what runs on it does not.
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return nil, ErrUnavailable.Because(fmt.Errorf("get a connection: %w", err))
	}
	defer func() { _ = conn.Close() }()
	ctx, cancel := bounded(ctx)
	defer cancel()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, ErrUnavailable.Because(fmt.Errorf("begin transaction: %w", err))
	}
	defer func() { _ = tx.Rollback() }() // after a commit this does nothing
	u := &unit{store: s}
	if err := u.run(ctx, tx, work); err != nil {
		return nil, err
	}
	if err := tx.Commit(); err != nil {
		if retryable(err) {
			return nil, err
		}
		// The answer may be lost while the commit was not: the caller asks again with the same idempotency key.
		return nil, ErrUnavailable.Because(fmt.Errorf("commit transaction: %w", err))
	}
	return u, nil
}

// bounded is ctx without its cancellation and with the time that a transaction may take at most.
func bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	if deadline, ok := ctx.Deadline(); ok {
		return context.WithDeadline(context.WithoutCancel(ctx), deadline.Add(lateness))
	}
	return context.WithTimeout(context.WithoutCancel(ctx), longest)
}

// PostgresPool answers a pool of connections to the server of a postgres:// URL, and connects to nothing yet. Its
// connections notice within seconds, instead of hours, that the network to an answer is gone.
func PostgresPool(address string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("open database: the PostgreSQL URL cannot be read") // the cause may quote the password
	}
	dialer := net.Dialer{
		Timeout:         connectBudget,
		KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 2 * time.Second, Count: 3},
	}
	config.DialFunc = dialer.DialContext
	return stdlib.OpenDB(*config), nil
}
