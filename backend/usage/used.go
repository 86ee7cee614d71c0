package usage

import (
	"context"
	"fmt"
)

// UsedOperation is an operation of an API (id).
type UsedOperation struct{ API, Operation string }

// UsedBy answers how many calls with a token were let through on the last days, today's included, by operation and by
// truncated network; "" is a network that nobody said. It does not ask who calls.
func (s *Service) UsedBy(ctx context.Context, token string, days int) (map[UsedOperation]int64, map[string]int64, error) {
	now := s.Clock.Now().UnixMicro()
	q := question{step: Day, from: Day.start(now) - int64(days-1)*Day.width(), to: now + 1, token: token}
	operations, networks := map[UsedOperation]int64{}, map[string]int64{}
	err := s.repo.visit(ctx, q, func(v *view, place int) {
		if v.denied(place) {
			return
		}
		operations[UsedOperation{v.word(textAPI, place), v.word(textOperation, place)}] += v.calls(place)
		networks[v.word(textNetwork, place)] += v.calls(place)
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read what token %s was used for: %w", token, err)
	}
	return operations, networks, nil
}
