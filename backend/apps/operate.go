package apps

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Suspend stops every token of an app, whoever owns it, until Resume. The reason is shown to the owner. It returns
// ErrNotFound, ErrState when the app is suspended already, and fault.ErrInvalid for a missing reason.
func (s *Service) Suspend(ctx context.Context, id, reason string) (App, error) {
	reason = strings.TrimSpace(reason)
	if n := utf8.RuneCountInString(reason); n == 0 || n > reasonRunesMax || !plain(reason, true) {
		return App{}, fault.ErrInvalid.With(fault.Required("/reason", "Say why, in at most 500 characters; the owner will read it."))
	}
	return s.turn(ctx, id, "apps.suspend", Active, Suspended, reason)
}

// Resume lets the tokens of a suspended app work again. The reason may be empty; it is kept in the audit log only. It
// returns ErrNotFound, ErrState when the app is active, and ErrOwnApp
// for an app of the caller or their team that somebody else suspended.
func (s *Service) Resume(ctx context.Context, id, reason string) (App, error) {
	return s.turn(ctx, id, "apps.resume", Suspended, Active, strings.TrimSpace(reason))
}

func (s *Service) turn(ctx context.Context, id, action string, from, to State, reason string) (App, error) {
	var app App
	err := s.store.Tx(ctx, func(ctx context.Context) error {
		var err error
		if app, err = s.Any(ctx, id); err != nil {
			return err
		}
		if app.State != from {
			return ErrState
		}
		if own, err := rbac.Mine(ctx, s.behind, app.Owner); err != nil || to == Active && own && app.StateBy != rbac.From(ctx).ID {
			return cmp.Or(err, error(ErrOwnApp))
		}
		app.State, app.StateReason, app.StateBy = to, "", ""
		if to == Suspended {
			app.StateReason, app.StateBy = reason, rbac.From(ctx).ID
		}
		return s.write(ctx, action, &app, map[string]any{"reason": reason})
	})
	if err != nil {
		return App{}, fmt.Errorf("%s %s: %w", action, id, err)
	}
	return app, nil
}

// differences answers the names of the members that changed, for the audit log, and the name before and after.
func differences(was, is App) map[string]any {
	var members []string
	if was.Name != is.Name {
		members = append(members, "name")
	}
	if was.Purpose != is.Purpose {
		members = append(members, "purpose")
	}
	if !slices.Equal(was.RedirectOrigins, is.RedirectOrigins) {
		members = append(members, "redirectOrigins")
	}
	if !slices.Equal(was.Contacts, is.Contacts) {
		members = append(members, "contacts")
	}
	return map[string]any{"changed": members, "nameBefore": was.Name, "name": is.Name}
}
