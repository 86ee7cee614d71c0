package tokens

import (
	"context"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
)

// mayEnter holds a token whose scopes become those of d against what the APIs among them that are new to it say about lives
// and numbers: else a token made elsewhere would be a way around them. It returns fault.ErrInvalid and ErrTooMany.
func (s *Service) mayEnter(ctx context.Context, t Token, d Draft, r rules) error {
	held := APIsOf(t.Scopes)
	entered := slices.DeleteFunc(APIsOf(d.Scopes), func(api string) bool { return slices.Contains(held, api) })
	if len(entered) == 0 {
		return nil
	}
	before, err := s.Policy.For(ctx, t.AppID, held)
	if err != nil {
		return err
	}
	if p := r.policy; p.MaxLife < before.MaxLife && t.ExpiresAt.Sub(t.CreatedAt) > p.MaxLife {
		said := "allows tokens to live at most " + policy.Span(p.MaxLife) + "; make a new one."
		return fault.ErrInvalid.With(p.Refuse(policy.MaxLife, "/scopes", said))
	}
	r.policy.Limits = slices.DeleteFunc(slices.Clone(r.policy.Limits), func(l policy.Limit) bool {
		return l.Level != policy.API || !slices.Contains(entered, l.ID)
	})
	return s.refuseTooMany(ctx, t.AppID, r)
}
