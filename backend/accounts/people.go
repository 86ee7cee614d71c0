package accounts

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const unusedDaysMax = 3650

var adminRoles = []rbac.Role{rbac.Admin}

// Get answers an account, or ErrNotFound.
func (s *Service) Get(ctx context.Context, id string) (Account, error) { return s.repo.byID(ctx, id) }

// ByEmail answers the account of an address in any spelling, or ErrNotFound.
func (s *Service) ByEmail(ctx context.Context, email string) (Account, error) {
	return s.repo.byAddress(ctx, Canonical(email))
}

// ByHandle answers the account of a WebAuthn user handle, or ErrNotFound.
func (s *Service) ByHandle(ctx context.Context, handle []byte) (Account, error) {
	return s.repo.byHandle(ctx, handle)
}

// Filter narrows a list of accounts. Empty members don't.
type Filter struct {
	Text  string // part of a name or address
	State State
	// UnusedDays leaves active accounts that nobody used for so many days.
	UnusedDays int
}

// List answers accounts, newest first. It answers fault.ErrInvalid for a filter that can't be meant.
func (s *Service) List(ctx context.Context, f Filter, r page.Request) ([]Account, string, error) {
	if f.State != "" && !slices.Contains(States(), f.State) {
		return nil, "", fault.ErrInvalid.With(fault.Bad("/state", "Choose active, waiting, inactive or disabled."))
	}
	if f.UnusedDays < 0 || f.UnusedDays > unusedDaysMax {
		return nil, "", fault.ErrInvalid.With(fault.Bad("/unusedDays", "Give between 1 and 3,650 days."))
	}
	parts, err := s.cursors.Decode(r.Cursor)
	if err != nil {
		return nil, "", err
	}
	before := ""
	if len(parts) == 1 {
		before = parts[0]
	}
	found, err := s.repo.list(ctx, f, s.now(), before, r.Limit+1)
	if err != nil || len(found) <= r.Limit {
		return found, "", err
	}
	found = found[:r.Limit]
	return found, s.cursors.Encode(found[r.Limit-1].ID), nil
}

// machinesOf answers how many operator tokens each of some people answers for.
func (s *Service) machinesOf(ctx context.Context, people []Account) (map[string]int, error) {
	if s.machines == nil || len(people) == 0 {
		return nil, nil
	}
	ids := make([]string, len(people))
	for i, a := range people {
		ids[i] = a.ID
	}
	return s.machines.CountAnswered(ctx, ids)
}

// WithPermission answers the active accounts whose roles hold a permission.
func (s *Service) WithPermission(ctx context.Context, p rbac.Permission) ([]Account, error) {
	return s.repo.holding(ctx, s.deps.RBAC.RolesWith(p))
}

// Address answers where mail for an account goes, and its name.
func (s *Service) Address(ctx context.Context, id string) (email, name string, err error) {
	a, err := s.repo.byID(ctx, id)
	return a.Email, a.Name, err
}

// Names answers the names of the accounts among ids; others are left out. The audit log shows them beside ids.
func (s *Service) Names(ctx context.Context, ids []string) (map[string]string, error) {
	return s.repo.names(ctx, ids)
}

// Alone reports whether nobody else has the name of an account.
func (s *Service) Alone(ctx context.Context, a Account) (bool, error) {
	n, err := s.repo.namesakes(ctx, a.Name)
	return n <= 1, err
}

// Count answers how many accounts there are, in any state.
func (s *Service) Count(ctx context.Context) (int64, error) { return s.repo.count(ctx) }

// usedWhile is how exactly the last use by a live session is kept.
const usedWhile = time.Hour

// Used notes that a live session of an account was used. It must run inside a transaction.
func (s *Service) Used(ctx context.Context, id string, at time.Time) error {
	return s.repo.seenSince(ctx, id, at, s.now(), usedWhile)
}

// Seen notes that somebody signed in to an account now. It must run inside a transaction.
func (s *Service) Seen(ctx context.Context, id string) error { return s.repo.seen(ctx, id, s.now()) }

// Rename changes what an account's owner is called.
func (s *Service) Rename(ctx context.Context, id, name string) (Account, error) {
	clean, mistake := CleanName(name)
	if mistake != nil {
		return Account{}, fault.ErrInvalid.With(*mistake)
	}
	return s.change(ctx, id, 0, "people.rename", func(ctx context.Context, a Account) error {
		return s.repo.update(ctx, a, s.now(), map[string]any{"name": clean})
	})
}

// change reads an account inside a transaction, lets act change it, records it and answers the changed account. version
// is what the caller has seen, 0 for "whatever it is now"; another one is web.ErrStale.
func (s *Service) change(ctx context.Context, id string, version int64, action string, act func(context.Context, Account) error) (Account, error) {
	var changed Account
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		a, err := s.repo.byID(ctx, id)
		if err != nil {
			return err
		}
		if version != 0 && version != a.Version {
			return web.ErrStale
		}
		if err := act(ctx, a); err != nil {
			return err
		}
		if changed, err = s.repo.byID(ctx, id); err != nil {
			return err
		}
		if err := s.deps.Store.Changed(ctx, store.KindAccount, id); err != nil {
			return err
		}
		return s.record(ctx, action, id, audit.Success, changedDetails(a, changed))
	})
	if err != nil {
		return Account{}, fmt.Errorf("%s %s: %w", action, id, err)
	}
	return changed, nil
}

func changedDetails(before, after Account) map[string]any {
	d := map[string]any{}
	if before.Name != after.Name {
		d["renamed"] = true
	}
	if before.State != after.State {
		d["state"] = []State{before.State, after.State}
	}
	if !slices.Equal(before.Roles, after.Roles) {
		d["rolesBefore"], d["rolesAfter"] = before.Roles, after.Roles
	}
	return d
}

// Disable ends an account's use: its sessions and whatever else was registered with OnDisabled end in the same
// transaction. It answers ErrNotFound, ErrOwnState, ErrLastAdmin, ErrEscalation when the account may do more than the
// caller, and ErrState when it is disabled already.
func (s *Service) Disable(ctx context.Context, id string) (Account, error) {
	return s.change(ctx, id, 0, "people.disable", func(ctx context.Context, a Account) error {
		if err := s.mayRule(ctx, a); err != nil {
			return err
		}
		if a.State == Disabled {
			return ErrState
		}
		if err := s.keepAdmin(ctx, a); err != nil {
			return err
		}
		now := store.Micros(s.now())
		if err := s.repo.update(ctx, a, s.now(), map[string]any{"state": string(Disabled), "disabled_at": now, "inactive_at": nil}); err != nil {
			return err
		}
		return s.run(ctx, s.disabled, a)
	})
}

// Enable lets an account be used again, or for the first time when it waited for approval. Its old sessions don't come
// back. It answers ErrNotFound, ErrEscalation, and ErrState when it is active already.
func (s *Service) Enable(ctx context.Context, id string) (Account, error) {
	return s.change(ctx, id, 0, "people.enable", func(ctx context.Context, a Account) error {
		if err := s.mayRule(ctx, a); err != nil {
			return err
		}
		if a.State == Active {
			return ErrState
		}
		set := map[string]any{"state": string(Active), "disabled_at": nil, "inactive_at": nil, "enabled_at": store.Micros(s.now())}
		if err := s.repo.update(ctx, a, s.now(), set); err != nil {
			return err
		}
		if err := s.run(ctx, s.enabled, a); err != nil || a.State != Inactive {
			return err
		}
		return s.messenger.Notify(ctx, Notice{
			Account: a.ID, Kind: "security.account_enabled", Title: "You can sign in again",
			Body: "Your account was suspended because nobody used it. Somebody who runs this portal let you in again.", Link: "/sign-in",
		}, "", nil)
	})
}

// mayRule refuses to let somebody change the state of their own account, or of one that may do more than they.
func (s *Service) mayRule(ctx context.Context, a Account) error {
	by := rbac.From(ctx)
	if by.AccountID() == a.ID {
		return ErrOwnState
	}
	for _, role := range a.Roles {
		if !s.deps.RBAC.Covers(by.Roles, role) {
			return ErrEscalation
		}
	}
	return nil
}

// keepAdmin answers ErrLastAdmin when a is the only active admin.
func (s *Service) keepAdmin(ctx context.Context, a Account) error {
	admins, err := s.repo.lockAdmins(ctx)
	if err != nil {
		return err
	}
	if len(admins) == 1 && admins[0] == a.ID {
		return ErrLastAdmin
	}
	return nil
}
