package enforce

import (
	"cmp"
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strconv"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const domainWindows = "gth/windows/v1"

var errSharedAnswer = errors.New("the script's answer can't be read")

// keyOf names a grant or token for the limiter. Windows that nodes share need names that are the same in all of them and
// tell nobody whose they are.
func (s *Service) keyOf(id string) uint64 {
	if s.Shared == nil {
		return keyOf(id)
	}
	mac := secret.MAC(s.Shared.key, domainWindows, id)
	return binary.LittleEndian.Uint64(mac[:])
}

// fingerprint tells key files apart and nothing else: it is a keyed hash of no secret.
func (s *Shared) fingerprint() string {
	mac := secret.MAC(s.key, domainWindows, "fingerprint")
	return hex.EncodeToString(mac[:8])
}

// takeWindows asks the windows of a plan, this node's own or those that all share.
func (s *Service) takeWindows(holder Holder, limits []Limit, cost int64, dry bool, out []Standing) (n int, ok bool) {
	return s.takeWindowsAt(clock.Monotonic(), holder, limits, cost, dry, out)
}

// takeWindowsAt is takeWindows for who knows the monotonic time.
func (s *Service) takeWindowsAt(now int64, holder Holder, limits []Limit, cost int64, dry bool, out []Standing) (n int, ok bool) {
	if s.Shared == nil {
		return s.limits.Take(holder, limits, cost, now, dry, out)
	}
	return s.Shared.take(holder, limits, cost, dry, out)
}

// ask has the server decide. now is when this node asked: the server answers by a later clock, so what the node notes
// of a window is never more than is used of it. What it tells the server is as old as the question, so that may be more by as
// much as the question was on its way, the timeout at most: the script keeps nothing of so little.
func (s *Shared) ask(holder Holder, limits []Limit, cost, now int64, dry bool, out []Standing) (n int, ok bool, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), s.timeout)
	defer cancel()
	n = min(len(limits), len(out), limitsPlanMax)
	keys, arguments := make([]string, n), make([]any, 3, 3+3*n)
	arguments[0], arguments[1], arguments[2] = cost, 1, int64(s.timeout)
	if dry {
		arguments[1] = 0
	}
	for i := range n {
		l := &limits[i]
		keys[i] = holder.sharedKey(l)
		arguments = append(arguments, l.Requests, l.interval(), max(0, s.local.at(holder, l)-now))
	}
	answer, err := s.script.Run(ctx, s.client, keys, arguments...).Int64Slice()
	if err != nil {
		return 0, false, err
	}
	if !consistent(answer, limits[:n], cost, arguments[3:]) {
		return 0, false, errSharedAnswer
	}
	ok = answer[0] == 1
	for i := range n {
		before := now + answer[1+i]
		after, standing := limits[i].step(before, 1, cost, now)
		if out[i] = standing; !ok || dry {
			after = before
		}
		s.local.note(holder, &limits[i], after, now)
	}
	return n, ok, nil
}

// consistent says whether an answer can be the script's: for each window not less than we told it, not more than a window, and
// room exactly where there is some. Something that only looks like our server must not open a limit. asked are the script's
// arguments for each window.
func consistent(answer []int64, limits []Limit, cost int64, asked []any) bool {
	if len(answer) != 1+len(limits) {
		return false
	}
	room := int64(1)
	for i := range limits {
		l, ahead := &limits[i], answer[1+i]
		interval := l.interval()
		capacity := interval * l.Requests
		told, _ := asked[3*i+2].(int64)
		if ahead < min(told, capacity) || ahead > capacity {
			return false
		}
		if ahead+cost*interval > capacity {
			room = 0
		}
	}
	return answer[0] == room
}

// sharedKey is a window's key at the server. The braces keep all windows of a call on one member of a cluster: where apps
// share one, it is their owner's. What nodes know of an app's own windows goes with it when the app gets another owner.
func (h Holder) sharedKey(l *Limit) string {
	key := h.key(l)
	b := append(make([]byte, 0, 60), "gth:{"...)
	b = strconv.AppendUint(b, cmp.Or(h.Team, h.Grant), 36)
	b = append(b, "}:"...)
	b = strconv.AppendUint(b, key.grant, 36)
	b = append(b, ':')
	return string(strconv.AppendUint(b, key.index, 36))
}

// at answers when a window is full again as far as this node knows, in monotonic nanoseconds.
func (l *Limits) at(holder Holder, limit *Limit) int64 {
	shard := l.shardOf(holder, limit)
	shard.mu.Lock()
	defer shard.mu.Unlock()
	return shard.tats[holder.key(limit)]
}

// note remembers when a window is full again; an earlier time than is known already is an older answer.
func (l *Limits) note(holder Holder, limit *Limit, tat, now int64) {
	if tat <= now {
		return
	}
	shard, key := l.shardOf(holder, limit), holder.key(limit)
	shard.mu.Lock()
	defer shard.mu.Unlock()
	if tat > shard.tats[key] {
		shard.put(key, tat, now)
	}
}

// probe asks like a call does, with a window of its own, and sees whether the answer comes in time.
func (s *Shared) probe(ctx context.Context) error {
	dialling, cancel := context.WithTimeout(ctx, sharedDial)
	defer cancel()
	if err := s.client.Ping(dialling).Err(); err != nil {
		return err
	}
	asking, cancel := context.WithTimeout(ctx, s.timeout)
	defer cancel()
	return s.script.Run(asking, s.client, []string{"gth:{probe}"}, 1, 1, 0, 1000, int64(time.Millisecond), 0).Err()
}
