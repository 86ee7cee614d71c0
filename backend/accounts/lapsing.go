package accounts

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// LapseJob is the subject that suspends accounts that nobody uses.
const LapseJob = "system:inactivity"

const lapseBatch = 200

// Lapse warns the owners of accounts that nobody uses, 14 and 3 days before, once each, and suspends those that nobody used for the
// policy's days in spite of it. Their sessions end; apps and tokens of theirs go on, because those have a rule of their own. The
// admin who was here last is never suspended. Those who manage people hear of each batch in one notice.
func (s *Service) Lapse(ctx context.Context) error {
	if s.deps.InactiveDays == nil {
		return nil
	}
	ctx = rbac.With(reqinfo.AsSystem(ctx, "accounts.inactive"), rbac.Subject{ID: LapseJob})
	days, err := s.deps.InactiveDays(ctx)
	if err != nil || days == 0 {
		return err
	}
	if err := s.deps.Store.Tx(ctx, func(ctx context.Context) error { return s.repo.present(ctx, s.now()) }); err != nil {
		return err
	}
	for next := ""; ; {
		err := s.deps.Store.Tx(ctx, func(ctx context.Context) (err error) {
			next, err = s.lapseSome(ctx, next, days)
			return err
		})
		if err != nil {
			return fmt.Errorf("suspend accounts that nobody uses: %w", err)
		}
		if next == "" {
			return nil
		}
	}
}

// lapseSome does what is due for the accounts behind an id. It answers behind which the next ones are, or nothing.
func (s *Service) lapseSome(ctx context.Context, behind string, days int) (string, error) {
	if _, err := s.repo.lockAdmins(ctx); err != nil {
		return "", err
	}
	admins, err := s.repo.holding(ctx, adminRoles)
	if err != nil {
		return "", err
	}
	limit, kept := time.Duration(days)*day, spared(admins)
	found, err := s.repo.unused(ctx, behind, s.now().Add(warnedEarly-limit), lapseBatch)
	if err != nil {
		return "", err
	}
	gone := 0
	for _, a := range found {
		behind = a.ID
		if a.ID == kept {
			continue
		}
		suspended, err := s.lapse(ctx, a, days)
		if errors.Is(err, web.ErrStale) {
			continue // somebody used or changed it in this moment; the next turn looks again
		}
		if err != nil {
			return "", err
		}
		if suspended {
			gone++
		}
	}
	if len(found) < lapseBatch {
		behind = ""
	}
	return behind, s.tellManagers(ctx, gone, days)
}

func (s *Service) lapse(ctx context.Context, a Account, days int) (suspended bool, err error) {
	due, ends := a.lapseAt(s.now(), time.Duration(days)*day)
	switch due {
	case lapseWarn:
		return false, s.warnUnused(ctx, a, "inactive_warned_at", ends)
	case lapseWarnAgain:
		return false, s.warnUnused(ctx, a, "inactive_warned_again_at", ends)
	case lapseSuspend:
		return true, s.suspendUnused(ctx, a, days)
	}
	return false, nil
}

func (s *Service) warnUnused(ctx context.Context, a Account, column string, ends time.Time) error {
	if err := s.repo.lapse(ctx, a, map[string]any{column: store.Micros(s.now())}); err != nil {
		return err
	}
	answers, err := s.warnOfMachines(ctx, a, ends)
	if err != nil {
		return err
	}
	on := ends.Format("2 January 2006")
	return s.messenger.Notify(ctx, Notice{
		Account: a.ID, Kind: "security.account_unused", Title: "Your account is suspended on " + on + " unless you sign in",
		Body: "Nobody used it since " + a.UsedAt().Format("2 January 2006") + ". Signing in once is enough to keep it. Your apps and tokens go on either way." + answers,
		Link: "/sign-in",
	}, "", nil)
}

// warnOfMachines warns others of the operator tokens that stop with an account, and answers what its owner is told of them.
func (s *Service) warnOfMachines(ctx context.Context, a Account, ends time.Time) (string, error) {
	if s.machines == nil {
		return "", nil
	}
	counts, err := s.machines.CountAnswered(ctx, []string{a.ID})
	if err != nil || counts[a.ID] == 0 {
		return "", err
	}
	return " Operator tokens that you answer for are refused with it, but for those of verifiers.", s.machines.Warn(ctx, a, ends)
}

func (s *Service) suspendUnused(ctx context.Context, a Account, days int) error {
	now := store.Micros(s.now())
	set := map[string]any{"state": string(Disabled), "disabled_at": now, "inactive_at": now, "updated_at": now, "version": a.Version + 1}
	if err := s.repo.lapse(ctx, a, set); err != nil {
		return err
	}
	if err := s.run(ctx, s.inactive, a); err != nil {
		return err
	}
	if err := s.deps.Store.Changed(ctx, store.KindAccount, a.ID); err != nil {
		return err
	}
	if err := s.record(ctx, "people.suspend_unused", a.ID, audit.Success, map[string]any{"state": []State{a.State, Inactive}, "days": days}); err != nil {
		return err
	}
	return s.messenger.Notify(ctx, Notice{
		Account: a.ID, Kind: "security.account_suspended", Title: "Your account was suspended because nobody used it for " + fault.Counted(days, "day", "days"),
		Body: "You can't sign in until the people who run this portal let you in again; ask one of them. Nothing of yours was removed, and your apps and tokens go on.",
		Link: "/sign-in",
	}, "", nil)
}

// tellManagers tells those who manage people how many accounts were suspended, in one notice each.
func (s *Service) tellManagers(ctx context.Context, gone, days int) error {
	if gone == 0 {
		return nil
	}
	managers, err := s.WithPermission(ctx, rbac.PeopleWrite)
	if err != nil {
		return err
	}
	title := fault.Counted(gone, "unused account was", "unused accounts were") + " suspended"
	for _, m := range managers {
		err := s.messenger.Notify(ctx, Notice{
			Account: m.ID, Kind: "portal.accounts_unused", Title: title, Link: "/operate/people?state=inactive",
			Body: "Nobody signed in for " + fault.Counted(days, "day", "days") + ". Enable under People whoever comes back.",
		}, "", nil)
		if err != nil {
			return err
		}
	}
	return nil
}
