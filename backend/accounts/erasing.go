package accounts

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// OnWeigh sets who knows what belongs to an account. Call it once, before serving.
func (s *Service) OnWeigh(f func(ctx context.Context, id string) (Belongings, error)) { s.weigh = f }

// OnWeighUse sets who knows what stops with the use of an account. Call it once, before serving.
func (s *Service) OnWeighUse(f func(ctx context.Context, id string) (Belongings, error)) {
	s.weighUse = f
}

// OnErased registers what must end, and what must be forgotten, in the transaction in which a person's account is erased. The row of
// the account is still there; what hangs on it goes with it.
func (s *Service) OnErased(h Hook) { s.erased = append(s.erased, h) }

// Stay keeps an account from being erased until the end of the transaction of ctx, or answers ErrNotFound when it is: what somebody
// makes in the instant in which they go would belong to nobody.
func (s *Service) Stay(ctx context.Context, id string) error {
	if err := s.deps.Store.TakeTurns(ctx, turn(id)); err != nil {
		return err
	}
	_, err := s.repo.byID(ctx, id)
	return err
}

func turn(id string) string { return "account " + id }

// Weigh answers what ends, or passes on, with the caller's account. It answers ErrLastAdmin to the only active admin.
func (s *Service) Weigh(ctx context.Context) (Account, Belongings, error) {
	a, err := s.repo.byID(ctx, rbac.From(ctx).AccountID())
	if err != nil {
		return Account{}, Belongings{}, err
	}
	admins, err := s.repo.holding(ctx, adminRoles)
	if err != nil {
		return Account{}, Belongings{}, err
	}
	if len(admins) == 1 && admins[0].ID == a.ID {
		return Account{}, Belongings{}, ErrLastAdmin
	}
	owned, err := s.belongings(ctx, a.ID)
	return a, owned, err
}

// WeighOf answers what stops with the use of an account when it is disabled, for those who may do that. It answers ErrNotFound.
func (s *Service) WeighOf(ctx context.Context, id string) (Account, Belongings, error) {
	a, err := s.repo.byID(ctx, id)
	if err != nil {
		return Account{}, Belongings{}, err
	}
	owned, err := s.weighUse(ctx, id)
	return a, owned, err
}

func (s *Service) belongings(ctx context.Context, id string) (Belongings, error) {
	if s.weigh == nil {
		return Belongings{}, nil
	}
	return s.weigh(ctx, id)
}

// Erase removes the caller's account for good: what it owns ends in the same transaction, and what the portal knew of the person is
// forgotten. The audit log keeps the opaque id. confirm is the account's address as the caller typed it; apps is how many the caller saw
// end; chosen says of each operator token that the caller answers for what becomes of it. It answers ErrNotFound, ErrNotConfirmed,
// ErrMoreEnds and ErrLastAdmin, and what keeps an operator token from being handed over.
func (s *Service) Erase(ctx context.Context, confirm string, apps int, chosen []Bequest) error {
	id := rbac.From(ctx).AccountID()
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.deps.Store.TakeTurns(ctx, turn(id)); err != nil {
			return err
		}
		a, err := s.repo.byID(ctx, id)
		if err != nil {
			return err
		}
		if Canonical(confirm) != Canonical(a.Email) {
			return ErrNotConfirmed
		}
		if err := s.keepAdmin(ctx, a); err != nil {
			return err
		}
		owned, err := s.belongings(ctx, id)
		if err != nil {
			return err
		}
		if owned.Apps != apps || !settles(chosen, owned.Machines) {
			return ErrMoreEnds
		}
		if s.machines != nil {
			if err := s.machines.Settle(ctx, a, chosen); err != nil {
				return err
			}
		}
		return s.erase(ctx, a, owned, chosen)
	})
	if err != nil {
		return fmt.Errorf("erase account %s: %w", id, err)
	}
	return nil
}

// EraseAgain erases an account that came back with a backup although its owner had it erased since. Everything that it owns
// ends, and nobody gets a letter: the person had theirs.
func (s *Service) EraseAgain(ctx context.Context, id string) error {
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		a, err := s.repo.byID(ctx, id)
		if err != nil {
			return err
		}
		owned, err := s.belongings(ctx, id)
		if err != nil {
			return err
		}
		ends := make([]Bequest, len(owned.Machines))
		for i, m := range owned.Machines {
			ends[i].Token = m.ID
		}
		if s.machines != nil {
			if err := s.machines.Settle(ctx, a, ends); err != nil {
				return err
			}
		}
		_, err = s.forget(ctx, a, owned)
		return err
	})
	if err != nil {
		return fmt.Errorf("erase account %s again: %w", id, err)
	}
	return nil
}

func (s *Service) erase(ctx context.Context, a Account, owned Belongings, chosen []Bequest) error {
	addresses, err := s.forget(ctx, a, owned)
	if err != nil {
		return err
	}
	letter := map[string]any{
		"Name": a.Name, "Text": owned.ended(chosen), "Link": "/", "When": s.now().Format(time.DateTime) + " UTC", "Network": ByNetwork(ctx),
	}
	// Whoever could still have taken the account back hears of its end as well.
	for _, address := range addresses {
		if err := s.messenger.Send(ctx, address, LastLetter, letter); err != nil {
			return err
		}
	}
	return nil
}

// forget removes the account with what hangs on it, and notes that. It answers the addresses by which the account could be taken back.
func (s *Service) forget(ctx context.Context, a Account, owned Belongings) ([]string, error) {
	if err := s.run(ctx, s.erased, a); err != nil {
		return nil, err
	}
	former, err := s.repo.former(ctx, a.ID, s.now())
	if err != nil {
		return nil, err
	}
	addresses := []string{a.Email}
	for _, f := range former {
		addresses = append(addresses, f.Email)
	}
	if err := s.repo.erase(ctx, a, addresses); err != nil {
		return nil, err
	}
	if err := s.deps.Store.Changed(ctx, store.KindAccount, a.ID); err != nil {
		return nil, err
	}
	details := map[string]any{"apps": owned.Apps, "tokens": owned.Tokens, "teams": len(owned.Teams), "operatorTokens": len(owned.Machines)}
	if err := s.record(ctx, "people.erase", a.ID, audit.Success, details); err != nil {
		return nil, err
	}
	return addresses, s.deps.Audit.EraseOrigins(ctx, a.ID) // also from where this entry came
}
