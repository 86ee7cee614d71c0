package enforce

import (
	"slices"
	"strings"
)

const (
	unknownMax     = 500 // of one API, stored
	unknownWaiting = 5_000
	unknownAppsMax = 10
)

// unknownKey is an operation that a document doesn't have. Without a method it is everything that had no room.
type unknownKey struct{ api, method, template string }

// unknownTally counts its calls.
type unknownTally struct {
	calls, firstAt, lastAt, status int64
	apps                           []string // at most unknownAppsMax
}

// noteUnknown counts a call for which the document of its API has no operation. Only callers with a valid token come that far.
func (s *Service) noteUnknown(r *Request, v *verdict, status int, now int64) {
	if v.Code != OperationUnknown && v.Code != MethodNotAllowed || v.API == nil || v.Version == nil || v.Token == nil || v.Token.AppID == "" {
		return
	}
	key := unknownKey{strings.Clone(v.API.ID), methodText(r.Method), templateOf(strings.Clone(r.Path))}
	s.tallies.addUnknown(key, unknownTally{calls: 1, firstAt: now, lastAt: now, status: int64(status), apps: []string{strings.Clone(v.Token.AppID)}})
}

func (t *tallies) addUnknown(key unknownKey, one unknownTally) {
	t.mu.Lock()
	defer t.mu.Unlock()
	sum := t.unknown[key]
	if sum == nil && len(t.unknown) >= unknownWaiting {
		key.method, key.template = "", ""
		sum = t.unknown[key]
	}
	if sum == nil {
		if len(t.unknown) < 2*unknownWaiting {
			t.unknown[key] = &one
		}
		return
	}
	sum.add(one)
}

// add counts the calls of another tally of the same operation.
func (t *unknownTally) add(other unknownTally) {
	if other.lastAt >= t.lastAt {
		t.lastAt, t.status = other.lastAt, other.status
	}
	t.calls, t.firstAt = t.calls+other.calls, min(t.firstAt, other.firstAt)
	for _, app := range other.apps {
		if len(t.apps) < unknownAppsMax && !slices.Contains(t.apps, app) {
			t.apps = append(t.apps, app)
		}
	}
}

// takeUnknown hands over what was counted, by API.
func (t *tallies) takeUnknown() map[string]map[unknownKey]*unknownTally {
	t.mu.Lock()
	defer t.mu.Unlock()
	byAPI := map[string]map[unknownKey]*unknownTally{}
	for key, sum := range t.unknown {
		if byAPI[key.api] == nil {
			byAPI[key.api] = map[unknownKey]*unknownTally{}
		}
		byAPI[key.api][key] = sum
	}
	t.unknown = map[unknownKey]*unknownTally{}
	return byAPI
}

// snippet is how the operation could begin in a document, in YAML.
func (k unknownKey) snippet() string {
	var b strings.Builder
	segments, names := strings.Split(k.template, "/"), []string(nil)
	for i, segment := range segments {
		if segment == placeholder {
			names = append(names, parameterName(segments[:i], len(names)))
			segments[i] = "{" + names[len(names)-1] + "}"
		}
	}
	b.WriteString("paths:\n  " + strings.Join(segments, "/") + ":\n    " + strings.ToLower(k.method) + ":\n      summary: \"\"\n")
	if len(names) > 0 {
		b.WriteString("      parameters:\n")
	}
	for _, name := range names {
		b.WriteString("        - { name: " + name + ", in: path, required: true, schema: { type: string } }\n")
	}
	b.WriteString("      responses:\n        \"200\":\n          description: \"\"\n")
	return b.String()
}

// parameterName names a parameter after what stands before it: berth for /berths/{id}. Names don't repeat, so later ones
// carry their number.
func parameterName(before []string, n int) string {
	name := "id"
	if last := before[len(before)-1]; last != "" && strings.Trim(last, "abcdefghijklmnopqrstuvwxyz") == "" {
		name = strings.TrimSuffix(last, "s") + "Id"
	}
	if n > 0 && slices.Contains(before, "{"+name+"}") {
		name += string(rune('0' + min(n+1, 9)))
	}
	return name
}
