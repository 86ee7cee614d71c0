package accounts

import (
	"context"
	"slices"
	"strconv"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// roleChange says what separates the roles that an account has from those that it shall have.
type roleChange struct{ granted, taken []rbac.Role }

func changeOf(from, to []rbac.Role) roleChange {
	var c roleChange
	for _, r := range to {
		if !slices.Contains(from, r) && !slices.Contains(c.granted, r) {
			c.granted = append(c.granted, r)
		}
	}
	for _, r := range from {
		if !slices.Contains(to, r) {
			c.taken = append(c.taken, r)
		}
	}
	return c
}

// SetRoles gives an account exactly these roles. The caller must cover every role that is granted or taken, and is
// never the account itself. version is what the caller has seen, 0 for any. The account's sessions end, so that it signs
// in under its new rights. It answers ErrNotFound, web.ErrStale, ErrOwnRoles, ErrEscalation, ErrLastAdmin and
// fault.ErrInvalid for an unknown role and for verifier, which is for machines only.
func (s *Service) SetRoles(ctx context.Context, id string, version int64, roles []rbac.Role) (Account, error) {
	if err := forPeople(roles); err != nil {
		return Account{}, err
	}
	return s.change(ctx, id, version, "people.set_roles", func(ctx context.Context, a Account) error {
		by := rbac.From(ctx)
		if by.AccountID() == a.ID {
			return ErrOwnRoles
		}
		c := changeOf(a.Roles, roles)
		for _, role := range slices.Concat(c.granted, c.taken) {
			if !s.deps.RBAC.Covers(by.Roles, role) {
				return ErrEscalation
			}
		}
		if len(c.granted)+len(c.taken) == 0 {
			return nil
		}
		return s.regrade(ctx, a, c, by.ID)
	})
}

// forPeople refuses unknown roles and verifier, which is for machines.
func forPeople(roles []rbac.Role) error {
	invalid := fault.ErrInvalid
	for i, role := range roles {
		if !role.Valid() || role == rbac.Verifier {
			invalid = invalid.With(fault.Bad("/roles/"+strconv.Itoa(i), "There is no role of this name for people."))
		}
	}
	if len(invalid.Fields) > 0 {
		return invalid
	}
	return nil
}

func (s *Service) regrade(ctx context.Context, a Account, c roleChange, by string) error {
	if slices.Contains(c.taken, rbac.Admin) {
		if err := s.keepAdmin(ctx, a); err != nil {
			return err
		}
	}
	if err := s.repo.update(ctx, a, s.now(), map[string]any{}); err != nil {
		return err
	}
	if err := s.repo.dropRoles(ctx, a.ID, c.taken); err != nil {
		return err
	}
	if err := s.repo.addRoles(ctx, a.ID, c.granted, by, s.now()); err != nil {
		return err
	}
	regraded, err := s.repo.byID(ctx, a.ID)
	if err != nil {
		return err
	}
	if err := s.run(ctx, s.regraded, regraded); err != nil {
		return err
	}
	if s.machines != nil {
		if err := s.machines.Regrade(ctx, a, regraded); err != nil {
			return err
		}
	}
	n := Notice{
		Account: a.ID, Kind: "security.roles_changed", Title: "Your roles changed",
		Body: "An administrator changed what you may do. You were signed out so that it takes effect.", Link: "/account",
	}
	return s.messenger.Notify(ctx, n, "", nil)
}

func toRoles(names []string) []rbac.Role {
	roles := make([]rbac.Role, len(names))
	for i, n := range names {
		roles[i] = rbac.Role(n)
	}
	return roles
}
