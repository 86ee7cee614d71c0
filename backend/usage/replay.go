package usage

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

// EvenlyOf answers calls of tokens that were let through since a time, newest first, for the replay of a preview: all, or
// limit of them, drawn so that each had the same chance. of is from how many; cut says that the time of ctx was over before
// all were seen. It does not ask who calls.
func (s *Service) EvenlyOf(ctx context.Context, ids []string, since time.Time, limit int) (calls []tokens.RecordedCall, of int64, cut bool, err error) {
	q := throughOf(ids)
	q.from, q.to = since.UnixMicro(), s.Clock.Now().UnixMicro()+1
	drawn, of, cut, err := s.repo.evenly(ctx, q, limit)
	if err != nil {
		return nil, 0, false, fmt.Errorf("draw calls of %d tokens: %w", len(ids), err)
	}
	return recorded(drawn), of, cut, nil
}

// NewestOf is EvenlyOf for who has to see calls without a gap: the newest, of which there are as many as it answers. It reads
// a day at a time, so that it has something to answer when the time of ctx is over; cut says that there may be more.
func (s *Service) NewestOf(ctx context.Context, ids []string, since time.Time, limit int) (calls []tokens.RecordedCall, of int64, cut bool, err error) {
	q, from := throughOf(ids), since.UnixMicro()
	for to := s.Clock.Now().UnixMicro() + 1; to > from; to = q.from {
		q.from, q.to = max(from, to-Day.width()), to
		found, err := s.repo.calls(ctx, q, 0, limit+1-len(calls))
		if ctx.Err() != nil {
			return calls, int64(len(calls)), true, nil
		}
		if err != nil {
			return nil, 0, false, fmt.Errorf("read the calls of %d tokens: %w", len(ids), err)
		}
		if calls = append(calls, recorded(found)...); len(calls) > limit {
			return calls[:limit], int64(limit), true, nil
		}
	}
	return calls, int64(len(calls)), false, nil
}

func throughOf(ids []string) question {
	q := question{tokens: make(map[string]bool, len(ids)), through: true}
	for _, id := range ids {
		q.tokens[id] = true
	}
	return q
}

func recorded(found []storedCall) []tokens.RecordedCall {
	calls := make([]tokens.RecordedCall, len(found))
	for i := range found {
		e := &found[i].event
		calls[i] = tokens.RecordedCall{TokenID: e.TokenID, Generation: e.Generation, At: time.UnixMicro(e.At).UTC(), API: e.APIID, Version: e.VersionID, Method: e.Method, Route: e.Route}
	}
	return calls
}
