package enforce

import (
	"maps"
	"slices"
	"strings"
	"sync"
)

const (
	talliesMax = 5_000 // rows that wait for being stored
	dayUS      = 24 * 3600 * 1_000_000
	// otherCode counts what had no room of its own.
	otherCode = "other"
)

// tallies counts what calls missed and which unknown operations were called, until a job stores it. Its size is bounded
// whatever callers do: what has no room is counted together.
type tallies struct {
	mu      sync.Mutex
	missed  map[missedKey]*missedTally
	unknown map[unknownKey]*unknownTally
}

type missedKey struct {
	api, operation string
	day            int64
	missed
}

type missedTally struct {
	calls, refused, lastAt int64
	lastApp                string
}

func newTallies() *tallies {
	return &tallies{missed: map[missedKey]*missedTally{}, unknown: map[unknownKey]*unknownTally{}}
}

// addMissed counts one call once for itself and once for each rule that it missed.
func (t *tallies) addMissed(v *verdict, found []missed, refused bool, now int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	key := missedKey{api: v.API.ID, operation: v.Operation.ID, day: now - now%dayUS}
	t.countMissed(key, v.Token.AppID, refused, now)
	for _, key.missed = range found {
		t.countMissed(key, v.Token.AppID, refused, now)
	}
}

func (t *tallies) countMissed(key missedKey, app string, refused bool, now int64) {
	sum := t.missed[key]
	if sum == nil && len(t.missed) >= talliesMax && key.code != "" {
		key.operation, key.missed = "", missed{code: otherCode}
		sum = t.missed[key]
	}
	if sum == nil {
		if len(t.missed) >= 2*talliesMax {
			return // as many APIs and operations as that; the job is late
		}
		sum = &missedTally{}
		t.missed[key] = sum
	}
	sum.calls++
	if refused {
		sum.refused++
	}
	sum.lastAt, sum.lastApp = now, strings.Clone(app)
}

// takeMissed hands over what was counted, in a fixed order, so that two nodes that store it don't wait for each other.
func (t *tallies) takeMissed() (keys []missedKey, sums map[missedKey]*missedTally) {
	t.mu.Lock()
	defer t.mu.Unlock()
	sums, t.missed = t.missed, map[missedKey]*missedTally{}
	keys = slices.SortedFunc(maps.Keys(sums), func(a, b missedKey) int { return strings.Compare(a.text(), b.text()) })
	return keys, sums
}

func (k missedKey) text() string {
	return strings.Join([]string{k.api, timeText(k.day), k.operation, k.pointer, k.code}, "\x00")
}

// giveBack adds what could not be stored to what was counted since.
func (t *tallies) giveBack(sums map[missedKey]*missedTally) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for key, sum := range sums {
		now := t.missed[key]
		if now == nil {
			if len(t.missed) < talliesMax {
				t.missed[key] = sum
			}
			continue
		}
		now.calls, now.refused = now.calls+sum.calls, now.refused+sum.refused
	}
}
