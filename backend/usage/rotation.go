package usage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

const (
	rotationWindow = 7 * 24 * time.Hour
	rotationHours  = 24
	// rotationCallsMax bounds how many of the newest calls are looked at.
	rotationCallsMax = 20_000
	rotationKeysMax  = 10
)

// Rotation is how the traffic of a token moves from one secret to the next, by the calls that are kept singly.
type Rotation struct {
	// Since is how far back was looked: seven days, less when more than 20,000 calls came meanwhile.
	Since       time.Time
	Generations []GenerationUse
}

// GenerationUse is the use of one open secret. Hours are calls in the last 24 hours, the oldest first. LastAt nil says
// that it wasn't used since Rotation.Since.
type GenerationUse struct {
	Number   int64
	Calls    int64
	Hours    []int64
	LastAt   *time.Time
	Networks []Ranked
	Agents   []Ranked
}

// RotationOf answers the traffic of each open secret of a token that the caller may see, the newest secret first. Else
// tokens.ErrNotFound.
func (s *Service) RotationOf(ctx context.Context, token string) (Rotation, error) {
	t, err := s.Tokens.Find(ctx, token)
	if err != nil {
		return Rotation{}, err
	}
	now := s.Clock.Now()
	since := now.Add(-rotationWindow)
	found, err := s.repo.calls(ctx, question{token: t.ID, from: since.UnixMicro(), to: now.UnixMicro() + 1}, 0, rotationCallsMax)
	if err != nil {
		return Rotation{}, fmt.Errorf("read the calls of rotating token %s: %w", t.ID, err)
	}
	if len(found) == rotationCallsMax {
		since = time.UnixMicro(found[len(found)-1].event.At).UTC()
	}
	out := Rotation{Since: since}
	for _, g := range t.Open(now) {
		out.Generations = append(out.Generations, useOf(g, found, now))
	}
	return out, nil
}

// useOf adds up the calls, newest first, that were let through with a secret.
func useOf(g tokens.Generation, calls []storedCall, now time.Time) GenerationUse {
	use := GenerationUse{Number: g.Number, Hours: make([]int64, rotationHours)}
	networks, agents := map[string]int64{}, map[string]int64{}
	for _, c := range calls {
		e := c.event
		if e.Generation != g.Number || e.Code != "" {
			continue
		}
		if use.LastAt == nil {
			at := time.UnixMicro(e.At).UTC()
			use.LastAt = &at
		}
		use.Calls++
		networks[e.Network]++
		agents[e.Agent]++
		if ago := int(now.Sub(time.UnixMicro(e.At)) / time.Hour); ago >= 0 && ago < rotationHours {
			use.Hours[rotationHours-1-ago]++
		}
	}
	use.Networks, use.Agents = ranked(networks), ranked(agents)
	return use
}

func ranked(counts map[string]int64) []Ranked {
	out := make([]Ranked, 0, len(counts))
	for key, n := range counts {
		out = append(out, Ranked{Key: key, Label: key, Counted: Counted{Calls: n}})
	}
	slices.SortFunc(out, func(a, b Ranked) int {
		return cmp.Or(cmp.Compare(b.Counted.Calls, a.Counted.Calls), cmp.Compare(a.Key, b.Key))
	})
	return out[:min(len(out), rotationKeysMax)]
}
