package enforce

import (
	"context"
	"sync"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const (
	spentShards    = 64
	spentMax       = 16 << 10 // per shard
	spentSweep     = 1 << 10  // uses of a shard between two looks for what ended
	domainProofUse = "gth/dpop-use/v1"
)

// spentProofs remembers the proofs of possession that were used at this node until their age refuses them. It never forgets
// one early: when a shard is full, further proofs are refused for the moment.
type spentProofs struct{ shards [spentShards]spentShard }

type spentShard struct {
	mu    sync.Mutex
	until map[string]int64
	uses  int
}

func newSpentProofs() *spentProofs {
	p := &spentProofs{}
	for i := range p.shards {
		p.shards[i].until = map[string]int64{}
	}
	return p
}

// use notes a proof by its name, unless dry. fresh is false for one that was used before, room when nobody can say.
func (p *spentProofs) use(name string, now, until int64, dry bool) (fresh, room bool) {
	shard := &p.shards[keyOf(name)%spentShards]
	shard.mu.Lock()
	defer shard.mu.Unlock()
	if end, found := shard.until[name]; found && now < end {
		return false, true
	}
	if dry {
		return true, true
	}
	if shard.uses++; shard.uses%spentSweep == 0 || len(shard.until) >= spentMax {
		for other, end := range shard.until {
			if now >= end {
				delete(shard.until, other)
			}
		}
	}
	if len(shard.until) >= spentMax {
		return true, false
	}
	shard.until[name] = until
	return true, true
}

// firstUse notes a proof for all nodes and says whether this is its first use. While the server is away, what this node
// remembers has to do.
func (s *Shared) firstUse(name string, life time.Duration) bool {
	if s.alone.Load() {
		return true
	}
	ctx, cancel := context.WithTimeout(context.Background(), s.timeout)
	defer cancel()
	mac := secret.MAC(s.key, domainProofUse, name)
	fresh, err := s.client.SetNX(ctx, proofKey(mac), 1, max(life, time.Second)).Result()
	if err != nil {
		s.noteFailure(err)
		return true
	}
	s.failed.Store(0)
	return fresh
}

func proofKey(mac [32]byte) string {
	const hex = "0123456789abcdef"
	b := append(make([]byte, 0, 76), "gth:dpop:"...)
	for _, c := range mac {
		b = append(b, hex[c>>4], hex[c&15])
	}
	return string(b)
}
