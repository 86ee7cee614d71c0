package tokens

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
)

// MarkExposed notes that a secret came over plain HTTP, where anybody on the way could read it (ENF-11), and tells the
// app's owner once. network is the caller's, truncated. It returns ErrNotFound when there is no such token; a secret that
// is marked already, or gone, changes nothing.
func (s *Service) MarkExposed(ctx context.Context, id string, generation int64, network string) error {
	ctx = reqinfo.AsSystem(ctx, "tokens.exposed")
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		t, err := s.repo.find(ctx, id)
		if err != nil {
			return err
		}
		now := s.now()
		for i := range t.Generations {
			g := &t.Generations[i]
			if g.Number != generation || g.ExposedAt != nil {
				continue
			}
			g.ExposedAt = &now
			if err := s.save(ctx, "tokens.expose", &t, map[string]any{"generation": generation, "network": network}); err != nil {
				return err
			}
			app, err := s.Apps.Any(ctx, t.AppID)
			if err != nil {
				return err
			}
			sentence := "The token " + t.Name + " was sent over plain HTTP and refused. Rotate it: its secret was readable on the way."
			if t.Ephemeral != nil {
				sentence = "The ephemeral token " + t.Name + " was sent over plain HTTP and refused. Let the program that uses it call over HTTPS."
			}
			return s.tell(ctx, app, t, "security.token_exposed", sentence, "token-exposed")
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("mark token %s as exposed: %w", id, err)
	}
	return nil
}
