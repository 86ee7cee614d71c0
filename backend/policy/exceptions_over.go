package policy

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// undecided is the reason of an exception whose end came before anybody decided.
const undecided = "Its end came before anybody decided. Ask again if it is still needed."

// EndOverdue ends exceptions whose end has come, and tells the owners and who asked. Approved ones freed nobody any more
// since their end; of one that waits there is nothing left to decide, and the app may ask anew.
func (s *Service) EndOverdue(ctx context.Context) error {
	ctx = rbac.With(reqinfo.AsSystem(ctx, "policy.exceptions"), rbac.Subject{ID: "system:policy"})
	err := s.store.Tx(ctx, func(ctx context.Context) error {
		over, err := s.repo.overdue(ctx, s.clock.Now(), page.LimitMax)
		if err != nil {
			return err
		}
		for _, x := range over {
			if err := s.endOverdue(ctx, x); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("end exceptions whose time is over: %w", err)
	}
	return nil
}

func (s *Service) endOverdue(ctx context.Context, x Exception) error {
	was := x.State
	x.State = Ended
	if was == Pending {
		now := s.clock.Now()
		x.DecidedBy, x.DecidedAt, x.DecisionReason = rbac.From(ctx).ID, &now, undecided
	}
	if err := s.repo.turnException(ctx, x, was); err != nil {
		return err
	}
	if err := s.noteException(ctx, "policy.end_exception", x); err != nil {
		return err
	}
	app, err := s.apps.Any(ctx, x.AppID)
	if errors.Is(err, apps.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.tellOwner(ctx, app, x)
}

var turned = map[ExceptionState]string{
	Approved: "The exception for %s %s was approved until %s", Denied: "The exception for %s %s was denied", Ended: "The exception for %s %s is over",
}

// tellOwner tells the app's owner what became of an exception, and who asked for it, where the app has another owner now.
func (s *Service) tellOwner(ctx context.Context, app apps.App, x Exception) error {
	args := []any{app.Name, x.from()}
	if x.State == Approved {
		args = append(args, Date(x.EndsAt))
	}
	n := accounts.Notice{
		Kind: "policy.exception_decided", Title: fmt.Sprintf(turned[x.State], args...), Body: x.DecisionReason,
		Link: "/apps/" + app.ID + "?tab=policy",
	}
	if err := s.apps.Tell(ctx, s.messenger, app.Owner, n, "", nil); err != nil {
		return err
	}
	theirs, err := s.apps.People(ctx, app.Owner)
	n.Account, n.Link = rbac.Subject{ID: x.RequestedBy}.AccountID(), "/apps"
	if err != nil || s.messenger == nil || n.Account == "" || slices.Contains(theirs, n.Account) {
		return err
	}
	return s.messenger.Notify(ctx, n, "", nil)
}
