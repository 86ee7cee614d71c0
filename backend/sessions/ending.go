package sessions

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
)

// List answers the live sessions of an account, newest first.
func (s *Service) List(ctx context.Context, a accounts.Account) ([]Session, error) {
	rows, err := s.repo.ofAccount(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	live := make([]Session, 0, len(rows))
	for _, row := range rows {
		session := s.fresh(row)
		limits, err := s.limits(ctx, a, session)
		if err != nil {
			return nil, err
		}
		if !session.OverAt(s.now(), limits) {
			live = append(live, session)
		}
	}
	return live, nil
}

// limits answers those of the roles, and of the bounds that hold for everybody.
func (s *Service) limits(ctx context.Context, a accounts.Account, session Session) (Limits, error) {
	limits := LimitsOf(a.RolesAt(s.now()), session.Restricted)
	if s.deps.Bounds == nil {
		return limits, nil
	}
	idle, absolute, err := s.deps.Bounds(ctx)
	return limits.within(Limits{idle, absolute}), err
}

// End ends one session of an account; ErrNotFound when the account has no such session.
func (s *Service) End(ctx context.Context, account, id string) error {
	return s.end(ctx, account, id, false, "sessions.end")
}

// EndOthers ends all sessions of an account but the one that is kept.
func (s *Service) EndOthers(ctx context.Context, account, kept string) error {
	return s.end(ctx, account, kept, true, "sessions.end_others")
}

// SignOut ends the session itself.
func (s *Service) SignOut(ctx context.Context, account, id string) error {
	return s.end(ctx, account, id, false, "auth.sign_out")
}

func (s *Service) end(ctx context.Context, account, id string, others bool, action string) error {
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		ended, err := s.remove(ctx, account, id, others)
		if err != nil {
			return err
		}
		if ended == 0 && !others {
			return ErrNotFound
		}
		return s.record(ctx, action, id, map[string]any{"ended": ended})
	})
	if err != nil {
		return fmt.Errorf("%s %s: %w", action, id, err)
	}
	return nil
}

// EndAll ends every session of an account. It is a hook of accounts and must run inside a transaction.
func (s *Service) EndAll(ctx context.Context, a accounts.Account) error {
	ended, err := s.remove(ctx, a.ID, "", true)
	if err != nil || ended == 0 {
		return err
	}
	return s.record(ctx, "sessions.end_all", a.ID, map[string]any{"ended": ended})
}

// remove ends sessions of an account, the named one or all others, with what hangs on them. It answers how many ended.
func (s *Service) remove(ctx context.Context, account, id string, others bool) (int, error) {
	ended, err := s.repo.remove(ctx, account, id, others)
	if err != nil || len(ended) == 0 {
		return 0, err
	}
	for _, hook := range s.onEnd {
		if err := hook(ctx, ended); err != nil {
			return 0, fmt.Errorf("end what hangs on %d sessions: %w", len(ended), err)
		}
	}
	return len(ended), nil
}

// EndOf answers the instant from which a session is over whatever is done with it, by the roles that its person holds
// now; ErrNotFound when there is no such session.
func (s *Service) EndOf(ctx context.Context, id string) (time.Time, error) {
	row, err := s.repo.byID(ctx, id)
	if err != nil {
		return time.Time{}, err
	}
	account, err := s.deps.Accounts.Get(ctx, row.AccountID)
	if err != nil {
		return time.Time{}, unknown(err)
	}
	session := row.session()
	limits, err := s.limits(ctx, account, session)
	return session.CreatedAt.Add(limits.Absolute), err
}

// Flush writes down when sessions, and with them accounts, were last used and removes those that are past every limit.
func (s *Service) Flush(ctx context.Context) error {
	used := s.seen.all()
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		for id, at := range used {
			account, err := s.repo.touch(ctx, id, at)
			if err != nil {
				return err
			}
			if account == "" {
				continue
			}
			if err := s.deps.Accounts.Used(ctx, account, at); err != nil {
				return err
			}
		}
		return s.repo.sweep(ctx, s.now(), limitsDeveloper)
	})
	if err != nil {
		return fmt.Errorf("write down use of sessions: %w", err)
	}
	s.seen.forget(used)
	return nil
}
