package tokens

import (
	"context"
	"errors"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Find answers a token that the caller may see: of an app of theirs or their teams, or any with tokens:read-all. Else ErrNotFound.
func (s *Service) Find(ctx context.Context, id string) (Token, error) {
	t, err := s.repo.find(ctx, id)
	if err != nil {
		return Token{}, err
	}
	me := rbac.From(ctx)
	if s.Allows(me, rbac.TokensReadAll) {
		return t, nil
	}
	if _, err := s.Apps.Ours(ctx, t.AppID); err != nil {
		return Token{}, hide(err)
	}
	return t, nil
}

// Any answers a token without asking who calls, for rooms above that have decided already. Else ErrNotFound.
func (s *Service) Any(ctx context.Context, id string) (Token, error) { return s.repo.find(ctx, id) }

// own answers a token of the caller's own app with that app, else ErrNotFound, whatever their role.
func (s *Service) own(ctx context.Context, id string) (Token, apps.App, error) {
	t, err := s.repo.find(ctx, id)
	if err != nil {
		return Token{}, apps.App{}, err
	}
	app, err := s.Apps.Own(ctx, t.AppID)
	return t, app, hide(err)
}

// stoppable answers a token that the caller may stop: their own, or any with tokens:revoke-any.
func (s *Service) stoppable(ctx context.Context, id string) (Token, apps.App, error) {
	if !s.Allows(rbac.From(ctx), rbac.TokensRevokeAny) {
		return s.own(ctx, id)
	}
	t, err := s.repo.find(ctx, id)
	if err != nil {
		return Token{}, apps.App{}, err
	}
	app, err := s.Apps.Any(ctx, t.AppID)
	return t, app, hide(err)
}

// hide makes a foreign app's token a missing one.
func hide(err error) error {
	if errors.Is(err, apps.ErrNotFound) {
		return ErrNotFound
	}
	return err
}

// OfApp answers the tokens of an app that the caller may see, newest first. It returns apps.ErrNotFound and
// page.ErrCursor.
func (s *Service) OfApp(ctx context.Context, appID string, r page.Request) (page.Page[Token], error) {
	app, err := s.Apps.OursOr(ctx, appID, rbac.TokensReadAll)
	if err != nil {
		return page.Page[Token]{}, err
	}
	return s.list(ctx, Filter{App: app.ID}, Newest, r)
}

// Inventory answers every token, in an order. The route's permission admits the caller. It returns page.ErrCursor, and
// fault.ErrInvalid for what can't be meant.
func (s *Service) Inventory(ctx context.Context, f Filter, o Order, r page.Request) (page.Page[Token], error) {
	if err := f.check(); err != nil {
		return page.Page[Token]{}, err
	}
	if err := o.check(); err != nil {
		return page.Page[Token]{}, err
	}
	return s.list(ctx, f, o, r)
}

func (s *Service) list(ctx context.Context, f Filter, o Order, r page.Request) (page.Page[Token], error) {
	from, err := o.behind(s.Cursors, r.Cursor)
	if err != nil {
		return page.Page[Token]{}, err
	}
	found, err := s.repo.list(ctx, f, o, s.now(), from, r.Limit+1)
	if err != nil {
		return page.Page[Token]{}, fmt.Errorf("list tokens: %w", err)
	}
	next := ""
	if len(found) > r.Limit {
		found = found[:r.Limit]
		next = o.cursor(s.Cursors, o.place(found[r.Limit-1]))
	}
	return page.Of(found, next), nil
}

// Counts answers how many tokens work now, and how many of them end within 14 days.
func (s *Service) Counts(ctx context.Context) (active, expiring int64, err error) {
	active, expiring, err = s.repo.counts(ctx, s.now(), s.now().Add(expiringSoon))
	if err != nil {
		return 0, 0, fmt.Errorf("count tokens: %w", err)
	}
	return active, expiring, nil
}

// CountLiving answers how many tokens each of the apps has that were neither revoked nor have expired.
func (s *Service) CountLiving(ctx context.Context, apps []string) (map[string]int, error) {
	counts, err := s.repo.countEach(ctx, apps, s.now())
	if err != nil {
		return nil, fmt.Errorf("count tokens of apps: %w", err)
	}
	return counts, nil
}

// CountScope adds the living tokens that have a scope, named {slug}:{scope}, to its uses.
func (s *Service) CountScope(ctx context.Context, qualified string, uses *catalog.ScopeUses) error {
	n, err := s.repo.countHolding(ctx, qualified, s.now())
	if err != nil {
		return fmt.Errorf("count tokens with %s: %w", qualified, err)
	}
	uses.Tokens += n
	return nil
}
