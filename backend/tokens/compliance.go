package tokens

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
)

// Compliance is how many of the tokens under a rule of a level broke it on a day.
type Compliance struct {
	Day      time.Time // its beginning, UTC
	At       time.Time // when it was counted
	Rule     policy.Rule
	Place    policy.Place
	Says     string
	Tokens   int64
	Breaking int64
}

// How far the figures and the evidence go.
const (
	trendDays    = 90
	evidenceDays = 365
	evidenceMax  = 10_000
	// complianceDays is how long the figures are kept: a year of evidence, and a month to fetch it in.
	complianceDays = 400
)

// snapshot counts how the rules are met today. The day's row is written anew by each run and stays as the last one left it.
func (s *Service) snapshot(ctx context.Context, ladder []policy.Step) error {
	for _, step := range ladder {
		for _, rule := range watched {
			if step.Planned() || step.Demand(rule) == "" {
				continue
			}
			err := s.Store.Tx(ctx, func(ctx context.Context) error {
				now := s.now()
				tokens, breaking, err := s.repo.countUnder(ctx, step, rule, now)
				if err != nil {
					return err
				}
				others, bad, err := s.beside.CountUnder(ctx, step, rule)
				if err != nil {
					return err
				}
				tokens, breaking = tokens+others, breaking+bad
				return s.repo.saveCompliance(ctx, Compliance{
					Day: now.UTC().Truncate(day), At: now, Rule: rule, Place: step.Place, Says: step.String() + " " + step.Demand(rule) + ".",
					Tokens: tokens, Breaking: breaking,
				})
			})
			if err != nil {
				return fmt.Errorf("count how %s of %s is met: %w", rule, step, err)
			}
		}
	}
	return nil
}

// Trend answers how the rules were met on the last days, oldest first. The route's permission admits the caller.
func (s *Service) Trend(ctx context.Context, days int) ([]Compliance, error) {
	found, err := s.repo.compliance(ctx, s.now().UTC().Truncate(day).AddDate(0, 0, 1-days))
	if err != nil {
		return nil, fmt.Errorf("read how rules were met: %w", err)
	}
	return found, nil
}

// Offender is a token that breaks a rule, since when.
type Offender struct {
	Token Token
	Since time.Time
}

// Offenders answers a page of the tokens that break a rule of a place, as the job last saw them. It returns page.ErrCursor.
func (s *Service) Offenders(ctx context.Context, rule policy.Rule, at policy.Place, r page.Request) (page.Page[Offender], error) {
	parts, err := s.Cursors.Decode(r.Cursor)
	if err != nil {
		return page.Page[Offender]{}, err
	}
	after := ""
	if len(parts) == 1 {
		after = parts[0]
	}
	since, ids, err := s.repo.offenders(ctx, rule, at, after, r.Limit+1)
	if err != nil {
		return page.Page[Offender]{}, fmt.Errorf("list tokens that break %s: %w", rule, err)
	}
	next := ""
	if len(ids) > r.Limit {
		ids = ids[:r.Limit]
		next = s.Cursors.Encode(ids[len(ids)-1])
	}
	found, err := s.repo.inOrder(ctx, ids)
	offenders := make([]Offender, len(found))
	for i, t := range found {
		offenders[i] = Offender{Token: t, Since: since[t.ID]}
	}
	return page.Of(offenders, next), err
}

// BreachFact is one breach as evidence names it. TokenID may be an OAuth client's.
type BreachFact struct {
	Rule, Level, LevelID   string
	TokenID, Name, AppID   string
	AppName, Owner         string
	FoundAt                int64
	SuspendedAt, RevokedAt *int64
}

// Evidence answers what an auditor asks for: how the rules were met in the last year, and the tokens that break them now, at
// most evidenceMax; cut says that there are more. The route's permission admits the caller.
func (s *Service) Evidence(ctx context.Context) (days []Compliance, facts []BreachFact, cut bool, err error) {
	if days, err = s.Trend(ctx, evidenceDays); err != nil {
		return nil, nil, false, err
	}
	facts, err = s.repo.breachFacts(ctx, evidenceMax+1)
	if err != nil {
		return nil, nil, false, fmt.Errorf("read what breaks policy: %w", err)
	}
	others, err := s.beside.BreachFacts(ctx, "", policy.Place{}, evidenceMax+1)
	if err != nil {
		return nil, nil, false, fmt.Errorf("read what breaks policy beside tokens: %w", err)
	}
	facts = append(facts, others...)
	cut = len(facts) > evidenceMax
	return days, facts[:min(len(facts), evidenceMax)], cut, nil
}
