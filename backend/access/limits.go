package access

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// OwnLimits is what one grant may use up instead of what its plan says: all windows and the quota (nil = none), more or
// less than the plan's, until EndsAt (nil = until somebody ends it). What the plan says of the whole team stays beside it:
// one app's exception isn't at the cost of the others.
type OwnLimits struct {
	Limits []catalog.Limit
	Quota  *catalog.Quota
	Reason string
	EndsAt *time.Time
	SetBy  string
	SetAt  time.Time
}

// ErrNoOwnLimits says that the grant has what its plan says.
var ErrNoOwnLimits = fault.New(fault.Conflict, "access.no_own_limits", "The grant has the limits of its plan.", "Load the app's access page again to see its limits.")

// check answers fault.ErrInvalid with every mistake at once, or nil.
func (l OwnLimits) check(now time.Time) error {
	mistakes := catalog.CheckTerms(l.Limits, l.Quota)
	for i, limit := range l.Limits {
		if limit.Per == catalog.PerTeam {
			mistakes = append(mistakes, fault.Bad("/limits/"+strconv.Itoa(i)+"/per", "Limits of one app count per app or per token; those of the team stay as the plan says."))
		}
	}
	if l.Quota != nil && l.Quota.Per == catalog.PerTeam {
		mistakes = append(mistakes, fault.Bad("/quota/per", "A quota of one app counts per app."))
	}
	if l.Reason == "" || !plain(l.Reason, reasonRunesMax) {
		mistakes = append(mistakes, fault.Bad("/reason", "Say why the grant has limits of its own; the developer reads it."))
	}
	if l.EndsAt != nil && !l.EndsAt.After(now) {
		mistakes = append(mistakes, fault.Bad("/endsAt", "The end lies in the future."))
	}
	if len(mistakes) > 0 {
		return fault.ErrInvalid.With(mistakes...)
	}
	return nil
}

// quotaUnder answers the quota that counts of them under a plan. What the whole team may use up stays as the plan says,
// also when the plan came to say so later.
func (l OwnLimits) quotaUnder(plan catalog.Plan) *catalog.Quota {
	if plan.Quota != nil && plan.Quota.Per == catalog.PerTeam {
		return nil
	}
	return l.Quota
}

// SetLimits gives a grant limits of its own, in place of earlier ones. Nobody does it for their own app: ErrOwnGrant. It
// returns ErrGrantNotFound, ErrGrantState for one that has ended, and fault.ErrInvalid.
func (s *Service) SetLimits(ctx context.Context, id string, l OwnLimits) (Grant, error) {
	l.Reason = strings.TrimSpace(l.Reason)
	if err := l.check(s.now()); err != nil {
		return Grant{}, err
	}
	return s.limiting(ctx, id, func(ctx context.Context, g Grant, app apps.App) error {
		plan, err := s.Catalog.AnyPlan(ctx, g.PlanID)
		if err != nil {
			return err
		}
		if l.quotaUnder(plan) != l.Quota {
			return fault.ErrInvalid.With(fault.Bad("/quota", "The plan's quota counts for the whole team and stays; leave the quota empty."))
		}
		l.SetBy, l.SetAt = rbac.From(ctx).ID, s.now()
		if err := s.repo.putLimits(ctx, id, l); err != nil {
			return err
		}
		if err := s.tellLimits(ctx, app, g, "changed", l.Reason); err != nil {
			return err
		}
		return s.note(ctx, "grants.limits", g, map[string]any{"limits": l.Limits, "quota": l.Quota, "endsAt": l.EndsAt, "reason": l.Reason})
	})
}

// DropLimits gives a grant the limits of its plan again. It returns what SetLimits does, and ErrNoOwnLimits.
func (s *Service) DropLimits(ctx context.Context, id string) (Grant, error) {
	return s.limiting(ctx, id, func(ctx context.Context, g Grant, app apps.App) error {
		had, err := s.repo.dropLimits(ctx, id)
		if err != nil {
			return err
		}
		if !had {
			return ErrNoOwnLimits
		}
		if err := s.tellLimits(ctx, app, g, "those of the plan again", ""); err != nil {
			return err
		}
		return s.note(ctx, "grants.plan_limits", g, map[string]any{})
	})
}

func (s *Service) limiting(ctx context.Context, id string, act func(context.Context, Grant, apps.App) error) (Grant, error) {
	var limited Grant
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		g, app, err := s.grantAndApp(ctx, id)
		if err != nil {
			return err
		}
		if own, err := rbac.Mine(ctx, s.Behind, app.Owner); err != nil || own {
			return cmp.Or(err, error(ErrOwnGrant))
		}
		if g.StateAt(s.now()) == Ended {
			return ErrGrantState
		}
		limited = g
		return act(ctx, g, app)
	})
	if err != nil {
		return Grant{}, fmt.Errorf("limits of grant %s: %w", id, err)
	}
	return limited, nil
}

func (s *Service) tellLimits(ctx context.Context, app apps.App, g Grant, word, reason string) error {
	title := "Limits of " + app.Name + " at " + s.nameOf(ctx, g.APIID) + " (" + g.Environment + "): " + word
	return s.Apps.Tell(ctx, s.Messenger, app.Owner, accounts.Notice{Kind: "access.limits", Title: title, Body: reason, Link: "/apps/" + app.ID + "/access"}, "", nil)
}
