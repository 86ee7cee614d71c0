package tokens

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Suspend stops a token until Resume. The app's owner may do it, and whoever holds tokens:revoke-any; their suspension lies
// over one of the owner's, of policy's or of idleness, so that the owner can't lift it meanwhile. It returns ErrNotFound,
// ErrState when the token is not working anyway, and fault.ErrInvalid for a missing reason.
func (s *Service) Suspend(ctx context.Context, id, reason string) (Token, error) {
	reason, err := cleanReason(reason)
	if err != nil {
		return Token{}, err
	}
	return s.stop(ctx, id, "suspend", func(ctx context.Context, t *Token, app apps.App) error {
		if t.over(s.now()) {
			return ErrState
		}
		if t.SuspendedAt != nil {
			over, err := s.holds().MayLieOver(ctx, app, t.SuspendedBy)
			if err != nil {
				return err
			}
			if !over {
				return ErrState
			}
			t.Under = &Suspension{At: *t.SuspendedAt, By: t.SuspendedBy, Reason: t.SuspendedReason}
		}
		by, err := s.holds().By(ctx, app)
		if err != nil {
			return err
		}
		if err := s.suspend(ctx, t, by, reason); err != nil {
			return err
		}
		return s.tell(ctx, app, *t, "security.token_suspended", "The token "+t.Name+" was suspended: "+reason, "")
	})
}

func (s *Service) suspend(ctx context.Context, t *Token, by, reason string) error {
	now := s.now()
	t.SuspendedAt, t.SuspendedBy, t.SuspendedReason = &now, by, reason
	return s.save(ctx, "tokens.suspend", t, map[string]any{"reason": reason})
}

// Resume lets a suspended token work again. The owner undoes their own suspension and an idle one; what an operator
// suspended, only operators resume: ErrSuspendedByOperator. What lay under an operator's suspension holds again. What policy
// suspended has to meet the rule first: ErrBreaksPolicy. It returns ErrNotFound and ErrState.
func (s *Service) Resume(ctx context.Context, id string) (Token, error) {
	return s.stop(ctx, id, "resume", func(ctx context.Context, t *Token, app apps.App) error {
		if t.over(s.now()) || t.SuspendedAt == nil {
			return ErrState
		}
		if err := s.holds().MayUndo(ctx, app, t.SuspendedBy); err != nil {
			return err
		}
		details := map[string]any{"suspendedBy": t.SuspendedBy, "suspendedReason": t.SuspendedReason}
		if under := t.Under; under != nil {
			t.SuspendedAt, t.SuspendedBy, t.SuspendedReason, t.Under = &under.At, under.By, under.Reason, nil
			details["stillSuspendedBy"] = under.By
			return s.save(ctx, "tokens.resume", t, details)
		}
		if err := s.mayWorkAgain(ctx, *t); err != nil {
			return err
		}
		t.SuspendedAt, t.SuspendedBy, t.SuspendedReason = nil, "", ""
		return s.save(ctx, "tokens.resume", t, details)
	})
}

func (u *Suspension) row() row {
	if u == nil {
		return row{}
	}
	return row{SuspensionUnderAt: store.NullMicros(&u.At), SuspensionUnderBy: u.By, SuspensionUnderReason: u.Reason}
}
