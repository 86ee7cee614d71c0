package tokens

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
)

// MarkReused notes that a replaced secret was used after its end, and tells the app's owner: at most once a day for each
// token, however often and on however many nodes it is used. A program that was forgotten does it, and so does a thief.
// network is the caller's, truncated. It returns ErrNotFound when there is no such token.
func (s *Service) MarkReused(ctx context.Context, id string, generation int64, network string) error {
	ctx = reqinfo.AsSystem(ctx, "tokens.reused")
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		t, err := s.repo.find(ctx, id)
		if err != nil {
			return err
		}
		now := s.now()
		if last := t.reused(); last != nil && now.Sub(*last) < day || t.over(now) {
			return nil
		}
		for i := range t.Generations {
			g := &t.Generations[i]
			if g.Number != generation || g.open(now) {
				continue
			}
			g.ReusedAt = &now
			if err := s.save(ctx, "tokens.reuse", &t, map[string]any{"generation": generation, "network": network}); err != nil {
				return err
			}
			app, err := s.Apps.Any(ctx, t.AppID)
			if err != nil {
				return err
			}
			sentence := "A replaced secret of the token " + t.Name + " is still in use"
			if network != "" {
				sentence += ", from " + network
			}
			return s.tell(ctx, app, t, "security.token_reused", sentence+". Its calls are refused. Put the new secret in place there, or look for who has the old one.", "token-reused")
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("mark a replaced secret of token %s as used: %w", id, err)
	}
	return nil
}
