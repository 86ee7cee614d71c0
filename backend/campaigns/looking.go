package campaigns

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/enforce"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

const (
	// ageMin is how old a token is before its calls say what it needs.
	ageMin = 30 * day
	// batch is how many tokens are looked at together: their calls are read once, and written down in one transaction.
	batch = 50
	// batchesMax and lookFor bound one turn of the job, which comes every minute: a million tokens take a night.
	batchesMax = 40
	lookFor    = 5 * time.Second
	// restFor is between the beginnings of two ways along all tokens.
	restFor = time.Hour
	// freshFor is how long figures are left alone while nothing else changes.
	freshFor = day
)

// Look goes on along all tokens and brings what is advised for each to what is so now. Whatever stops it, the next turn goes
// on behind the last token that it finished.
func (s *Service) Look(ctx context.Context) error {
	ctx = reqinfo.AsSystem(ctx, "campaigns.look")
	w, err := s.repo.walk(ctx)
	if err != nil {
		return err
	}
	began := s.now()
	if w.after == "" {
		if began.Before(w.beganAt.Add(restFor)) {
			return nil
		}
		w.beganAt, w.seen = began, 0
	}
	for range batchesMax {
		over, err := s.lookOn(ctx, &w)
		if errors.Is(err, enforce.ErrTestUnready) {
			return nil // this node doesn't know yet what versions need
		}
		if err != nil {
			return fmt.Errorf("look at tokens behind %q: %w", w.after, err)
		}
		if over || s.now().Sub(began) >= lookFor {
			return nil
		}
	}
	return nil
}

// lookOn looks at the next few tokens; over says that there is none behind them.
func (s *Service) lookOn(ctx context.Context, w *walk) (over bool, err error) {
	passed, err := s.Tokens.Along(ctx, w.after, batch)
	if err != nil {
		return false, err
	}
	var aged []tokens.Token
	for _, t := range passed {
		if s.looksAt(t) {
			aged = append(aged, t)
		}
	}
	advised, err := s.advise(ctx, aged)
	if err != nil {
		return false, err
	}
	over = len(passed) < batch
	last, next := "", *w
	if !over {
		last = passed[len(passed)-1].ID
	}
	next.after, next.seen = last, next.seen+int64(len(aged))
	if over {
		done := s.now()
		next.tokens, next.doneAt = next.seen, &done
	}
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.write(ctx, w.after, last, aged, advised); err != nil {
			return err
		}
		return s.repo.saveWalk(ctx, next)
	})
	if err != nil {
		return false, err
	}
	*w = next
	return over, nil
}

// looksAt says whether a token lives, and long enough.
func (s *Service) looksAt(t tokens.Token) bool {
	state := t.StateAt(s.now())
	return state != tokens.Revoked && state != tokens.Expired && t.Ephemeral == nil && !s.now().Before(t.CreatedAt.Add(ageMin))
}

// advise answers what each of some tokens could lose; those that could lose nothing, or weren't used at all, are missing.
func (s *Service) advise(ctx context.Context, aged []tokens.Token) (map[string]Advised, error) {
	if len(aged) == 0 {
		return nil, nil
	}
	ids := make([]string, len(aged))
	for i, t := range aged {
		ids[i] = t.ID
	}
	advice, err := s.Advise(ctx, ids)
	if err != nil {
		return nil, err
	}
	var scopes []string
	for _, a := range advice {
		scopes = append(scopes, a.UnusedScopes...)
	}
	slices.Sort(scopes)
	known, err := s.Risks(ctx, slices.Compact(scopes))
	if err != nil {
		return nil, err
	}
	out := map[string]Advised{}
	for _, t := range aged {
		a := advice[t.ID]
		if a.Calls == 0 || len(a.UnusedScopes)+len(a.UnusedNetworks) == 0 {
			continue
		}
		out[t.ID] = Advised{
			TokenID: t.ID, AppID: t.AppID, Scopes: a.UnusedScopes, Networks: a.UnusedNetworks, Calls: a.Calls,
			Risk: heaviest(a.UnusedScopes, known), ComputedAt: s.now(),
		}
	}
	return out, nil
}

func heaviest(scopes []string, known map[string]string) (risk int64) {
	for _, scope := range scopes {
		risk = max(risk, weights[known[scope]], 1)
	}
	return risk
}

// write brings what is written down of the tokens behind an id, up to another, to what was found. A token that changed since
// it was read is left for the next time.
func (s *Service) write(ctx context.Context, after, last string, aged []tokens.Token, advised map[string]Advised) error {
	known, err := s.repo.between(ctx, after, last)
	if err != nil {
		return err
	}
	was := map[string]Advised{}
	for _, a := range known {
		was[a.TokenID] = a
	}
	current, err := s.Tokens.Versions(ctx, after, last)
	if err != nil {
		return err
	}
	for _, t := range aged {
		before, isKnown := was[t.ID]
		delete(was, t.ID)
		if current[t.ID] != t.Version {
			continue
		}
		a, any := advised[t.ID]
		switch {
		case any:
			err = s.note(ctx, t, before, a)
		case isKnown:
			err = s.repo.drop(ctx, t.ID, Needed, s.now())
		}
		if err != nil {
			return err
		}
	}
	for id := range was { // what isn't among the living any more
		if err := s.repo.drop(ctx, id, Ended, s.now()); err != nil {
			return err
		}
	}
	return nil
}

// note writes what is advised for a token, unless it is what was written lately.
func (s *Service) note(ctx context.Context, t tokens.Token, before, a Advised) error {
	same := slices.Equal(before.Scopes, a.Scopes) && slices.Equal(before.Networks, a.Networks) && before.Risk == a.Risk
	keep := before.Keep
	if !keep.Until.IsZero() && !slices.Equal(keep.Scopes, t.Scopes) {
		keep, same = Keep{}, false
	}
	if same && a.ComputedAt.Sub(before.ComputedAt) < freshFor {
		return nil
	}
	a.Keep = keep
	return s.repo.save(ctx, a)
}

// changed brings what is advised for a token to what it holds now. It runs in the transaction of every change of a token.
func (s *Service) changed(ctx context.Context, t tokens.Token) error {
	a, known, err := s.repo.adviceOf(ctx, t.ID)
	if err != nil || !known {
		return err
	}
	if state := t.StateAt(s.now()); state == tokens.Revoked || state == tokens.Expired {
		return s.repo.drop(ctx, t.ID, Ended, s.now())
	}
	scopes, networks := both(a.Scopes, t.Scopes), both(a.Networks, t.Networks)
	if len(scopes)+len(networks) == 0 {
		return s.repo.drop(ctx, t.ID, Narrowed, s.now())
	}
	keep := a.Keep
	if !keep.Until.IsZero() && !slices.Equal(keep.Scopes, t.Scopes) {
		keep = Keep{}
	}
	if len(scopes) == len(a.Scopes) && len(networks) == len(a.Networks) && keep.Until.Equal(a.Keep.Until) {
		return nil
	}
	weighed, err := s.Risks(ctx, scopes)
	if err != nil {
		return err
	}
	a.Scopes, a.Networks, a.Keep, a.Risk = scopes, networks, keep, heaviest(scopes, weighed)
	return s.repo.save(ctx, a)
}

// both answers what is in both lists, in the order of the first.
func both(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(each string) bool { return !slices.Contains(b, each) })
}
