package usage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

const (
	impactWindow = 24 * time.Hour
	// networksWindow is how far back a network counts as known, and the last success is looked for.
	networksWindow = 30 * 24 * time.Hour
	impactKeysMax  = 20
)

// Impact is what would break if tokens stopped working now. Calls, Refused, Operations and Networks are of the last 24
// hours, Known are the networks of 30 days. Rankings count calls that were let through only.
type Impact struct {
	Calls, Refused int64
	Operations     []Ranked
	Networks       []Ranked
	Known          []Ranked
	// LastSuccess is the newest call that was let through and answered below 400 within 30 days; nil is none.
	LastSuccess *Call
}

// TokenImpact is the Impact of one token with who has to know of it.
type TokenImpact struct {
	Impact
	App apps.App
	// Owner is the name of the app's owner, or their id.
	Owner string
}

// ImpactOf answers what relies on a token that the caller may see. Else tokens.ErrNotFound.
func (s *Service) ImpactOf(ctx context.Context, token string) (TokenImpact, error) {
	t, err := s.Tokens.Find(ctx, token)
	if err != nil {
		return TokenImpact{}, err
	}
	app, err := s.Apps.Any(ctx, t.AppID)
	if err != nil && !errors.Is(err, apps.ErrNotFound) {
		return TokenImpact{}, err
	}
	out := TokenImpact{App: app, Owner: app.Owner}
	if s.Names != nil && app.Owner != "" {
		names, err := s.Names(ctx, []string{app.Owner})
		if err != nil {
			return TokenImpact{}, err
		}
		if name := names[app.Owner]; name != "" {
			out.Owner = name
		}
	}
	out.Impact, err = s.impact(ctx, question{token: t.ID})
	return out, err
}

func (s *Service) impact(ctx context.Context, about question) (Impact, error) {
	now := s.Clock.Now().UnixMicro()
	about.step, about.from, about.to = Minute, now-impactWindow.Microseconds(), now+1
	series, err := s.repo.series(ctx, about)
	if err != nil {
		return Impact{}, fmt.Errorf("count calls: %w", err)
	}
	out := Impact{Calls: series.Total.Calls, Refused: series.Total.Denied}
	if out.Operations, err = s.admitted(ctx, about, "operation"); err != nil {
		return Impact{}, err
	}
	if out.Networks, err = s.admitted(ctx, about, "network"); err != nil {
		return Impact{}, err
	}
	about.step, about.from = Day, now-networksWindow.Microseconds()
	if out.Known, err = s.admitted(ctx, about, "network"); err != nil {
		return Impact{}, err
	}
	out.LastSuccess, err = s.lastSuccess(ctx, about)
	return out, err
}

// admitted ranks by calls that were let through.
func (s *Service) admitted(ctx context.Context, about question, by string) ([]Ranked, error) {
	all, err := s.repo.top(ctx, about, by, impactKeysMax*5)
	if err != nil {
		return nil, err
	}
	for i := range all {
		all[i].Counted.Calls -= all[i].Counted.Denied
	}
	all = slices.DeleteFunc(all, func(r Ranked) bool { return r.Counted.Calls == 0 })
	slices.SortFunc(all, func(a, b Ranked) int {
		return cmp.Or(cmp.Compare(b.Counted.Calls, a.Counted.Calls), strings.Compare(a.Key, b.Key))
	})
	return all[:min(len(all), impactKeysMax)], nil
}

func (s *Service) lastSuccess(ctx context.Context, about question) (*Call, error) {
	about.statusFrom, about.statusTo = 100, 400
	found, err := s.repo.calls(ctx, about, 0, impactKeysMax)
	if err != nil {
		return nil, fmt.Errorf("find the last success: %w", err)
	}
	for _, c := range found {
		if c.event.Code == "" { // else the answer broke off
			return &Call{ID: c.id, Event: c.event, APISlug: s.slug(ctx, c.event.APIID)}, nil
		}
	}
	return nil, nil
}

// MatchImpact is the Impact of all living tokens that a filter matches.
type MatchImpact struct {
	Impact
	Tokens int64
	Owners []OwnerTokens
	// Apps is how many apps have some of them.
	Apps int64
}

// OwnerTokens is how many of the tokens belong to apps of one owner, by name.
type OwnerTokens struct {
	Owner  string
	Tokens int64
}

// MatchImpactOf answers what relies on the living tokens that a filter matches. The route's permission admits the caller.
// It returns the faults of tokens.Match.
func (s *Service) MatchImpactOf(ctx context.Context, f tokens.Filter) (MatchImpact, error) {
	matched, err := s.Tokens.Match(ctx, f)
	if err != nil {
		return MatchImpact{}, err
	}
	about, byApp := question{tokens: make(map[string]bool, len(matched))}, map[string]int64{}
	for id, app := range matched {
		about.tokens[id] = true
		byApp[app]++
	}
	out := MatchImpact{Tokens: int64(len(matched)), Apps: int64(len(byApp))}
	if out.Owners, err = s.ownersOf(ctx, byApp); err != nil || out.Tokens == 0 {
		return out, err
	}
	out.Impact, err = s.impact(ctx, about)
	return out, err
}

// ownersOf answers the owners of apps with their numbers, the most first.
func (s *Service) ownersOf(ctx context.Context, byApp map[string]int64) ([]OwnerTokens, error) {
	byOwner := map[string]int64{}
	for id, n := range byApp {
		app, err := s.Apps.Any(ctx, id)
		if err != nil && !errors.Is(err, apps.ErrNotFound) {
			return nil, err
		}
		byOwner[app.Owner] += n
	}
	names := map[string]string{}
	if s.Names != nil {
		var err error
		if names, err = s.Names(ctx, slices.Sorted(maps.Keys(byOwner))); err != nil {
			return nil, err
		}
	}
	owners := make([]OwnerTokens, 0, len(byOwner))
	for owner, n := range byOwner {
		if name := names[owner]; name != "" {
			owner = name
		}
		owners = append(owners, OwnerTokens{Owner: owner, Tokens: n})
	}
	slices.SortFunc(owners, func(a, b OwnerTokens) int {
		return cmp.Or(cmp.Compare(b.Tokens, a.Tokens), strings.Compare(a.Owner, b.Owner))
	})
	return owners[:min(len(owners), impactKeysMax)], nil
}
