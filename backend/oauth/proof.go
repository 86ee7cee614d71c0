package oauth

import (
	"context"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/dpop"
	"github.com/gatehouse-dev/gatehouse/backend/jws"
)

// Types of access tokens (RFC 6750 §4, RFC 9449 §5).
const (
	typeBearer = "Bearer"
	typeProven = "DPoP"
)

// spentProofs stands for the client among assertions that were used: a proof is good once, whoever's it is.
const spentProofs = "dpop"

func tokenType(c *jws.Confirmation) string {
	if c != nil {
		return typeProven
	}
	return typeBearer
}

// proofOf answers the proof of possession that a request carries, nil for none, and has the client refused that must send one,
// or one with a nonce. What the proof alone says is looked at before anybody knows whose request it is.
func (s *Service) proofOf(call *Call) (*jws.Proof, error) {
	call.suits = func(c Client) error {
		if c.Binding.Demanded() {
			return refuse(codeProof, "The access tokens of this client are bound to a key: send a DPoP header with a proof (RFC 9449).")
		}
		return nil
	}
	if len(call.Proofs) == 0 {
		return nil, nil //nolint:nilnil // none is an answer
	}
	text, failed := dpop.One(len(call.Proofs), call.Proofs[len(call.Proofs)-1])
	var proof jws.Proof
	if failed == nil {
		proof, failed = dpop.Check(text, dpop.Asked{Method: "POST", Target: dpop.Target(s.Issuer + PathToken)}, s.now())
	}
	if failed != nil {
		return nil, refuse(codeProof, plain(failed.Text()))
	}
	call.suits = func(c Client) error {
		if c.Binding == ByKeyOnce && !s.nonces.Holds(proof.Nonce, s.now().Unix()) {
			return refuse(codeNonce, "Make the proof again, with the nonce that the header DPoP-Nonce gives.")
		}
		return nil
	}
	return &proof, nil
}

// useUp notes a proof as used; of all that come with one and the same, on all nodes, one goes on.
func (s *Service) useUp(ctx context.Context, proof *jws.Proof) error {
	if proof == nil {
		return nil
	}
	fresh := false
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		var err error
		fresh, err = s.repo.spend(ctx, spentProofs, dpop.Name(*proof), dpop.Until(*proof))
		return err
	})
	if err == nil && !fresh {
		return refuse(codeProof, plain(dpop.Used.Text()))
	}
	return err
}

// plain leaves to a description the characters that it may have (RFC 6749 §5.2).
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return '?'
		}
		return r
	}, text)
}
