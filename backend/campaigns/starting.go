package campaigns

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// scopesShown is how many scopes a preview and the board count.
const scopesShown = 20

// Preview is what a campaign would ask. Asked and Kept match too and are left out: another campaign asks about them, or their
// owners gave a reason. TooMany says that the filter has to be narrower; then nothing but Tokens, Asked and Kept is counted.
type Preview struct {
	Tokens     int64
	TooMany    bool
	Owners     int64
	OfMachines int64
	Asked      int64
	Kept       int64
	Scopes     []Thing
}

// Preview counts what a filter would ask about, or answers fault.ErrInvalid.
func (s *Service) Preview(ctx context.Context, f Filter) (p Preview, err error) {
	if err := f.check(); err != nil {
		return p, err
	}
	now := s.now()
	for state, into := range map[string]*int64{stateUnasked: &p.Tokens, stateAsked: &p.Asked, stateKept: &p.Kept} {
		f.State = state
		if *into, err = s.repo.count(ctx, f, now); err != nil {
			return p, err
		}
	}
	if p.TooMany = p.Tokens > tokensMax; p.TooMany {
		return p, nil
	}
	f.State = stateUnasked
	if p.Owners, p.OfMachines, err = s.repo.owners(ctx, f, now); err != nil {
		return p, err
	}
	p.Scopes, err = s.repo.things(ctx, f, true, scopesShown, now)
	return p, err
}

// Start begins a campaign: what matches now is what it asks about. Owners hear of it within minutes. The route admits the
// caller. It returns fault.ErrInvalid, ErrNobody and ErrTooMany.
func (s *Service) Start(ctx context.Context, d Draft) (Campaign, error) {
	now := s.now()
	d, err := d.tidy(now)
	if err != nil {
		return Campaign{}, err
	}
	c := Campaign{
		ID: ident.New("cmp"), Name: d.Name, Words: d.Words, Filter: d.Filter, Due: d.Due, CreatedBy: rbac.From(ctx).Owner(), CreatedAt: now,
	}
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		matching := d.Filter
		matching.State = stateUnasked
		if n, err := s.repo.count(ctx, matching, now); err != nil {
			return err
		} else if n > tokensMax {
			return ErrTooMany
		}
		if err := s.repo.insert(ctx, c); err != nil {
			return err
		}
		n, err := s.repo.enlist(ctx, c, now)
		if err != nil {
			return err
		}
		if n == 0 {
			return ErrNobody
		}
		details := map[string]any{"name": c.Name, "words": c.Words, "tokens": n, "api": c.Filter.API, "scope": c.Filter.Scope, "risk": c.Filter.Risk, "owner": c.Filter.Owner}
		if c.Due != nil {
			details["due"] = *c.Due
		}
		return s.Audit.Record(ctx, audit.Entry{Action: "campaigns.start", Object: c.ID, Outcome: audit.Success, Details: details})
	})
	if err != nil {
		return Campaign{}, fmt.Errorf("start a campaign: %w", err)
	}
	return c, nil
}

// End ends a campaign: nobody is told or reminded any more, and what waits stays unanswered. It returns ErrNotFound and
// ErrOver.
func (s *Service) End(ctx context.Context, id string) (Campaign, error) {
	var c Campaign
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		if _, err := s.repo.campaign(ctx, id); err != nil {
			return err
		}
		if err := s.end(ctx, id, rbac.From(ctx).Owner()); err != nil {
			return err
		}
		var err error
		c, err = s.repo.campaign(ctx, id)
		return err
	})
	if err != nil {
		return Campaign{}, fmt.Errorf("end campaign %s: %w", id, err)
	}
	return c, nil
}

func (s *Service) end(ctx context.Context, id, by string) error {
	ended, err := s.repo.end(ctx, id, by, s.now())
	if err != nil {
		return err
	}
	if !ended {
		return ErrOver
	}
	return s.Audit.Record(ctx, audit.Entry{Action: "campaigns.end", Object: id, Outcome: audit.Success, Details: map[string]any{}})
}
