package tokens

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Mint makes an ephemeral token of the token whose secret the request carries. It returns ErrForbidden when policy allows
// none, ErrWider, ErrTooManyEphemeral, fault.ErrInvalid with every mistake, and what s.presenting returns.
func (s *Service) Mint(ctx context.Context, id string, d EphemeralDraft) (Made, error) {
	var made Made
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		p, err := s.presenting(ctx, id)
		if err != nil {
			return err
		}
		rules, err := s.Policy.For(ctx, p.token.AppID, APIsOf(p.token.Scopes))
		if err != nil {
			return err
		}
		if rules.EphemeralLife == 0 {
			return ErrForbidden.Saying(rules.From(policy.EphemeralLife).String() + " lets no token mint others.")
		}
		if !rules.Allows(string(secret.Ephemeral)) {
			return ErrForbidden.Saying(rules.From(policy.Kinds).String() + " allows only " + policy.KindWords(rules.Kinds) + ".")
		}
		t, err := d.mint(p.token, p.secret, rules.EphemeralLife, s.now())
		if err != nil {
			return err
		}
		if err := s.firstSeen(ctx, &p); err != nil {
			return err
		}
		made, err = s.storeMinted(ctx, p.token, t)
		return err
	})
	if err != nil {
		return Made{}, fmt.Errorf("mint an ephemeral token of %s: %w", id, err)
	}
	return made, nil
}

func (s *Service) storeMinted(ctx context.Context, parent, t Token) (Made, error) {
	if err := s.Store.TakeTurns(ctx, "ephemeral tokens of "+parent.ID); err != nil {
		return Made{}, err
	}
	living, err := s.repo.countMinted(ctx, parent.ID, s.now())
	if err != nil {
		return Made{}, err
	}
	if living >= ephemeralMax {
		return Made{}, ErrTooManyEphemeral
	}
	minted, generation, err := s.mint(secret.Ephemeral, "")
	if err != nil {
		return Made{}, err
	}
	if t.ScopeRisk, err = s.weight(ctx, t.Scopes); err != nil {
		return Made{}, err
	}
	now := t.CreatedAt
	generation.Number, generation.CreatedAt, generation.ActivatedAt = 1, now, &now
	t.ID, t.Kind, t.CreatedBy, t.Generations = idPrefix+minted.ID, secret.Ephemeral, rbac.From(ctx).ID, []Generation{generation}
	if err := s.repo.insert(ctx, t); err != nil {
		return Made{}, err
	}
	if err := s.repo.used(ctx, Use{TokenID: parent.ID, Generation: t.Ephemeral.Generation, At: now.UnixMicro(), Network: network(ctx), Operation: "mintEphemeralToken"}); err != nil {
		return Made{}, err
	}
	err = s.note(ctx, "tokens.mint_ephemeral", t, map[string]any{
		"parent": parent.ID, "generation": t.Ephemeral.Generation, "scopes": t.Scopes, "networks": t.Networks, "origins": t.Origins,
		"expiresAt": t.ExpiresAt, "uses": t.Ephemeral.UsesMax,
	})
	return Made{Token: t, Secret: secret.Text(minted.Full)}, err
}

// Minted answers the ephemeral tokens of a token that the caller may see, newest first. It returns ErrNotFound and
// page.ErrCursor.
func (s *Service) Minted(ctx context.Context, id string, r page.Request) (page.Page[Token], error) {
	t, err := s.Find(ctx, id)
	if err != nil {
		return page.Page[Token]{}, err
	}
	return s.list(ctx, Filter{Parent: t.ID}, Newest, r)
}

// parents answers the tokens that minted some of the found ones, by id.
func (s *Service) parents(ctx context.Context, found []Token) (map[string]Token, error) {
	var ids []string
	for _, t := range found {
		if t.Ephemeral != nil {
			ids = append(ids, t.Ephemeral.Parent)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return s.repo.byIDs(ctx, sorted(ids))
}

// forgetBatch is how many ended ephemeral tokens are forgotten in one transaction, and forgetRounds how often in a run.
const (
	forgetBatch  = 200
	forgetRounds = 100
)

// ForgetMinted removes ephemeral tokens whose end is a day ago.
func (s *Service) ForgetMinted(ctx context.Context) error {
	for range forgetRounds {
		gone := 0
		err := s.Store.Tx(ctx, func(ctx context.Context) (err error) {
			gone, err = s.repo.forgetMinted(ctx, s.now().Add(-ephemeralKept), forgetBatch)
			return err
		})
		if err != nil {
			return fmt.Errorf("forget ephemeral tokens: %w", err)
		}
		if gone < forgetBatch {
			return nil
		}
	}
	return nil
}
