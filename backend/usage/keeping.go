package usage

import (
	"context"
	"fmt"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Keep takes a decision whose checks may be asked for. It never waits: when more come than are written, the newest are
// dropped; a flood of denials must not fill the database.
func (s *Service) Keep(d Decision) { s.kept.add(d) }

// Decision answers a kept decision: of an app of the caller or their teams, or any with decisions:read-all. Else ErrDecisionNotFound.
func (s *Service) Decision(ctx context.Context, id string) (Decision, error) {
	s.flushing.Lock()
	s.flushDecisions(ctx)
	s.flushing.Unlock()
	d, err := s.kept.find(ctx, id)
	if err != nil {
		return Decision{}, err
	}
	if s.Allows(rbac.From(ctx), rbac.DecisionsReadAll) {
		return d, nil
	}
	if d.AppID == "" {
		return Decision{}, ErrDecisionNotFound
	}
	if _, err := s.Apps.Ours(ctx, d.AppID); err != nil {
		return Decision{}, hide(err)
	}
	return d, nil
}

func (s *Service) flushDecisions(ctx context.Context) {
	if err := s.kept.flush(ctx); err != nil {
		s.log.Error("decisions could not be written, trying again", "error", err)
	}
}

// markUsed tells tokens which of them got through, for their last use. A failure only makes that a little older.
func (s *Service) markUsed(ctx context.Context, events []*Event) {
	if s.Tokens == nil {
		return
	}
	type secret struct {
		token      string
		generation int64
	}
	latest := map[secret]*Event{}
	for _, e := range events {
		if e.TokenID != "" && e.Code == "" && !e.Console() {
			latest[secret{e.TokenID, e.Generation}] = e
			if e.Minted != "" {
				latest[secret{token: e.Minted}] = e
			}
		}
	}
	uses := make([]tokens.Use, 0, len(latest))
	for which, e := range latest {
		uses = append(uses, tokens.Use{TokenID: which.token, Generation: which.generation, At: e.At, Network: e.Network, Operation: e.Operation})
	}
	if err := s.Tokens.MarkUsed(ctx, uses); err != nil {
		s.log.Warn("last uses could not be written", "error", err)
	}
}

// Today answers how many calls came since midnight UTC, and how many of them failed or were refused.
func (s *Service) Today(ctx context.Context) (calls, failed int64, err error) {
	now := s.Clock.Now().UnixMicro()
	series, err := s.repo.series(ctx, question{step: Hour, from: Day.start(now), to: now + 1})
	if err != nil {
		return 0, 0, fmt.Errorf("count today's calls: %w", err)
	}
	return series.Total.Calls, series.Total.Errors + series.Total.Denied, nil
}

// reachable answers which apps the caller may see calls of: nil with all true for everybody's.
func (s *Service) reachable(ctx context.Context) (apps []string, all bool, err error) {
	me := rbac.From(ctx)
	if s.Allows(me, rbac.UsageReadAll) {
		return nil, true, nil
	}
	owned, err := s.Apps.OursAll(ctx)
	if err != nil {
		return nil, false, err
	}
	for _, app := range owned {
		apps = append(apps, app.ID)
	}
	slices.Sort(apps)
	return apps, false, nil
}
