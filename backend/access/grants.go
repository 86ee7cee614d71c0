package access

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// grantItems makes or widens the grant of every approved item that has none yet.
func (s *Service) grantItems(ctx context.Context, r *Request) error {
	by := r.DecidedBy
	if by == "" {
		by = deciderSystem
	}
	for i := range r.Items {
		it := &r.Items[i]
		if it.State != Approved || it.GrantID != "" {
			continue
		}
		g, err := s.grant(ctx, Grant{
			AppID: r.AppID, APIID: it.APIID, PlanID: it.PlanID, Environment: it.Environment, Scopes: it.Granted,
			EndsAt: r.EndsAt, RequestID: r.ID, GrantedBy: by, Reason: r.Reason,
		})
		if err != nil {
			return err
		}
		it.GrantID = g.ID
	}
	return nil
}

// grant stores a grant, or widens the living one of the same app, API and environment. A grant whose end has passed
// is closed first.
func (s *Service) grant(ctx context.Context, g Grant) (Grant, error) {
	now := s.now()
	old, ok, err := s.repo.living(ctx, g.AppID, g.APIID, g.Environment)
	if err != nil {
		return Grant{}, err
	}
	if ok && old.StateAt(now) == Ended {
		if err := s.end(ctx, old, "Its end date came."); err != nil {
			return Grant{}, err
		}
		ok = false
	}
	if ok {
		wider := old.widen(g)
		wider.UpdatedAt = now
		if wider.PlanID != old.PlanID { // what was said of the old plan's limits doesn't hold for the new one's
			if _, err := s.repo.dropLimits(ctx, old.ID); err != nil {
				return Grant{}, err
			}
		}
		if err := s.repo.updateGrant(ctx, wider); err != nil {
			return Grant{}, err
		}
		return wider, s.note(ctx, "grants.widen", wider, map[string]any{"before": old.Scopes, "scopes": wider.Scopes, "plan": wider.PlanID})
	}
	g.ID, g.State, g.CreatedAt, g.UpdatedAt, g.Version = ident.New("gnt"), Active, now, now, 1
	g.Scopes = union(nil, g.Scopes)
	if err := s.repo.insertGrant(ctx, g); err != nil {
		return Grant{}, err
	}
	return g, s.note(ctx, "grants.create", g, map[string]any{"scopes": g.Scopes, "plan": g.PlanID, "request": g.RequestID})
}

// Pause stops a grant until Resume; the app's tokens stay and are refused for this API. It returns ErrGrantNotFound,
// ErrGrantState and fault.ErrInvalid for a missing reason.
func (s *Service) Pause(ctx context.Context, id, reason string) (Grant, error) {
	if strings.TrimSpace(reason) == "" {
		return Grant{}, errReason
	}
	return s.turnGrant(ctx, id, "grants.pause", reason, Active, Paused)
}

// Resume lets a paused grant work again. Nobody resumes a grant of their own app: ErrOwnGrant. It returns
// ErrGrantNotFound and ErrGrantState.
func (s *Service) Resume(ctx context.Context, id, reason string) (Grant, error) {
	return s.turnGrant(ctx, id, "grants.resume", reason, Paused, Active)
}

func (s *Service) turnGrant(ctx context.Context, id, action, reason string, from, to GrantState) (Grant, error) {
	reason = strings.TrimSpace(reason)
	if !plain(reason, reasonRunesMax) {
		return Grant{}, errReason
	}
	var turned Grant
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		g, app, err := s.grantAndApp(ctx, id)
		if err != nil {
			return err
		}
		if own, err := rbac.Mine(ctx, s.Behind, app.Owner); err != nil || to == Active && own {
			return cmp.Or(err, error(ErrOwnGrant))
		}
		if g.StateAt(s.now()) != from {
			return ErrGrantState
		}
		g.State, g.Reason, g.UpdatedAt = to, reason, s.now()
		if err := s.repo.updateGrant(ctx, g); err != nil {
			return err
		}
		turned = g
		if err := s.tellGrant(ctx, app, g); err != nil {
			return err
		}
		return s.note(ctx, action, g, map[string]any{"reason": reason})
	})
	if err != nil {
		return Grant{}, fmt.Errorf("%s %s: %w", action, id, err)
	}
	return turned, nil
}

// End ends a grant for good. The app's owner may do it, and whoever decides on access. It returns ErrGrantNotFound,
// ErrGrantState when it has ended already, and fault.ErrInvalid.
func (s *Service) End(ctx context.Context, id, reason string) (Grant, error) {
	reason = strings.TrimSpace(reason)
	if !plain(reason, reasonRunesMax) {
		return Grant{}, errReason
	}
	var ended Grant
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		g, app, err := s.grantAndApp(ctx, id)
		if err != nil {
			return err
		}
		if _, err := s.Apps.OwnOr(ctx, app.ID, rbac.AccessDecide); err != nil {
			return hide(err)
		}
		if g.StateAt(s.now()) == Ended {
			return ErrGrantState
		}
		if err := s.end(ctx, g, reason); err != nil {
			return err
		}
		if ended, err = s.repo.grant(ctx, id); err != nil || app.Owner == rbac.From(ctx).Owner() {
			return err
		}
		return s.tellGrant(ctx, app, ended)
	})
	if err != nil {
		return Grant{}, fmt.Errorf("end grant %s: %w", id, err)
	}
	return ended, nil
}

// end closes a living grant in the caller's transaction.
func (s *Service) end(ctx context.Context, g Grant, reason string) error {
	now := s.now()
	g.State, g.Reason, g.UpdatedAt, g.EndedAt = Ended, reason, now, &now
	if err := s.repo.updateGrant(ctx, g); err != nil {
		return err
	}
	return s.note(ctx, "grants.end", g, map[string]any{"reason": reason})
}

// hide makes the grant of a foreign app a missing one.
func hide(err error) error {
	if errors.Is(err, apps.ErrNotFound) {
		return ErrGrantNotFound
	}
	return err
}

func (s *Service) grantAndApp(ctx context.Context, id string) (Grant, apps.App, error) {
	g, err := s.repo.grant(ctx, id)
	if err != nil {
		return Grant{}, apps.App{}, err
	}
	app, err := s.Apps.Any(ctx, g.AppID)
	if missing(err) {
		return Grant{}, apps.App{}, ErrGrantNotFound
	}
	return g, app, err
}

// Grants answers the grants of an app that the caller may see, newest first. Else apps.ErrNotFound.
func (s *Service) Grants(ctx context.Context, appID string) ([]Grant, error) {
	app, err := s.Apps.OursOr(ctx, appID, rbac.AccessReadAll)
	if err != nil {
		return nil, err
	}
	return s.GrantsOf(ctx, app.ID)
}

// GrantsOf answers the grants of an app, newest first, without asking who calls, for rooms above that have decided
// already.
func (s *Service) GrantsOf(ctx context.Context, appID string) ([]Grant, error) {
	found, err := s.repo.grantsOf(ctx, appID)
	if err != nil {
		return nil, fmt.Errorf("list grants of %s: %w", appID, err)
	}
	return found, nil
}

// Granted answers the scopes that an app holds in an environment at this moment, sorted.
func (s *Service) Granted(ctx context.Context, appID, environment string) ([]string, error) {
	found, err := s.GrantsOf(ctx, appID)
	if err != nil {
		return nil, err
	}
	var scopes []string
	for _, g := range found {
		if g.Environment == environment && g.StateAt(s.now()) == Active {
			scopes = append(scopes, g.Scopes...)
		}
	}
	slices.Sort(scopes)
	return slices.Compact(scopes), nil
}
