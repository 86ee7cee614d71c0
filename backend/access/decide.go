package access

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// deciderSystem stands for a plan that decides by itself.
const deciderSystem = "system"

// Verdict is what an approver says. Scopes nil grants all that was asked for; EndsAt nil grants until further notice.
type Verdict struct {
	Scopes *[]string
	EndsAt *time.Time
	Reason string
}

// Approve grants the pending items of a request, or the part of their scopes that the verdict leaves. It returns
// ErrRequestNotFound, ErrOwnRequest, ErrDecided and fault.ErrInvalid.
func (s *Service) Approve(ctx context.Context, id string, v Verdict) (Request, error) {
	v.Reason = strings.TrimSpace(v.Reason)
	if v.EndsAt != nil && !v.EndsAt.After(s.now()) {
		return Request{}, fault.ErrInvalid.With(fault.Bad("/endsAt", "The end must be in the future."))
	}
	if !plain(v.Reason, reasonRunesMax) {
		return Request{}, errReason
	}
	return s.decide(ctx, id, "access.approve", func(ctx context.Context, r *Request) error {
		items, err := narrow(r.Items, v.Scopes)
		if err != nil {
			return err
		}
		r.Items, r.Reason, r.EndsAt, r.State = items, v.Reason, v.EndsAt, outcome(items)
		return s.refuseOutdated(ctx, r)
	})
}

// Deny refuses the pending items of a request. The reason is needed and mailed. It returns ErrRequestNotFound,
// ErrOwnRequest, ErrDecided and fault.ErrInvalid.
func (s *Service) Deny(ctx context.Context, id, reason string) (Request, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" || !plain(reason, reasonRunesMax) {
		return Request{}, errReason
	}
	return s.decide(ctx, id, "access.deny", func(_ context.Context, r *Request) error {
		turn(r.Items, Denied)
		r.Reason, r.State = reason, outcome(r.Items)
		return nil
	})
}

// errReason is what a missing or unfit reason answers.
var errReason = fault.ErrInvalid.With(fault.Required("/reason", "Give a reason of at most 500 characters; the developer reads it."))

// decide loads a pending request that isn't the caller's, lets verdict change it, and stores it with its grants, its
// audit entry and the notice to the developer.
func (s *Service) decide(ctx context.Context, id, action string, verdict func(context.Context, *Request) error) (Request, error) {
	var decided Request
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		r, err := s.repo.request(ctx, id, all)
		if err != nil {
			return err
		}
		if err := s.mayDecide(ctx, r); err != nil {
			return err
		}
		if r.State != Pending {
			return ErrDecided
		}
		if err := verdict(ctx, &r); err != nil {
			return err
		}
		now := s.now()
		r.DecidedAt, r.DecidedBy = &now, rbac.From(ctx).ID
		if err := s.grantItems(ctx, &r); err != nil {
			return err
		}
		if err := s.repo.updateRequest(ctx, r, now); err != nil {
			return err
		}
		r.Version++
		decided = r
		if err := s.tellDecision(ctx, r); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{
			Action: action, Object: r.ID, Outcome: audit.Success,
			Details: map[string]any{"app": r.AppID, "state": r.State, "reason": r.Reason, "items": summary(r.Items)},
		})
	})
	if err != nil {
		return Request{}, fmt.Errorf("%s %s: %w", action, id, err)
	}
	return decided, nil
}

// mayDecide refuses the requester and, should that be somebody else, the app's owner (RBAC-2).
func (s *Service) mayDecide(ctx context.Context, r Request) error {
	app, err := s.Apps.Any(ctx, r.AppID)
	if err != nil {
		return err
	}
	return notTheirs(ctx, s.Behind, r, app.Owner)
}

// notTheirs answers ErrOwnRequest when the caller, or who stands behind them, asked for the app or has it.
func notTheirs(ctx context.Context, behind func(context.Context, string) ([]string, error), r Request, owner string) error {
	own, err := rbac.Mine(ctx, behind, r.Requester, owner)
	if err == nil && own {
		err = ErrOwnRequest
	}
	return err
}

// Withdraw takes a pending request of the caller's own app back. What a plan granted by itself stays. It returns
// ErrRequestNotFound and ErrDecided.
func (s *Service) Withdraw(ctx context.Context, id string) (Request, error) {
	var taken Request
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		mine, err := s.ours(ctx)
		if err != nil {
			return err
		}
		r, err := s.repo.request(ctx, id, mine)
		if err != nil {
			return err
		}
		if _, err := s.Apps.Own(ctx, r.AppID); err != nil && !missing(err) {
			return err
		}
		if r.State != Pending {
			return ErrDecided
		}
		turn(r.Items, Withdrawn)
		r.State = Withdrawn
		if err := s.repo.updateRequest(ctx, r, s.now()); err != nil {
			return err
		}
		r.Version++
		taken = r
		return s.Audit.Record(ctx, audit.Entry{Action: "access.withdraw", Object: r.ID, Outcome: audit.Success, Details: map[string]any{"app": r.AppID}})
	})
	if err != nil {
		return Request{}, fmt.Errorf("withdraw request %s: %w", id, err)
	}
	return taken, nil
}

// turn gives the pending items another state.
func turn(items []Item, to State) {
	for i := range items {
		if items[i].State == Pending {
			items[i].State = to
		}
	}
}
