package usage

import (
	"context"
	"fmt"
)

// UsedOperation is an operation of an API (id).
type UsedOperation struct{ API, Operation string }

// Used is what the calls that were let through with a token did: how many there were by operation and by truncated network;
// "" is a network that nobody said.
type Used struct {
	Operations map[UsedOperation]int64
	Networks   map[string]int64
}

// UsedBy answers what each of some tokens was used for on the last days, today's included. Tokens without a call are missing.
// It reads the recorded calls once for all of them, and does not ask who calls.
func (s *Service) UsedBy(ctx context.Context, tokens []string, days int) (map[string]Used, error) {
	if len(tokens) == 0 {
		return nil, nil
	}
	now := s.Clock.Now().UnixMicro()
	q := question{step: Day, from: Day.start(now) - int64(days-1)*Day.width(), to: now + 1}
	if len(tokens) == 1 {
		q.token = tokens[0]
	} else {
		q.tokens = make(map[string]bool, len(tokens))
		for _, id := range tokens {
			q.tokens[id] = true
		}
	}
	used := map[string]Used{}
	err := s.repo.visit(ctx, q, func(v *view, place int) {
		if v.denied(place) {
			return
		}
		token := v.word(textToken, place)
		if used[token].Operations == nil {
			used[token] = Used{Operations: map[UsedOperation]int64{}, Networks: map[string]int64{}}
		}
		used[token].Operations[UsedOperation{v.word(textAPI, place), v.word(textOperation, place)}] += v.calls(place)
		used[token].Networks[v.word(textNetwork, place)] += v.calls(place)
	})
	if err != nil {
		return nil, fmt.Errorf("read what %d tokens were used for: %w", len(tokens), err)
	}
	return used, nil
}
