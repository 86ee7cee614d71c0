package enforce

import (
	"context"
	"net/netip"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

// adviceDays is how far back a use counts.
const adviceDays = 30

// Advice is how much narrower a token could be, by its recorded use.
type Advice struct {
	Since time.Time
	// Calls were let through since then.
	Calls int64
	// Scopes and Networks are what the token would keep, the others were not needed by any of the calls.
	Scopes         []string
	UnusedScopes   []string
	Networks       []string
	UnusedNetworks []string
	// Refused is how many of the calls the narrower token would have refused, by the versions that are served now.
	Refused int64
}

// Advise holds the recorded use of a token against what it may do: scopes that no operation needed that it called, in any
// version that is served, and networks that no call came from. It returns ErrTestUnready and ErrTokenNotFound; whether the
// caller may ask is the caller's to check.
func (s *Service) Advise(ctx context.Context, tokenID string) (Advice, error) {
	advice, err := s.AdviseAll(ctx, []string{tokenID})
	if err != nil {
		return Advice{}, err
	}
	a, known := advice[tokenID]
	if !known {
		return Advice{}, ErrTokenNotFound
	}
	return a, nil
}

// AdviseAll is Advise for many tokens, whose recorded use is read once for all. Tokens that enforcement doesn't know are
// missing.
func (s *Service) AdviseAll(ctx context.Context, ids []string) (map[string]Advice, error) {
	snapshot := s.snapshot.Load()
	if snapshot == nil || s.stale() || s.UsedBy == nil {
		return nil, ErrTestUnready
	}
	used, err := s.UsedBy(ctx, ids, adviceDays)
	if err != nil {
		return nil, err
	}
	since := s.Clock.Now().UTC().AddDate(0, 0, -(adviceDays - 1)).Truncate(24 * time.Hour)
	advice := make(map[string]Advice, len(ids))
	for _, id := range ids {
		if token := snapshot.Token(id); token != nil {
			advice[id] = snapshot.advise(token, used[id], since)
		}
	}
	return advice, nil
}

func (s *Snapshot) advise(t *Token, used usage.Used, since time.Time) Advice {
	a := Advice{Since: since}
	for _, calls := range used.Operations {
		a.Calls += calls
	}
	a.narrowScopes(s, t, used.Operations)
	a.narrowNetworks(t, used.Networks)
	a.Refused = a.replay(s, t, used.Operations, used.Networks)
	return a
}

func (a *Advice) narrowScopes(s *Snapshot, t *Token, used map[usage.UsedOperation]int64) {
	needed := map[string]bool{}
	for operation := range used {
		for _, scopes := range s.needs(operation) {
			for _, scope := range scopes {
				needed[scope] = true
			}
		}
	}
	a.Scopes, a.UnusedScopes = []string{}, []string{}
	if t.Scopes == nil {
		return
	}
	for _, scope := range t.Scopes.Names {
		if needed[scope] {
			a.Scopes = append(a.Scopes, scope)
		} else {
			a.UnusedScopes = append(a.UnusedScopes, scope)
		}
	}
}

// needs answers the scopes that an operation asks for, by each version that has it.
func (s *Snapshot) needs(operation usage.UsedOperation) (all [][]string) {
	api := s.apis[operation.API]
	if api == nil {
		return nil
	}
	for _, v := range api.Versions {
		if v.Retired {
			continue
		}
		for _, o := range v.Routes.all() {
			if o.ID == operation.Operation {
				all = append(all, o.Scopes)
			}
		}
	}
	return all
}

// narrowNetworks drops networks that no call came from. It keeps all of them where some calls came from nobody knows where,
// and where nothing would be left: a token without networks works from everywhere.
func (a *Advice) narrowNetworks(t *Token, used map[string]int64) {
	a.Networks, a.UnusedNetworks = []string{}, []string{}
	if t.Fence == nil {
		return
	}
	for _, network := range t.Fence.Networks {
		if seenIn(network, used) {
			a.Networks = append(a.Networks, network.String())
		} else {
			a.UnusedNetworks = append(a.UnusedNetworks, network.String())
		}
	}
	if len(a.Networks) == 0 {
		a.Networks, a.UnusedNetworks = a.UnusedNetworks, []string{}
	}
}

// seenIn says whether a call may have come from a network. Recorded ones are truncated, so they may be larger.
func seenIn(network netip.Prefix, used map[string]int64) bool {
	for text := range used {
		seen, err := netip.ParsePrefix(text)
		if err != nil || seen.Overlaps(network) {
			return true
		}
	}
	return false
}

// replay counts recorded calls that the token may make and the narrower one may not.
func (a *Advice) replay(s *Snapshot, t *Token, operations map[usage.UsedOperation]int64, networks map[string]int64) (refused int64) {
	lacks := func(scope string) bool { return t.Scopes.Has(scope) && !slices.Contains(a.Scopes, scope) }
	for operation, calls := range operations {
		if slices.ContainsFunc(s.needs(operation), func(scopes []string) bool { return slices.ContainsFunc(scopes, lacks) }) {
			refused += calls
		}
	}
	for text, calls := range networks {
		from := map[string]int64{text: calls}
		inside := func(list []string) bool {
			return slices.ContainsFunc(list, func(n string) bool { return seenIn(netip.MustParsePrefix(n), from) })
		}
		if inside(a.UnusedNetworks) && !inside(a.Networks) {
			refused += calls
		}
	}
	return refused
}
