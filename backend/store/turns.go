package store

import (
	"context"
	"fmt"
	"time"
)

// TakeTurns lets the transactions that name the same thing come one after the other, from here to their ends: what they
// look for is there when another one made it. SQLite has one writer and needs nothing. Call it inside Tx.
func (s *Store) TakeTurns(ctx context.Context, thing string) error {
	if s.dialect != "postgres" {
		return nil
	}
	if err := s.Write(ctx).Exec("SELECT pg_advisory_xact_lock(hashtextextended(?, 7233140313))", thing).Error; err != nil {
		return fmt.Errorf("wait for %s: %w", thing, err)
	}
	return nil
}

// Time answers what the database's clock shows: the machine's own where that is SQLite.
func (s *Store) Time(ctx context.Context) (time.Time, error) {
	if s.dialect != "postgres" {
		return s.clock.Now(), nil
	}
	var now time.Time
	if err := s.reader.QueryRowContext(ctx, "SELECT clock_timestamp()").Scan(&now); err != nil {
		return time.Time{}, fmt.Errorf("ask the database for the time: %w", Classify(err))
	}
	return now.UTC(), nil
}
