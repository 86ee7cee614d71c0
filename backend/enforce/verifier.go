package enforce

import (
	"context"
	"encoding/binary"
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const (
	verifierTrust   = 2 * time.Second // a revoked verifier works at most this long
	verifierDoubt   = time.Second     // one that was refused isn't asked about again for so long
	verifierAsk     = 3 * time.Second
	verifiersMax    = 1024
	domainVerifiers = "gth/verifier-cache/v1"

	verifierBytesMin, verifierBytesMax = 40, 200 // other texts are no token of any brand
)

// verifierCache remembers for a moment which callers of the internal doors were found good, and which not, so that a
// flood of one well-formed token costs one look into the database. It holds keyed hashes, never tokens. A verifier made
// a moment ago works at once, because nobody can have tried it before.
type verifierCache struct {
	mu   sync.RWMutex
	key  []byte
	good map[[32]byte]int64 // until when, monotonic nanoseconds
	bad  map[[32]byte]int64
}

func newVerifierCache() *verifierCache {
	return &verifierCache{key: secret.RandomBytes(32), good: map[[32]byte]int64{}, bad: map[[32]byte]int64{}}
}

// mayAsk says whether a caller of an internal door may ask so many questions now: Allowed, VerifierRequired for who is no
// verifier, or RateLimited for one that asks more than VerifyPerMinute (S-FWD-06). wait is until it may again.
func (s *Service) mayAsk(in *inbound, token []byte, questions int64) (code Code, wait Standing) {
	mac, known := s.verifierKnown(in, token)
	if !known {
		return VerifierRequired, wait
	}
	return s.mayAskMore(in, mac, questions)
}

// mayAskMore counts questions of a verifier that is known by its token's MAC. A prompt call only looks whether there is room:
// it may have to be asked again by somebody who can wait, and isn't counted before it is decided (see asked).
func (s *Service) mayAskMore(in *inbound, mac [32]byte, questions int64) (code Code, wait Standing) {
	in.asker, in.questions = mac, questions
	return s.countQuestions(in.monotonic(), mac, questions, in.prompt)
}

// asked counts what a prompt call asked, once it is decided.
func (s *Service) asked(in *inbound) {
	if in.prompt && in.questions > 0 {
		s.countQuestions(in.began, in.asker, in.questions, false)
	}
}

func (s *Service) countQuestions(now int64, mac [32]byte, questions int64, dry bool) (code Code, wait Standing) {
	limit := [1]Limit{{Name: "verifier", Requests: s.VerifyPerMinute, Window: time.Minute}}
	var standing [1]Standing
	if _, ok := s.limits.Take(Holder{Grant: binary.LittleEndian.Uint64(mac[:])}, limit[:], questions, now, dry, standing[:]); !ok {
		return RateLimited, standing[0]
	}
	return Allowed, wait
}

// verifierKnown says whether a token is a verifier's, and the hash under which it is counted. Malformed tokens cost at
// most a MAC. On a prompt call that would have to ask the database it only notes that it is late.
func (s *Service) verifierKnown(in *inbound, token []byte) (mac [32]byte, known bool) {
	if s.Verifier == nil || len(token) < verifierBytesMin || len(token) > verifierBytesMax {
		return mac, false
	}
	c := s.verifiers
	mac = secret.MAC(c.key, domainVerifiers, token)
	now := in.monotonic()
	c.mu.RLock()
	good := c.good[mac] > now
	bad := !good && c.bad[mac] > now
	c.mu.RUnlock()
	if good || bad {
		return mac, good
	}
	text := string(token)
	if parsed, ok := secret.Parse(s.Brand, text); !ok || parsed.Kind != secret.Operator {
		return mac, false
	}
	if in.prompt {
		in.late = true
		return mac, false
	}
	ctx, cancel := context.WithTimeout(context.Background(), verifierAsk)
	defer cancel()
	good = s.Verifier(ctx, text)
	c.mu.Lock()
	defer c.mu.Unlock()
	if good {
		remember(c.good, mac, now+int64(verifierTrust))
	} else {
		remember(c.bad, mac, now+int64(verifierDoubt))
	}
	return mac, good
}

func remember(known map[[32]byte]int64, mac [32]byte, until int64) {
	if len(known) >= verifiersMax {
		clear(known)
	}
	known[mac] = until
}
