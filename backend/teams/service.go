package teams

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/names"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Create makes a team whose owner is the caller. It returns ErrNameTaken, ErrTooMany and fault.ErrInvalid.
func (s *Service) Create(ctx context.Context, name string) (Team, error) {
	clean, err := cleanName(name)
	if err != nil {
		return Team{}, err
	}
	me := rbac.From(ctx).AccountID()
	if me == "" {
		return Team{}, ErrNotFound
	}
	now := s.now()
	made := Team{ID: ident.New("tea"), Name: clean, CreatedBy: me, Version: 1, CreatedAt: now, UpdatedAt: now}
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.hasRoom(ctx, me, clean, ""); err != nil {
			return err
		}
		if err := s.repo.insert(ctx, made); err != nil {
			return err
		}
		if err := s.repo.insertMember(ctx, made.ID, me, Owner, now); err != nil {
			return err
		}
		return s.note(ctx, "teams.create", made.ID, map[string]any{"name": clean})
	})
	if err != nil {
		return Team{}, fmt.Errorf("make team %q: %w", clean, err)
	}
	return made, nil
}

// hasRoom refuses a person more teams than there may be, and two of one name; except is a team that doesn't count.
func (s *Service) hasRoom(ctx context.Context, account, name, except string) error {
	if err := s.Store.TakeTurns(ctx, "teams of "+account); err != nil {
		return err
	}
	held, err := s.repo.of(ctx, account)
	if err != nil {
		return err
	}
	if except == "" && len(held) >= perPersonMax {
		return ErrTooMany
	}
	for _, m := range held {
		if name != "" && m.ID != except && names.Fold(m.Name) == names.Fold(name) {
			return ErrNameTaken
		}
	}
	return nil
}

// Rename gives a team of the caller another name when its version is the expected one (overwrite skips that). It returns
// ErrNotFound, ErrOwnersOnly, ErrStale, ErrNameTaken and fault.ErrInvalid.
func (s *Service) Rename(ctx context.Context, id, name string, expected int64, overwrite bool) (Team, error) {
	clean, err := cleanName(name)
	if err != nil {
		return Team{}, err
	}
	var renamed Team
	err = s.asOwner(ctx, id, func(ctx context.Context, t Team) error {
		if !overwrite && t.Version != expected {
			return ErrStale
		}
		if err := s.hasRoom(ctx, rbac.From(ctx).AccountID(), clean, t.ID); err != nil {
			return err
		}
		renamed = t
		renamed.Name, renamed.UpdatedAt = clean, s.now()
		if err := s.repo.rename(ctx, renamed); err != nil {
			return err
		}
		renamed.Version++
		return s.note(ctx, "teams.rename", t.ID, map[string]any{"nameBefore": t.Name, "name": clean})
	})
	if err != nil {
		return Team{}, fmt.Errorf("rename team %s: %w", id, err)
	}
	return renamed, nil
}

// Remove deletes a team with what it owns. confirmed is how many apps the caller saw end with it. It returns ErrNotFound,
// ErrOwnersOnly, and ErrHasApps for another number.
func (s *Service) Remove(ctx context.Context, id string, confirmed int) error {
	err := s.asOwner(ctx, id, func(ctx context.Context, t Team) error {
		owned, err := s.contents(ctx, t.ID)
		if err != nil {
			return err
		}
		if owned.Apps != confirmed {
			return ErrHasApps
		}
		if err := s.empty(ctx, t); err != nil {
			return err
		}
		if err := s.tellMembers(ctx, t, func(m Member) bool { return m.Account != rbac.From(ctx).AccountID() }, "The team "+t.Name+" was removed", "Its apps and their tokens ended with it."); err != nil {
			return err
		}
		if err := s.repo.delete(ctx, t.ID); err != nil {
			return err
		}
		return s.note(ctx, "teams.delete", t.ID, map[string]any{"name": t.Name, "apps": owned.Apps, "tokens": owned.Tokens})
	})
	if err != nil {
		return fmt.Errorf("remove team %s: %w", id, err)
	}
	return nil
}

// empty ends what a team owns.
func (s *Service) empty(ctx context.Context, t Team) error {
	for _, h := range s.onRemove {
		if err := h(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// remove deletes a team that nobody is left in, with what it owns, in the caller's transaction.
func (s *Service) remove(ctx context.Context, t Team) error {
	owned, err := s.contents(ctx, t.ID)
	if err != nil {
		return err
	}
	if err := s.empty(ctx, t); err != nil {
		return err
	}
	if err := s.repo.delete(ctx, t.ID); err != nil {
		return err
	}
	return s.note(ctx, "teams.delete", t.ID, map[string]any{"name": t.Name, "apps": owned.Apps, "tokens": owned.Tokens})
}

// asOwner lets act change a team that the caller owns, in a transaction and in turn. A member who doesn't own it is told so.
func (s *Service) asOwner(ctx context.Context, id string, act func(context.Context, Team) error) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.turn(ctx, id); err != nil {
			return err
		}
		m, err := s.repo.membership(ctx, id, rbac.From(ctx).AccountID())
		if err != nil {
			return err
		}
		if m.Role != Owner {
			return ErrOwnersOnly
		}
		return act(ctx, m.Team)
	})
}

// Mine answers the caller's teams by name, at most 20.
func (s *Service) Mine(ctx context.Context) ([]Membership, error) {
	return s.Of(ctx, rbac.From(ctx).AccountID())
}

// Of answers the teams of an account by name, with its role in each. Operator tokens are in none.
func (s *Service) Of(ctx context.Context, account string) ([]Membership, error) {
	if account == "" {
		return nil, nil
	}
	return s.repo.of(ctx, account)
}

// Hold answers the role of an account in a team, empty for none. Inside Tx it lasts until the end of that: what a member does
// is done before they are removed, or fails, however close together the two come.
func (s *Service) Hold(ctx context.Context, team, account string) (Role, error) {
	role, err := s.repo.hold(ctx, team, account)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return role, err
}

// All answers every team whose name contains query and in which member, an account id, is when it isn't empty; newest first.
// The route's permission admits the caller. It returns page.ErrCursor.
func (s *Service) All(ctx context.Context, query, member string, r page.Request) (page.Page[Team], error) {
	after, err := s.Cursors.Decode(r.Cursor)
	if err != nil {
		return page.Page[Team]{}, err
	}
	found, err := s.repo.list(ctx, names.Fold(strings.TrimSpace(query)), member, after, r.Limit+1)
	if err != nil || len(found) <= r.Limit {
		return page.Of(found, ""), err
	}
	found = found[:r.Limit]
	return page.Of(found, s.Cursors.Encode(found[r.Limit-1].ID)), nil
}

// Find answers a team that the caller may see with their role in it, which is empty for those who read all people. Else
// ErrNotFound.
func (s *Service) Find(ctx context.Context, id string) (Membership, error) {
	me := rbac.From(ctx)
	m, err := s.repo.membership(ctx, id, me.AccountID())
	if err == nil || !s.Allows(me, rbac.PeopleRead) {
		return m, err
	}
	t, err := s.repo.find(ctx, id)
	return Membership{Team: t}, err
}

// Names answers the names of the teams among ids, without asking who calls.
func (s *Service) Names(ctx context.Context, ids []string) (map[string]string, error) {
	if len(ids) == 0 {
		return map[string]string{}, nil
	}
	return s.repo.names(ctx, ids)
}

// Weigh answers how much a team owns, without asking who calls.
func (s *Service) Weigh(ctx context.Context, id string) (Contents, error) { return s.contents(ctx, id) }
