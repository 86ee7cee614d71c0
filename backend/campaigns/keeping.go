package campaigns

import (
	"context"
	"errors"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Ask is what is known of one token: what is advised for it, the campaign that asks about it (nil for none), and the owner's
// reason where one holds.
type Ask struct {
	Advised  Advised
	Campaign *Campaign
	Keep     *Keep
}

// Keep notes why the caller leaves a token of their own app as it is. The reason holds for 90 days, or until the token's
// scopes change; campaigns leave the token alone meanwhile. It returns tokens.ErrNotFound, ErrNothing and fault.ErrInvalid.
func (s *Service) Keep(ctx context.Context, token, reason string) (Ask, error) {
	reason, err := reasonOf(reason)
	if err != nil {
		return Ask{}, err
	}
	var ask Ask
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		t, err := s.own(ctx, token)
		if err != nil {
			return err
		}
		a, known, err := s.repo.adviceOf(ctx, t.ID)
		if err != nil {
			return err
		}
		if !known {
			return ErrNothing
		}
		now := s.now()
		a.Keep = Keep{Scopes: t.Scopes, Reason: reason, By: rbac.From(ctx).Owner(), At: now, Until: now.Add(keptFor)}
		if err := s.repo.save(ctx, a); err != nil {
			return err
		}
		if err := s.repo.answer(ctx, t.ID, Kept, reason, now); err != nil {
			return err
		}
		ask = Ask{Advised: a, Keep: &a.Keep}
		details := map[string]any{"reason": reason, "scopes": a.Scopes, "networks": a.Networks, "until": a.Keep.Until, "app": t.AppID, "name": t.Name}
		return s.Audit.Record(ctx, audit.Entry{Action: "tokens.keep", Object: t.ID, Outcome: audit.Success, Details: details})
	})
	if err != nil {
		return Ask{}, fmt.Errorf("keep token %s as it is: %w", token, err)
	}
	return ask, nil
}

// own answers a token of the caller's own app, else tokens.ErrNotFound.
func (s *Service) own(ctx context.Context, id string) (tokens.Token, error) {
	t, err := s.Tokens.Any(ctx, id)
	if err != nil {
		return tokens.Token{}, err
	}
	if _, err := s.Apps.Own(ctx, t.AppID); errors.Is(err, apps.ErrNotFound) {
		return tokens.Token{}, tokens.ErrNotFound
	} else if err != nil {
		return tokens.Token{}, err
	}
	return t, nil
}

// AskedOf answers the tokens of an app that wait for their owner's answer. It does not ask who calls, for rooms that have
// decided already.
func (s *Service) AskedOf(ctx context.Context, app string) ([]string, error) {
	return s.repo.askedOf(ctx, app)
}

// AskOf answers what is asked of a token that the caller may see, else tokens.ErrNotFound.
func (s *Service) AskOf(ctx context.Context, token string) (Ask, error) {
	t, err := s.Tokens.Find(ctx, token)
	if err != nil {
		return Ask{}, err
	}
	asks, err := s.asks(ctx, t.ID)
	return asks[t.ID], err
}

// asks answers what is known of tokens, by token.
func (s *Service) asks(ctx context.Context, ids ...string) (map[string]Ask, error) {
	advised, err := s.repo.found(ctx, "token_id IN ?", ids)
	if err != nil {
		return nil, err
	}
	waiting, err := s.repo.asks(ctx, ids)
	if err != nil {
		return nil, err
	}
	campaigns := map[string]Campaign{}
	all := map[string]Ask{}
	for _, a := range advised {
		ask := Ask{Advised: a}
		if m, asked := waiting[a.TokenID]; asked {
			c, known := campaigns[m.Campaign]
			if !known {
				if c, err = s.repo.campaign(ctx, m.Campaign); err != nil {
					return nil, err
				}
				campaigns[m.Campaign] = c
			}
			ask.Campaign = &c
		}
		if a.Keep.holds(s.now()) {
			ask.Keep = &a.Keep
		}
		all[a.TokenID] = ask
	}
	return all, nil
}

// Mine answers what campaigns ask of the caller and of the teams in which they may answer, by token. It returns page.ErrCursor.
func (s *Service) Mine(ctx context.Context, r page.Request) (page.Page[Ask], error) {
	after, err := s.cursor(r)
	if err != nil {
		return page.Page[Ask]{}, err
	}
	owners, err := s.Apps.Changing(ctx)
	if err != nil {
		return page.Page[Ask]{}, err
	}
	found, err := s.repo.asksOf(ctx, owners, after, r.Limit+1)
	if err != nil {
		return page.Page[Ask]{}, err
	}
	next := ""
	if len(found) > r.Limit {
		found = found[:r.Limit]
		next = s.Cursors.Encode(found[len(found)-1].TokenID)
	}
	ids := make([]string, len(found))
	for i, m := range found {
		ids[i] = m.TokenID
	}
	asks, err := s.inOrder(ctx, ids)
	return page.Of(asks, next), err
}

// inOrder answers what is known of tokens in the order of their ids; those that need nothing any more are missing.
func (s *Service) inOrder(ctx context.Context, ids []string) ([]Ask, error) {
	known, err := s.asks(ctx, ids...)
	var asks []Ask
	for _, id := range ids {
		if ask, still := known[id]; still {
			asks = append(asks, ask)
		}
	}
	return asks, err
}

// cursor answers the one id that a page begins behind, "" for the first.
func (s *Service) cursor(r page.Request) (string, error) {
	parts, err := s.Cursors.Decode(r.Cursor)
	if err != nil {
		return "", err
	}
	if len(parts) != 1 && r.Cursor != "" {
		return "", page.ErrCursor
	}
	if len(parts) == 0 {
		return "", nil
	}
	return parts[0], nil
}
