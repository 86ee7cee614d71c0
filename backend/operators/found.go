package operators

import (
	"context"
	"errors"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Recognise answers the operator token whose secret somebody has seen, whatever state it is in. id is what the token's own
// text shows; full is the whole text, "" where there is a proof only. It answers false when the evidence shows none, which
// doesn't say whether there is such a token.
func (s *Service) Recognise(ctx context.Context, id, full string, proof secret.Proof) (Token, bool, error) {
	t, err := s.repo.byID(ctx, tokenID(id))
	if errors.Is(err, ErrNotFound) {
		return Token{}, false, nil
	}
	if err != nil {
		return Token{}, false, err
	}
	shown := t.proof != nil && secret.EqualBytes(secret.MACProof(s.deps.Keys, proof), t.proof)
	if full != "" {
		pepper, known := s.deps.Keys.PepperByID(t.pepperID)
		shown = known && secret.Equal(secret.MAC(pepper, secret.DomainOperator, full), t.mac)
	}
	if !shown {
		return Token{}, false, nil
	}
	return t.Token, true, nil
}

// People answers the accounts that news of a token is for: who made it and who answers for it, as far as they are still there.
func (s *Service) People(ctx context.Context, t Token) ([]string, error) {
	ids := []string{rbac.Subject{ID: t.CreatedBy}.AccountID(), t.Owner}
	known, err := s.deps.Accounts.Names(ctx, ids)
	return slices.DeleteFunc(slices.Compact(ids), func(id string) bool { return known[id] == "" }), err
}
