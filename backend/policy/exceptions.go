package policy

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Ask asks for an exception for the caller's own app. Those who set policy are told. It returns apps.ErrNotFound,
// ErrExceptionOpen and fault.ErrInvalid.
func (s *Service) Ask(ctx context.Context, x Exception) (Exception, error) {
	now := s.clock.Now()
	x, err := x.check(now)
	if err != nil {
		return Exception{}, err
	}
	err = s.store.Tx(ctx, func(ctx context.Context) error {
		app, err := s.apps.Own(ctx, x.AppID)
		if err != nil {
			return err
		}
		x.ID, x.State, x.RequestedBy, x.RequestedAt = ident.New("pex"), Pending, rbac.From(ctx).ID, now
		if err := s.repo.insertException(ctx, x); err != nil {
			return err
		}
		if err := s.noteException(ctx, "policy.ask_exception", x); err != nil {
			return err
		}
		return s.tellDeciders(ctx, app, x)
	})
	if err != nil {
		return Exception{}, fmt.Errorf("ask for an exception of %s: %w", x.AppID, err)
	}
	return x, nil
}

// Decide approves or denies an exception. Whoever asked for it, or owns the app, can't: ErrOwnException. It returns
// ErrExceptionNotFound, ErrExceptionDecided and fault.ErrInvalid for a missing reason.
func (s *Service) Decide(ctx context.Context, id string, approve bool, reason string) (Exception, error) {
	to, action := Denied, "policy.deny_exception"
	if approve {
		to, action = Approved, "policy.approve_exception"
	}
	return s.turnException(ctx, id, action, to, reason, func(ctx context.Context, x Exception, app apps.App) error {
		if own, err := rbac.Mine(ctx, s.behind, x.RequestedBy, app.Owner); err != nil || own {
			return cmp.Or(err, error(ErrOwnException))
		}
		if x.State != Pending || approve && !x.EndsAt.After(s.clock.Now()) {
			return ErrExceptionDecided
		}
		return nil
	})
}

// End ends an exception before its time, or withdraws one that waits: its app's owner, or whoever sets policy. It returns
// ErrExceptionNotFound, ErrExceptionDecided and fault.ErrInvalid for a missing reason.
func (s *Service) End(ctx context.Context, id, reason string) (Exception, error) {
	return s.turnException(ctx, id, "policy.end_exception", Ended, reason, func(ctx context.Context, x Exception, app apps.App) error {
		if _, err := s.apps.OwnOr(ctx, app.ID, rbac.PolicyWrite); errors.Is(err, apps.ErrNotFound) {
			return ErrExceptionNotFound
		} else if err != nil {
			return err
		}
		if x.State != Pending && x.State != Approved {
			return ErrExceptionDecided
		}
		return nil
	})
}

func (s *Service) turnException(ctx context.Context, id, action string, to ExceptionState, reason string, may func(context.Context, Exception, apps.App) error) (Exception, error) {
	reason, ok := cleanReason(reason)
	if !ok {
		return Exception{}, errReason
	}
	var x Exception
	err := s.store.Tx(ctx, func(ctx context.Context) (err error) {
		if x, err = s.repo.findException(ctx, id); err != nil {
			return err
		}
		app, err := s.apps.Any(ctx, x.AppID)
		if err != nil {
			return ErrExceptionNotFound.Because(err)
		}
		if err := may(ctx, x, app); err != nil {
			return err
		}
		was, now := x.State, s.clock.Now()
		x.State, x.DecidedBy, x.DecidedAt, x.DecisionReason = to, rbac.From(ctx).ID, &now, reason
		if err := s.repo.turnException(ctx, x, was); err != nil {
			return err
		}
		if err := s.noteException(ctx, action, x); err != nil {
			return err
		}
		return s.tellOwner(ctx, app, x)
	})
	if err != nil {
		return Exception{}, fmt.Errorf("turn exception %s: %w", id, err)
	}
	return x, nil
}

func (s *Service) noteException(ctx context.Context, action string, x Exception) error {
	if err := s.store.Changed(ctx, store.KindPolicy, x.AppID); err != nil {
		return err
	}
	return s.audit.Record(ctx, audit.Entry{Action: action, Object: x.ID, Outcome: audit.Success, Details: map[string]any{
		"app": x.AppID, "rule": string(x.Rule), "endsAt": x.EndsAt, "reason": x.Reason, "decision": x.DecisionReason, "state": string(x.State),
	}})
}

// ExceptionsOf answers the exceptions of an app that the caller may see, newest first. It returns apps.ErrNotFound.
func (s *Service) ExceptionsOf(ctx context.Context, app string) ([]Exception, error) {
	at, err := s.thing(ctx, App, app)
	if err != nil {
		return nil, err
	}
	return s.repo.listExceptions(ctx, at.ID, "", "", page.LimitMax)
}

// Exceptions answers those in a state, or all of them when it is empty, newest first. The route's permission admits the
// caller. It returns page.ErrCursor.
func (s *Service) Exceptions(ctx context.Context, state ExceptionState, r page.Request) (page.Page[Exception], error) {
	parts, err := s.cursors.Decode(r.Cursor)
	if err != nil {
		return page.Page[Exception]{}, err
	}
	after := ""
	if len(parts) == 1 {
		after = parts[0]
	}
	found, err := s.repo.listExceptions(ctx, "", state, after, r.Limit+1)
	if err != nil || len(found) <= r.Limit {
		return page.Of(found, ""), err
	}
	found = found[:r.Limit]
	return page.Of(found, s.cursors.Encode(found[r.Limit-1].ID)), nil
}

// endOf ends what an app has or asked for, in the transaction that removes it: nobody can decide about it any more.
func (s *Service) endOf(ctx context.Context, app apps.App) error {
	now := s.clock.Now()
	for _, state := range []ExceptionState{Pending, Approved} {
		open, err := s.repo.listExceptions(ctx, app.ID, state, "", page.LimitMax)
		if err != nil {
			return fmt.Errorf("list exceptions of %s: %w", app.ID, err)
		}
		for _, x := range open {
			x.State, x.DecidedBy, x.DecidedAt, x.DecisionReason = Ended, rbac.From(ctx).ID, &now, "The app was removed."
			if err := s.repo.turnException(ctx, x, state); err != nil {
				return err
			}
			if err := s.noteException(ctx, "policy.end_exception", x); err != nil {
				return err
			}
		}
	}
	return nil
}

// CountWaiting answers how many exceptions wait for a decision.
func (s *Service) CountWaiting(ctx context.Context) (int64, error) {
	n, err := s.repo.countWaiting(ctx)
	if err != nil {
		return 0, fmt.Errorf("count exceptions that wait: %w", err)
	}
	return n, nil
}

// ExceptionsSince answers what was asked for since a time, or is in force still, the newest first, for evidence. The route's
// permission admits the caller.
func (s *Service) ExceptionsSince(ctx context.Context, since time.Time, limit int) ([]Exception, error) {
	found, err := s.repo.exceptionsSince(ctx, since, limit)
	if err != nil {
		return nil, fmt.Errorf("read exceptions since %s: %w", since, err)
	}
	return found, nil
}

func (s *Service) tellDeciders(ctx context.Context, app apps.App, x Exception) error {
	if s.messenger == nil || s.deciders == nil {
		return nil
	}
	people, err := s.deciders(ctx)
	if err != nil {
		return err
	}
	theirs, err := s.apps.People(ctx, app.Owner)
	if err != nil {
		return err
	}
	for _, person := range people {
		if slices.Contains(theirs, person.ID) || rbac.PersonID(person.ID) == x.RequestedBy {
			continue
		}
		err := s.messenger.Notify(ctx, accounts.Notice{
			Account: person.ID, Kind: "policy.exception_asked", Title: "The app " + app.Name + " asks for an exception " + x.from(),
			Body: "Until " + Date(x.EndsAt) + ": " + x.Reason, Link: "/operate/exceptions",
		}, "", nil)
		if err != nil {
			return err
		}
	}
	return nil
}
