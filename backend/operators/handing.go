package operators

import (
	"context"
	"errors"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// HandOver lets somebody else answer for a token, whose secret stays. The caller must be able to do what it may. It answers
// ErrNotFound, ErrOver, ErrEscalation and ErrHeir.
func (s *Service) HandOver(ctx context.Context, id, to string) (Token, error) {
	var handed Token
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		t, err := s.repo.byID(ctx, id)
		if err != nil {
			return err
		}
		if t.Owner == to {
			return ErrHeir.Saying("This person answers for the operator token already.")
		}
		if handed, err = s.pass(ctx, t.Token, to); err != nil {
			return err
		}
		return s.tellHanded(ctx, handed, t.Owner)
	})
	if err != nil {
		return Token{}, fmt.Errorf("hand operator token %s over: %w", id, err)
	}
	return handed, nil
}

// pass lets an account answer for a token, in the transaction of ctx.
func (s *Service) pass(ctx context.Context, t Token, to string) (Token, error) {
	if !t.Live(s.now()) {
		return Token{}, ErrOver
	}
	if !s.deps.RBAC.Covers(rbac.From(ctx).Roles, t.Role) {
		return Token{}, ErrEscalation
	}
	if err := s.deps.Accounts.Stay(ctx, to); err != nil && !errors.Is(err, accounts.ErrNotFound) {
		return Token{}, err
	}
	heirs, err := s.heirs(ctx, t)
	if err != nil {
		return Token{}, err
	}
	found := false
	for _, h := range heirs {
		found = found || h.ID == to
	}
	if !found {
		return Token{}, ErrHeir
	}
	if err := s.repo.pass(ctx, t, to); err != nil {
		return Token{}, err
	}
	from := t.Owner
	t.Owner, t.Refused, t.Unkept = to, false, false
	return t, s.note(ctx, "operators.hand_over", t, map[string]any{"from": from, "to": to})
}

// Heirs answers who else could answer for a token, by name. It answers ErrNotFound.
func (s *Service) Heirs(ctx context.Context, id string) ([]accounts.Account, error) {
	t, err := s.repo.byID(ctx, id)
	if err != nil {
		return nil, err
	}
	return s.heirs(ctx, t.Token)
}

func (s *Service) heirs(ctx context.Context, t Token) ([]accounts.Account, error) {
	found, err := s.deps.Accounts.WithPermission(ctx, rbac.OperatorTokensWrite)
	if err != nil {
		return nil, err
	}
	var heirs []accounts.Account
	for _, a := range found {
		if a.ID != t.Owner && s.deps.RBAC.Covers(a.RolesAt(s.now()), t.Role) {
			heirs = append(heirs, a)
		}
	}
	return heirs, nil
}

// AnsweredBy answers the living tokens that an account answers for, by name, with who could do so instead as far as the caller may
// hand them over.
func (s *Service) AnsweredBy(ctx context.Context, account string) ([]accounts.Machine, error) {
	found, err := s.repo.answeredBy(ctx, account, s.now())
	if err != nil {
		return nil, err
	}
	by := rbac.From(ctx)
	machines := make([]accounts.Machine, len(found))
	for i, t := range found {
		machines[i] = accounts.Machine{ID: t.ID, Name: t.Name, Role: t.Role, LastUsedAt: t.LastUsedAt}
		if !s.deps.RBAC.Allows(by, rbac.OperatorTokensWrite) || !s.deps.RBAC.Covers(by.Roles, t.Role) {
			continue
		}
		if machines[i].Heirs, err = s.heirs(ctx, t); err != nil {
			return nil, err
		}
	}
	return machines, nil
}

// CountAnswered answers how many living tokens each of some accounts answers for; who answers for none is left out.
func (s *Service) CountAnswered(ctx context.Context, ids []string) (map[string]int, error) {
	return s.repo.countAnswered(ctx, ids, s.now())
}

// Settle does with the tokens of somebody who goes for good what they chose for each: it passes to the heir, or ends. It must run in
// the transaction of that.
func (s *Service) Settle(ctx context.Context, a accounts.Account, chosen []accounts.Bequest) error {
	var ended []string
	for _, b := range chosen {
		t, err := s.repo.byID(ctx, b.Token)
		if err != nil {
			return err
		}
		if b.Heir == "" {
			ended = append(ended, t.Name)
			if err := s.end(ctx, t.Token); err != nil {
				return err
			}
			if err := s.note(ctx, "operators.end_with_owner", t.Token, map[string]any{"owner": a.ID}); err != nil {
				return err
			}
			continue
		}
		if !s.deps.RBAC.Allows(rbac.From(ctx), rbac.OperatorTokensWrite) {
			return ErrEscalation
		}
		handed, err := s.pass(ctx, t.Token, b.Heir)
		if err != nil {
			return err
		}
		if err := s.tellInherited(ctx, handed); err != nil {
			return err
		}
	}
	if err := s.repo.forgetNames(ctx, a.ID); err != nil {
		return err
	}
	return s.tellEnded(ctx, a.ID, ended)
}

// end revokes a token in the transaction of ctx, or answers ErrRevoked.
func (s *Service) end(ctx context.Context, t Token) error {
	first, err := s.repo.revoke(ctx, t.ID, s.now())
	if err != nil {
		return err
	}
	if !first {
		return ErrRevoked
	}
	return nil
}

// note writes down what became of a token, by its id and not by its name: those are the words of somebody who may have to be forgotten,
// and what is in the log stays.
func (s *Service) note(ctx context.Context, action string, t Token, details map[string]any) error {
	if err := s.deps.Store.Changed(ctx, KindOperator, t.ID); err != nil {
		return err
	}
	details["role"] = string(t.Role)
	return s.deps.Audit.Record(ctx, audit.Entry{Action: action, Object: t.ID, Outcome: audit.Success, Details: details})
}
