package jws

import (
	"crypto"
	"encoding/json"
	"fmt"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/cryptosigner"
)

// Sign answers the compact form of claims, signed under the key's own algorithm. Any crypto.Signer serves, also one whose
// key never leaves a device: an ECDSA signature becomes r and s of 32 bytes each (RFC 7518 §3.4). The error is the
// signer's; nothing weaker is tried.
func Sign(signer crypto.Signer, k Key, typ string, claims any) (string, error) {
	if !k.usable() {
		return "", ErrAlgorithm
	}
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", fmt.Errorf("encode claims: %w", err)
	}
	options := (&jose.SignerOptions{}).WithType(jose.ContentType(typ)).WithHeader("kid", k.ID)
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.SignatureAlgorithm(k.Algorithm), Key: cryptosigner.Opaque(signer)}, options)
	if err != nil {
		return "", fmt.Errorf("sign with key %s: %w", k.ID, err)
	}
	signed, err := s.Sign(payload)
	if err != nil {
		return "", fmt.Errorf("sign with key %s: %w", k.ID, err)
	}
	return signed.CompactSerialize()
}
