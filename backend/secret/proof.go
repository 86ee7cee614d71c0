package secret

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
)

// Proof is the SHA-256 of a whole token. It shows that somebody holds the token, can't be turned back into it (a token has
// 256 random bits), and opens nothing.
type Proof [sha256.Size]byte

// ProofOf answers the proof of a token's full text.
func ProofOf(full string) Proof { return sha256.Sum256([]byte(full)) }

// String answers the proof as 64 hexadecimal digits.
func (p Proof) String() string { return hex.EncodeToString(p[:]) }

// MACProof answers what is stored of a proof. Its key doesn't change with the pepper, because a proof can't be made anew.
func MACProof(keys interface{ Derive(purpose string) []byte }, p Proof) []byte {
	mac := MAC(keys.Derive("token proof"), DomainProof, p.String())
	return mac[:]
}

var errProof = errors.New("a proof is the SHA-256 of the whole token in 64 hexadecimal digits")

// ParseProof reads what String wrote.
func ParseProof(s string) (p Proof, err error) {
	if len(s) != hex.EncodedLen(len(p)) {
		return Proof{}, errProof
	}
	if _, err := hex.Decode(p[:], []byte(s)); err != nil {
		return Proof{}, errProof
	}
	return p, nil
}
