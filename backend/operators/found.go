package operators

import (
	"context"
	"errors"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
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
