package dpop

import (
	"encoding/base64"
	"encoding/binary"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const (
	nonceLife   = int64(60) // seconds; the one before counts as well, and the one after, of a node whose clock is ahead
	domainNonce = "gth/dpop-nonce/v1"
	nonceBytes  = 18
)

// Nonces makes the texts that proofs may have to carry. Which one is current follows from the time and a key, so nobody has to
// remember any. Nil, and the zero value, know none.
type Nonces struct{ key []byte }

// NewNonces answers the nonces of an installation; its nodes share the key.
func NewNonces(keys interface{ Derive(purpose string) []byte }) *Nonces {
	return &Nonces{keys.Derive(secret.PurposeNonces)}
}

// At answers the current nonce at a time (seconds since 1970); "" when there are none.
func (n *Nonces) At(now int64) string {
	if n == nil || len(n.key) == 0 {
		return ""
	}
	return n.of(now / nonceLife)
}

func (n *Nonces) of(window int64) string {
	var buffer [8]byte
	binary.BigEndian.PutUint64(buffer[:], uint64(window)) //nolint:gosec // bits
	mac := secret.MAC(n.key, domainNonce, string(buffer[:]))
	return base64.RawURLEncoding.EncodeToString(mac[:nonceBytes])
}

// Holds says whether a proof's nonce counts at a time.
func (n *Nonces) Holds(nonce string, now int64) bool {
	if n == nil || len(n.key) == 0 || nonce == "" {
		return false
	}
	window := now / nonceLife
	found := false
	for _, w := range [3]int64{window, window - 1, window + 1} {
		found = secret.EqualBytes([]byte(n.of(w)), []byte(nonce)) || found
	}
	return found
}
