package usage

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

// RecordedOf answers the newest calls of tokens that were let through since a time, newest first and at most limit, for the
// replay of a preview. It reads a day at a time, so that it has something to answer when the time of ctx is over; cut says
// that there may be more. It does not ask who calls.
func (s *Service) RecordedOf(ctx context.Context, ids []string, since time.Time, limit int) (calls []tokens.RecordedCall, cut bool, err error) {
	q := question{tokens: make(map[string]bool, len(ids))}
	for _, id := range ids {
		q.tokens[id] = true
	}
	from := since.UnixMicro()
	for to := s.Clock.Now().UnixMicro() + 1; to > from; to = q.from {
		q.from, q.to = max(from, to-Day.width()), to
		found, err := s.repo.calls(ctx, q, 0, limit+1)
		if ctx.Err() != nil {
			return calls, true, nil
		}
		if err != nil {
			return nil, false, fmt.Errorf("read the calls of %d tokens: %w", len(ids), err)
		}
		cut = len(found) > limit // of them some may have been refused
		for _, c := range found {
			if c.event.Code == "" {
				calls = append(calls, recorded(&c.event))
			}
		}
		if cut || len(calls) > limit {
			return calls[:min(len(calls), limit)], true, nil
		}
	}
	return calls, false, nil
}

func recorded(e *Event) tokens.RecordedCall {
	return tokens.RecordedCall{TokenID: e.TokenID, Generation: e.Generation, At: time.UnixMicro(e.At).UTC(), API: e.APIID, Version: e.VersionID, Method: e.Method, Route: e.Route}
}
