package tokens

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// usedEvery is how often, at most, a token's last use is written (S-TOK-14).
const usedEvery = time.Minute

// usedTimesMax bounds what is remembered of tokens' last written uses.
const usedTimesMax = 200_000

// Use is one use of a token, as usage saw it. At is in microseconds since 1970, UTC.
type Use struct {
	TokenID string
	// Generation is the secret that was used; 0 is not known.
	Generation int64
	At         int64
	Network    string
	Operation  string
}

// usedSecret names what is noted at most once a minute: a secret of a token.
type usedSecret struct {
	token      string
	generation int64
}

func (u Use) secret() usedSecret { return usedSecret{u.TokenID, u.Generation} }

// usedTimes remembers which use of a secret was written last, so that the next minute's calls cost no statement.
type usedTimes struct {
	mu sync.Mutex
	at map[usedSecret]int64
}

// due keeps of the uses the newest of each secret that is at least a minute younger than the one written last.
func (u *usedTimes) due(uses []Use) map[usedSecret]Use {
	u.mu.Lock()
	defer u.mu.Unlock()
	newest := map[usedSecret]Use{}
	for _, use := range uses {
		if use.At-u.at[use.secret()] >= usedEvery.Microseconds() && use.At > newest[use.secret()].At {
			newest[use.secret()] = use
		}
	}
	return newest
}

func (u *usedTimes) written(uses map[usedSecret]Use) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if len(u.at)+len(uses) > usedTimesMax {
		clear(u.at)
	}
	for which, use := range uses {
		u.at[which] = use.At
	}
}

// MarkUsed writes when, from where and for what tokens were last used, at most once a minute each. It leaves version and
// audit log alone: it is an observation, not a change. Unknown tokens are passed over.
func (s *Service) MarkUsed(ctx context.Context, uses []Use) error {
	due := s.used.due(uses)
	if len(due) == 0 {
		return nil
	}
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		for _, use := range due {
			if err := s.repo.used(ctx, use); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("mark %d tokens as used: %w", len(due), err)
	}
	s.used.written(due)
	return nil
}
