package store

import (
	"context"
	"fmt"
)

const retries = 3

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
	}
}

func (s *Store) attemptPostgres(ctx context.Context, work func(context.Context) error) (*unit, error) {
	// Waiting for a connection obeys ctx; what runs on it does not.
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return nil, ErrUnavailable.Because(fmt.Errorf("get a connection: %w", err))
	}
	defer func() { _ = conn.Close() }()
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), nil)
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
