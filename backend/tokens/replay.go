package tokens

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
)

const (
	// replayTime bounds all replays of one preview together.
	replayTime = 2 * time.Second
	// replayTokens and replayCalls bound the replay of one rule: the first of its tokens by id, and as many of their calls.
	replayTokens = 500
	replayCalls  = 5000
)

// RecordedCall is a call that was let through, as it was recorded.
type RecordedCall struct {
	TokenID string
	// Generation is the secret that was used; 0 isn't known.
	Generation int64
	At         time.Time
	// API and Version are ids, Route is the template of the path.
	API, Version, Method, Route string
}

// As is how a rule would have left a token at the moment of a call.
type As struct {
	Suspended bool
	// ExpiresAt is the first instant at which the token, or the secret that was used, doesn't work.
	ExpiresAt time.Time
}

// Recorded answers calls of tokens that were let through since a time, newest first and at most limit, and of how many they
// were taken. cut says that there may have been more than that.
type Recorded func(ctx context.Context, tokens []string, since time.Time, limit int) (calls []RecordedCall, of int64, cut bool, err error)

// Refuses reports whether the gate's decision would refuse a call to its token as a rule would have left it, where it lets
// the call through to the token as it is.
type Refuses func(c RecordedCall, as As) bool

// OnReplay sets who keeps calls and answers some drawn evenly, or the newest, and who decides about them. Call it before the
// service serves.
func (s *Service) OnReplay(evenly, newest Recorded, refuses Refuses) {
	s.evenly, s.newest, s.refuses = evenly, newest, refuses
}

// Replay is what became of recorded calls under a rule that isn't saved yet.
type Replay struct {
	// Calls is about how many calls the tokens made within PreviewDays; Replayed of them were decided anew, and Refused of
	// those would have been refused.
	Calls, Replayed, Refused int64
	// Of is from how many calls those were drawn, each with the same chance; 0 where they are the newest.
	Of int64
	// Cut says that more calls, or more tokens, there were than time or the bounds allowed.
	Cut bool
}

// replay puts recorded calls of the tokens that would break a rule through the gate's decision. When the time of ctx is
// over it answers what it has.
func (s *Service) replay(ctx context.Context, step policy.Step, rule policy.Rule) (Replay, error) {
	var out Replay
	if s.evenly == nil || s.refuses == nil {
		return out, nil
	}
	ids, err := s.breakingIDs(ctx, step, rule, "", replayTokens+1)
	if err != nil || len(ids) == 0 {
		return out, err
	}
	out.Cut, ids = len(ids) > replayTokens, ids[:min(len(ids), replayTokens)]
	found, err := s.repo.inOrder(ctx, ids)
	if err != nil {
		return out, err
	}
	if s.calls != nil {
		counts, err := s.calls(ctx, ids, PreviewDays)
		if err != nil {
			return out, err
		}
		for _, n := range counts {
			out.Calls += n
		}
	}
	since := s.now().AddDate(0, 0, -PreviewDays)
	draw := s.evenly
	if rule == policy.IdleDays {
		draw = s.newest // between calls that were drawn there are gaps in which the token was not silent
	}
	calls, of, cut, err := draw(ctx, ids, since, replayCalls)
	if err != nil {
		return out, err
	}
	if rule != policy.IdleDays {
		out.Of = of
	}
	cut = cut || of > int64(len(calls))
	out.Cut, out.Replayed = out.Cut || cut, int64(len(calls))
	out.Calls = max(out.Calls, of)
	course := newCourse(step, rule, found, since, cut)
	for _, c := range slices.Backward(calls) {
		as, known := course.at(c)
		if known && s.refuses(c, as) {
			out.Refused++
		}
	}
	return out, nil
}

// replayInTime replays within what is left of the time; a replay that didn't come to its end is cut.
func (s *Service) replayInTime(ctx, bounded context.Context, step policy.Step, rule policy.Rule) (Replay, error) {
	out, err := s.replay(bounded, step, rule)
	if err != nil && ctx.Err() == nil && (bounded.Err() != nil || errors.Is(err, context.DeadlineExceeded)) {
		out.Cut = true
		return out, nil
	}
	if err != nil {
		return out, fmt.Errorf("replay calls: %w", err)
	}
	return out, nil
}

// course follows tokens through their calls, oldest first, under one rule.
type course struct {
	step   policy.Step
	rule   policy.Rule
	tokens map[string]Token
	// used is when a token was last known to be in use, idle whether the rule had suspended it by then.
	used map[string]time.Time
	idle map[string]bool
}

// newCourse begins at a time. Without a cut all calls since then are there, so a token without one was idle.
func newCourse(step policy.Step, rule policy.Rule, found []Token, since time.Time, cut bool) *course {
	c := &course{step: step, rule: rule, tokens: map[string]Token{}, used: map[string]time.Time{}, idle: map[string]bool{}}
	for _, t := range found {
		c.tokens[t.ID] = t
		if !cut {
			c.used[t.ID] = since
			if t.CreatedAt.After(since) {
				c.used[t.ID] = t.CreatedAt
			}
		}
	}
	return c
}

// at answers how the rule would have left the token when the call came. Rules about what a token is (its kind, name,
// description, networks, its place among the app's) suspend it until somebody changes it, so for them the replay is equal to
// counting the calls that its grant would let through today. Being asked for a new secret refuses nothing.
func (c *course) at(call RecordedCall) (As, bool) {
	t, known := c.tokens[call.TokenID]
	as := As{ExpiresAt: t.ExpiresAt}
	switch c.rule {
	case policy.MaxLife:
		as.end(t.CreatedAt.Add(*c.step.MaxLife))
	case policy.MaxOverlap:
		if end, ok := t.replacedAt(call.Generation); ok {
			as.end(end.Add(*c.step.MaxOverlap))
		}
	case policy.RotationBlockDays:
		as.Suspended = call.At.Sub(t.newestAt(call.At)) >= time.Duration(*c.step.RotationBlockDays)*day
	case policy.IdleDays:
		if last, seen := c.used[t.ID]; seen && call.At.Sub(last) >= time.Duration(*c.step.IdleDays)*day {
			c.idle[t.ID] = true // until its owner resumes it
		}
		c.used[t.ID], as.Suspended = call.At, c.idle[t.ID]
	case policy.RotationWarnDays:
	default:
		as.Suspended = true
	}
	return as, known
}

func (a *As) end(at time.Time) {
	if at.Before(a.ExpiresAt) {
		a.ExpiresAt = at
	}
}

// replacedAt answers when the secret with a number was replaced; false when it never was.
func (t Token) replacedAt(number int64) (time.Time, bool) {
	for _, g := range slices.Backward(t.Generations) { // oldest first
		if number != 0 && g.Number > number && g.ActivatedAt != nil {
			return *g.ActivatedAt, true
		}
	}
	return time.Time{}, false
}

// newestAt answers when the secret was made that was the newest at a time.
func (t Token) newestAt(at time.Time) time.Time {
	for _, g := range t.Generations {
		if !g.CreatedAt.After(at) {
			return g.CreatedAt
		}
	}
	return t.CreatedAt
}
