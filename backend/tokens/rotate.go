package tokens

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// Rotate gives the caller's own token another secret; id, scopes, restrictions and expiry stay. It returns ErrNotFound,
// ErrState when the token has ended, ErrAppSuspended, ErrBreaksPolicy, ErrUnderway when two secrets work already and the
// turn doesn't say which of them ends, and fault.ErrInvalid for an overlap or a silence beyond policy.
func (s *Service) Rotate(ctx context.Context, id string, turn Turn) (Made, error) {
	var made Made
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		t, app, err := s.own(ctx, id)
		if err != nil {
			return err
		}
		if t.over(s.now()) {
			return ErrState
		}
		if t.Ephemeral != nil {
			return ErrEphemeral
		}
		if app.State != apps.Active {
			return ErrAppSuspended
		}
		p, err := s.renewable(ctx, t, turn)
		if err != nil {
			return err
		}
		overlap, err := turn.overlap(p)
		if err != nil {
			return err
		}
		silent, err := turn.silence(p)
		if err != nil {
			return err
		}
		if t.Generations, err = t.settleUnderway(turn, s.Brand, s.now()); err != nil {
			return err
		}
		minted, err := s.turn(ctx, &t, turn, overlap, silent)
		if err != nil {
			return err
		}
		if err := s.settle(ctx, &t); err != nil {
			return err
		}
		made = Made{Token: t, Secret: minted}
		return s.tell(ctx, app, t, "security.token_rotated", "The token "+t.Name+" was rotated."+t.endsSilent(), "token-rotated")
	})
	if err != nil {
		return Made{}, fmt.Errorf("rotate token %s: %w", id, err)
	}
	return made, nil
}

// turn puts another secret in front of the token's, and stores it.
func (s *Service) turn(ctx context.Context, t *Token, turn Turn, overlap, silent time.Duration) (secret.Text, error) {
	minted, next, err := s.mint(t.Kind, t.publicID())
	if err != nil {
		return "", err
	}
	t.Generations, t.FinishSilent = rotate(t.Generations, next, turn, overlap, s.now()), silent
	details := map[string]any{"finishSilentSeconds": int64(silent.Seconds()), "overlapSeconds": int64(overlap.Seconds()), "onFirstUse": turn.OnFirstUse, "compromised": turn.Compromised, "generation": t.Generations[0].Number}
	if turn.Ends != 0 {
		details["ended"] = turn.Ends
	}
	return secret.Text(minted.Full), s.save(ctx, "tokens.rotate", t, details)
}

// FinishRotation ends the older secret of the caller's own token at once. It returns ErrNotFound, and ErrState when only
// one secret is open.
func (s *Service) FinishRotation(ctx context.Context, id string) (Token, error) {
	return s.change(ctx, id, "finish the rotation of", func(ctx context.Context, t *Token, _ apps.App) error {
		if err := s.askPasskey(ctx, *t, policy.ActFinish); err != nil {
			return err
		}
		generations, ok := finish(t.Generations, s.now())
		if !ok || t.over(s.now()) {
			return ErrState
		}
		t.Generations, t.FinishSilent = generations, 0
		return s.save(ctx, "tokens.finish_rotation", t, map[string]any{"generation": generations[0].Number})
	})
}

// ExtendRotation lets the older secret of the caller's own token work for longer: for an overlap from now, within what
// policy allows from the rotation on. It returns ErrNotFound, ErrState when no older secret is about to end, and
// fault.ErrInvalid.
func (s *Service) ExtendRotation(ctx context.Context, id string, overlap time.Duration) (Token, error) {
	return s.change(ctx, id, "extend the rotation of", func(ctx context.Context, t *Token, _ apps.App) error {
		p, err := s.Policy.For(ctx, t.AppID, APIsOf(t.Scopes))
		if err != nil {
			return err
		}
		now := s.now()
		generations, ok := extend(t.Generations, now.Add(overlap), now)
		if !ok || t.over(now) || generations[0].ActivatedAt == nil {
			return ErrState
		}
		if last := generations[0].ActivatedAt.Add(p.MaxOverlap); overlap <= 0 || now.Add(overlap).After(last) {
			return fault.ErrInvalid.With(p.Refuse(policy.MaxOverlap, "/overlapSeconds", "lets the older secret work until "+last.Format(time.RFC3339)+" at the latest."))
		}
		t.Generations = generations
		return s.save(ctx, "tokens.extend_rotation", t, map[string]any{"generation": generations[0].Number, "overlapSeconds": int64(overlap.Seconds())})
	})
}

// CancelRotation ends the newest secret of the caller's own token, which nobody used yet, and leaves the older one as it
// was before the rotation. It returns ErrNotFound, and ErrState when the new secret doesn't wait for its first use: then
// something may rely on it already.
func (s *Service) CancelRotation(ctx context.Context, id string) (Token, error) {
	return s.change(ctx, id, "cancel the rotation of", func(ctx context.Context, t *Token, _ apps.App) error {
		if err := s.askPasskey(ctx, *t, policy.ActFinish); err != nil {
			return err
		}
		generations, ok := cancel(t.Generations, s.now())
		if !ok || t.over(s.now()) {
			return ErrState
		}
		t.Generations, t.FinishSilent = generations, 0
		return s.save(ctx, "tokens.cancel_rotation", t, map[string]any{"generation": generations[0].Number})
	})
}

// MarkFirstUse starts the end of the older secret of a token whose rotation waited for the first use of the newer one.
// Enforcement calls it when it sees that use; later calls do nothing. It returns ErrNotFound.
func (s *Service) MarkFirstUse(ctx context.Context, id string, generation int64) error {
	ctx = reqinfo.AsSystem(ctx, "tokens.first_use")
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		t, err := s.repo.find(ctx, id)
		if err != nil {
			return err
		}
		generations, ok := activate(t.Generations, generation, s.now())
		if !ok {
			return nil
		}
		t.Generations = generations
		return s.save(ctx, "tokens.activate_secret", &t, map[string]any{"generation": generation})
	})
	if err != nil {
		return fmt.Errorf("mark the first use of token %s: %w", id, err)
	}
	return nil
}

// save stores a changed token under its next version, and notes it.
func (s *Service) save(ctx context.Context, action string, t *Token, details map[string]any) error {
	t.UpdatedAt = s.now()
	if err := s.repo.update(ctx, *t); err != nil {
		return err
	}
	t.Version++
	t.stored = byNumber(t.Generations)
	for _, hear := range s.onChange {
		if err := hear(ctx, *t); err != nil {
			return err
		}
	}
	return s.note(ctx, action, *t, details)
}

// change loads the caller's own token and lets work change it in one transaction.
func (s *Service) change(ctx context.Context, id, what string, work func(context.Context, *Token, apps.App) error) (Token, error) {
	var changed Token
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		t, app, err := s.own(ctx, id)
		if err != nil {
			return err
		}
		if err := work(ctx, &t, app); err != nil {
			return err
		}
		changed = t
		return nil
	})
	if err != nil {
		return Token{}, fmt.Errorf("%s token %s: %w", what, id, err)
	}
	return changed, nil
}
