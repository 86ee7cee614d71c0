package enforce

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// usesWait is how long a call waits for one of its token's uses.
const usesWait = 2 * time.Second

// takeUse takes one of a token's uses in the database, where all nodes share them: Allowed, TokenUsedUp when none is left,
// Undecided when the database can't say. A use counts when the call is let through, whatever the API answers to it.
func (s *Service) takeUse(id string) Code {
	if s.Store == nil {
		return Undecided
	}
	ctx, cancel := context.WithTimeout(context.Background(), usesWait)
	defer cancel()
	var taken []struct{ Uses, UsesMax int64 }
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		return s.Store.Write(ctx).Raw(`UPDATE tokens SET uses = uses + 1 WHERE id = ? AND uses < uses_max AND revoked_at IS NULL RETURNING uses, uses_max`, id).Scan(&taken).Error
	})
	switch {
	case err != nil:
		s.Logger.ErrorContext(ctx, "a use of a token can't be counted; the call is refused", "token", id, "cause", err)
		return Undecided
	case len(taken) == 0:
		return TokenUsedUp
	case taken[0].Uses == taken[0].UsesMax:
		s.tellSpent(ctx, id)
	}
	return Allowed
}

// tellSpent lets every node refuse the token from here on without asking the database. Nothing is lost when it fails: the
// database gives no use twice.
func (s *Service) tellSpent(ctx context.Context, id string) {
	err := s.Store.Tx(ctx, func(ctx context.Context) error { return s.Store.Changed(ctx, store.KindToken, id) })
	if err != nil {
		s.Logger.ErrorContext(ctx, "that a token is used up could not be told to other nodes", "token", id, "cause", err)
	}
}
