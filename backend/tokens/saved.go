package tokens

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// savedMax is how many views of the inventory one person keeps.
const savedMax = 50

// Saved is a filter and an order of the inventory under a name. It belongs to one person.
type Saved struct {
	ID        string
	Account   string
	Name      string
	Filter    Filter
	Order     Order
	CreatedAt time.Time
}

// The faults of saved views.
var (
	// ErrSavedNotFound says that the caller has no such view.
	ErrSavedNotFound = fault.New(fault.NotFound, "tokens.view_not_found", "You have no such saved view.", "Look at the list of your views again.")
	// ErrSavedTooMany says that the caller keeps as many views as anybody may.
	ErrSavedTooMany = fault.New(fault.Conflict, "tokens.views_too_many", "You have 50 saved views.", "Remove one that you don't need any more.")
)

// SavedViews answers the caller's views by name. The route's permission admits the caller.
func (s *Service) SavedViews(ctx context.Context) ([]Saved, error) {
	return s.repo.saved(ctx, rbac.From(ctx).AccountID())
}

// SaveView keeps a view for the caller; one that has the same name is replaced. It returns ErrSavedTooMany and
// fault.ErrInvalid.
func (s *Service) SaveView(ctx context.Context, name string, f Filter, o Order) (Saved, error) {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" || !plain(name, nameRunesMax, false) {
		return Saved{}, fault.ErrInvalid.With(fault.Bad("/name", "A view's name has 1 to 80 characters on one line."))
	}
	if err := f.check(); err != nil {
		return Saved{}, err
	}
	if err := o.check(); err != nil {
		return Saved{}, err
	}
	v := Saved{ID: ident.New("tvw"), Account: rbac.From(ctx).AccountID(), Name: name, Filter: f, Order: o, CreatedAt: s.now()}
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		// Two windows at once must not both see the last free place.
		if err := s.Store.Serialize(ctx); err != nil {
			return err
		}
		mine, err := s.repo.saved(ctx, v.Account)
		if err != nil {
			return err
		}
		if i := slices.IndexFunc(mine, func(other Saved) bool { return other.Name == name }); i >= 0 {
			v.ID, v.CreatedAt = mine[i].ID, mine[i].CreatedAt
		} else if len(mine) >= savedMax {
			return ErrSavedTooMany
		}
		if err := s.repo.save(ctx, v); err != nil {
			return err
		}
		return s.noteView(ctx, "tokens.view_save", v)
	})
	if err != nil {
		return Saved{}, fmt.Errorf("save a view of the tokens: %w", err)
	}
	return v, nil
}

// RemoveView forgets a view of the caller, else ErrSavedNotFound.
func (s *Service) RemoveView(ctx context.Context, id string) error {
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		v, err := s.repo.unsave(ctx, rbac.From(ctx).AccountID(), id)
		if err != nil {
			return err
		}
		return s.noteView(ctx, "tokens.view_remove", v)
	})
	if err != nil {
		return fmt.Errorf("remove view %s: %w", id, err)
	}
	return nil
}

func (s *Service) noteView(ctx context.Context, action string, v Saved) error {
	details := v.Filter.details()
	details["name"], details["order"] = v.Name, string(v.Order)
	return s.Audit.Record(ctx, audit.Entry{Action: action, Object: v.ID, Outcome: audit.Success, Details: details})
}
