package tokens

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
)

// PreviewDays is how long a preview looks back at calls.
const PreviewDays = 30

// Effect is what a rule that isn't saved yet would mean for live tokens.
type Effect struct {
	Rule policy.Rule
	// Says is the rule in a whole sentence.
	Says string
	// Tokens break it; UsedLately of them were used within PreviewDays; Owners is how many owners they have, Most those with
	// the most of them.
	Tokens     int64
	UsedLately int64
	Owners     int64
	Most       []OwnerCount
	// Clients is how many OAuth clients break it, ClientsStopped how many of them work now and are suspended where the rule suspends.
	Clients, ClientsStopped int64
	// Replay is what became of the tokens' recorded calls.
	Replay Replay
}

// OwnerCount is how many of the tokens belong to the apps of one owner, an rbac subject id.
type OwnerCount struct {
	Owner  string
	Tokens int64
}

// ownersMax is how many owners a preview names.
const ownersMax = 5

// Preview answers for each rule that next would change what it would mean for the tokens that live now, and what would have
// become of their calls. It returns the errors of policy.Draft.
func (s *Service) Preview(ctx context.Context, level, id string, next policy.Part) ([]Effect, error) {
	step, err := s.Policy.Draft(ctx, level, id, next)
	if err != nil {
		return nil, err
	}
	bounded, done := context.WithTimeout(ctx, replayTime)
	defer done()
	effects := []Effect{}
	for _, rule := range watched {
		if step.Demand(rule) == "" {
			continue
		}
		effect, err := s.effect(ctx, step, rule)
		if err != nil {
			return nil, fmt.Errorf("preview %s of %s: %w", rule, step, err)
		}
		if effect.Clients, effect.ClientsStopped, err = s.beside.CountBreaking(ctx, step, rule); err != nil {
			return nil, fmt.Errorf("preview %s of %s beside tokens: %w", rule, step, err)
		}
		if effect.Tokens > 0 {
			if effect.Replay, err = s.replayInTime(ctx, bounded, step, rule); err != nil {
				return nil, fmt.Errorf("preview %s of %s: %w", rule, step, err)
			}
		}
		effects = append(effects, effect)
	}
	return effects, nil
}

func (s *Service) effect(ctx context.Context, step policy.Step, rule policy.Rule) (Effect, error) {
	e := Effect{Rule: rule, Says: step.String() + " " + step.Demand(rule) + "."}
	since := s.now().AddDate(0, 0, -PreviewDays)
	if rule != policy.NameRule {
		err := s.repo.effect(ctx, step, rule, s.now(), since, &e)
		return e, err
	}
	byOwner := map[string]int64{}
	err := s.repo.eachName(ctx, step, s.now(), func(n named) {
		if policy.Matches(*step.NameRule, n.Name) {
			return
		}
		e.Tokens++
		byOwner[n.Owner]++
		if n.LastUsedAt != nil && *n.LastUsedAt >= since.UnixMicro() {
			e.UsedLately++
		}
	})
	e.Owners, e.Most = int64(len(byOwner)), most(byOwner)
	return e, err
}

func most(byOwner map[string]int64) []OwnerCount {
	all := make([]OwnerCount, 0, len(byOwner))
	for owner, n := range byOwner {
		all = append(all, OwnerCount{Owner: owner, Tokens: n})
	}
	slices.SortFunc(all, func(a, b OwnerCount) int {
		if a.Tokens != b.Tokens {
			return int(b.Tokens - a.Tokens)
		}
		return strings.Compare(a.Owner, b.Owner)
	})
	return all[:min(len(all), ownersMax)]
}

// Breaking answers a page of the live tokens that would break one rule of next, by id. It returns the errors of
// policy.Draft and page.ErrCursor.
func (s *Service) Breaking(ctx context.Context, level, id string, next policy.Part, rule policy.Rule, r page.Request) (page.Page[Token], error) {
	step, err := s.Policy.Draft(ctx, level, id, next)
	if err != nil || step.Demand(rule) == "" || !slices.Contains(watched, rule) {
		return page.Of[Token](nil, ""), err
	}
	parts, err := s.Cursors.Decode(r.Cursor)
	if err != nil {
		return page.Page[Token]{}, err
	}
	after := ""
	if len(parts) == 1 {
		after = parts[0]
	}
	ids, err := s.breakingIDs(ctx, step, rule, after, r.Limit+1)
	if err != nil {
		return page.Page[Token]{}, err
	}
	cursor := ""
	if len(ids) > r.Limit {
		ids = ids[:r.Limit]
		cursor = s.Cursors.Encode(ids[len(ids)-1])
	}
	found, err := s.repo.inOrder(ctx, ids)
	return page.Of(found, cursor), err
}

// breakingIDs answers the next tokens that break a rule; of names it may have to read many to find some.
func (s *Service) breakingIDs(ctx context.Context, step policy.Step, rule policy.Rule, after string, limit int) ([]string, error) {
	var ids []string
	for batch := max(limit, complyBatch); len(ids) < limit; {
		found, err := s.repo.candidates(ctx, step, rule, s.now(), after, batch)
		if err != nil || len(found) == 0 {
			return ids, err
		}
		after = found[len(found)-1].ID
		more := len(found) == batch
		for _, c := range breakers(step, rule, found) {
			ids = append(ids, c.ID)
		}
		if !more {
			break
		}
	}
	return ids[:min(len(ids), limit)], nil
}
