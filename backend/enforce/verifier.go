package enforce

import (
	"context"
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const (
	verifierTrust   = 2 * time.Second // a revoked verifier works at most this long
	verifierAsk     = 3 * time.Second
	verifiersMax    = 1024
	domainVerifiers = "gth/verifier-cache/v1"
)

// verifierCache remembers for a moment which callers of the internal doors were found good. It holds keyed hashes, never
// tokens, and nothing about bad ones: a verifier made a moment ago works at once.
type verifierCache struct {
	mu   sync.RWMutex
	key  []byte
	good map[[32]byte]int64 // until when, monotonic nanoseconds
}

func newVerifierCache() *verifierCache {
	return &verifierCache{key: secret.RandomBytes(32), good: map[[32]byte]int64{}}
}

// verifierKnown says whether a caller of an internal door may ask. Malformed tokens cost nothing.
func (s *Service) verifierKnown(token string) bool {
	parsed, ok := secret.Parse(s.Brand, token)
	if !ok || parsed.Kind != secret.Operator || s.Verifier == nil {
		return false
	}
	c := s.verifiers
	mac := secret.MAC(c.key, domainVerifiers, token)
	now := clock.Monotonic()
	c.mu.RLock()
	until := c.good[mac]
	c.mu.RUnlock()
	if until > now {
		return true
	}
	ctx, cancel := context.WithTimeout(context.Background(), verifierAsk)
	defer cancel()
	if !s.Verifier(ctx, token) {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.good) >= verifiersMax {
		clear(c.good)
	}
	c.good[mac] = now + int64(verifierTrust)
	return true
}
