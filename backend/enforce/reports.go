package enforce

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

const (
	reportsMax = 1024
	toldFor    = time.Hour // what was told of a secret isn't told again for so long; package tokens bounds it further
)

// report is what the doors saw of a secret that its token's owner has to know.
type report struct {
	token      string
	generation int64
	network    string // of the caller, truncated
	what       sight
}

// sight is what was seen of a secret.
type sight uint8

const (
	firstUse sight = iota
	exposure       // it came over plain HTTP
	reuse          // it was used after a rotation ended it
	honeyUse       // it is a trap, and somebody stepped into it
)

// report hands what was seen over to the background; a full queue loses nothing, because the next use of the secret is
// reported again.
func (s *Service) report(v *verdict, r *Request, what sight) {
	select {
	case s.reports <- report{strings.Clone(v.Token.ID), int64(v.Secret.Generation), s.networks.text(r.Address), what}:
	default:
	}
}

// passReports hands what was seen of secrets to package tokens, until ctx is over.
func (s *Service) passReports(ctx context.Context) {
	told := map[report]int64{} // when, so that a client that repeats itself costs no write each time
	for {
		select {
		case <-ctx.Done():
			return
		case seen := <-s.reports:
			key, now := report{token: seen.token, generation: seen.generation, what: seen.what}, clock.Monotonic()
			if seen.what == honeyUse {
				key.network = seen.network // another one is news
			}
			if at, known := told[key]; known && now-at < int64(toldFor) || s.Activator == nil || seen.what == honeyUse && s.Lookout == nil {
				continue
			}
			if err := s.pass(ctx, seen); err != nil {
				if !errors.Is(err, context.Canceled) {
					s.Logger.ErrorContext(ctx, "what was seen of a secret could not be noted", "token", seen.token, "cause", err)
				}
				continue
			}
			if len(told) >= reportsMax {
				clear(told)
			}
			if seen.what != firstUse {
				told[key] = now
			}
		}
	}
}

func (s *Service) pass(ctx context.Context, seen report) error {
	switch seen.what {
	case exposure:
		return s.Activator.MarkExposed(ctx, seen.token, seen.generation, seen.network)
	case reuse:
		return s.Activator.MarkReused(ctx, seen.token, seen.generation, seen.network)
	}
	if seen.what == honeyUse {
		return s.Lookout(ctx, seen.token, seen.network)
	}
	token := (*Token)(nil)
	if snapshot := s.snapshot.Load(); snapshot != nil {
		token = snapshot.Token(seen.token)
	}
	if token == nil || !token.Current.Pending || int64(token.Current.Generation) != seen.generation {
		return nil // reported meanwhile
	}
	return s.Activator.MarkFirstUse(ctx, seen.token, seen.generation)
}
