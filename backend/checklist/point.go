package checklist

import (
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
)

// Point is one thing to look at.
type Point string

// The points, in the order in which they are shown.
const (
	Scopes   Point = "scopes"
	Networks Point = "networks"
	Expiry   Point = "expiry"
	Rotation Point = "rotation"
	Asked    Point = "asked"
	Unused   Point = "unused"
	Exposed  Point = "exposed"
	Contacts Point = "contacts"
	Secret   Point = "secret"
)

// State says how a point stands.
type State string

// The states of a point. Empty is one that there is nothing to say about yet.
const (
	Done  State = "done"
	Open  State = "open"
	Empty State = "empty"
)

// Item is a point as it stands. Tokens are those that keep it open; Days the number that its rule speaks of, where it does.
type Item struct {
	Point  Point
	State  State
	Tokens []tokens.Token
	Days   int
}

// Place is where secrets live.
type Place string

// The places.
const (
	Manager     Place = "secret-manager"
	Environment Place = "environment"
	CI          Place = "ci"
	File        Place = "file"
	Keychain    Place = "keychain"
	Elsewhere   Place = "elsewhere"
)

// Places answers every place that can be said.
func Places() []Place { return []Place{Manager, Environment, CI, File, Keychain, Elsewhere} }

// Said is what somebody said about the place of an app's secrets. The zero value is nothing.
type Said struct {
	Place Place
	By    string
	At    time.Time
}

// ErrPlace says that a place is none that can be chosen.
var ErrPlace = fault.ErrInvalid.With(fault.Bad("/place", "Choose where the secrets live: secret-manager, environment, ci, file, keychain or elsewhere."))

const (
	rotateDays = 90
	unusedDays = 30
	freshDays  = 7
	// manyScopes is from how many granted scopes on a token with all of them is not a narrow one.
	manyScopes = 4
	day        = 24 * time.Hour
)

// facts is all that the points are decided from.
type facts struct {
	contacts    []string
	living      []tokens.Token
	granted     []string          // scopes of the live environment
	risks       map[string]string // of the scopes that living tokens hold
	defaultLife time.Duration
	asked       []string // tokens that a campaign asks to narrow
	said        Said
}

// items decides every point.
func (f facts) items(now time.Time) []Item {
	return []Item{
		f.each(Scopes, f.live(), 0, f.narrow),
		f.each(Networks, f.live(), 0, func(t tokens.Token) bool { return len(t.Networks) > 0 }),
		f.each(Expiry, f.live(), int(f.defaultLife/day), func(t tokens.Token) bool { return t.ExpiresAt.Sub(t.CreatedAt) <= f.defaultLife }),
		f.each(Rotation, f.live(), rotateDays, func(t tokens.Token) bool { return now.Sub(newest(t)) < rotateDays*day }),
		f.each(Asked, f.living, 0, func(t tokens.Token) bool { return !slices.Contains(f.asked, t.ID) }),
		f.each(Unused, f.living, unusedDays, func(t tokens.Token) bool { return used(t, now) }),
		f.each(Exposed, f.living, 0, func(t tokens.Token) bool { return t.Exposed(now) == nil && t.StateAt(now) != tokens.Quarantined }),
		{Point: Contacts, State: ticked(len(f.contacts) > 0)},
		f.secret(),
	}
}

func (f facts) live() []tokens.Token {
	return slices.DeleteFunc(slices.Clone(f.living), func(t tokens.Token) bool { return t.Environment != "live" })
}

// each is done when every token of a list is good.
func (f facts) each(p Point, list []tokens.Token, days int, good func(tokens.Token) bool) Item {
	i := Item{Point: p, State: Empty, Days: days}
	if len(list) == 0 {
		return i
	}
	i.Tokens = slices.DeleteFunc(slices.Clone(list), good)
	i.State = ticked(len(i.Tokens) == 0)
	return i
}

func ticked(good bool) State {
	if good {
		return Done
	}
	return Open
}

// narrow reports whether a token is for one API, not for everything that the app was granted, and carries nothing beside a
// scope of high risk but others of high risk.
func (f facts) narrow(t tokens.Token) bool {
	apis, levels := map[string]bool{}, map[bool]bool{}
	for _, scope := range t.Scopes {
		api, _, _ := strings.Cut(scope, ":")
		apis[api], levels[f.risks[scope] == "high"] = true, true
	}
	return len(apis) <= 1 && len(levels) <= 1 && (len(f.granted) < manyScopes || len(t.Scopes) < len(f.granted))
}

// newest answers when the newest secret of a token was made.
func newest(t tokens.Token) time.Time {
	last := t.CreatedAt
	for _, g := range t.Generations {
		if g.CreatedAt.After(last) {
			last = g.CreatedAt
		}
	}
	return last
}

// used reports whether somebody uses a token, or could not yet have begun to.
func used(t tokens.Token, now time.Time) bool {
	if t.LastUsedAt != nil {
		return now.Sub(*t.LastUsedAt) < unusedDays*day
	}
	return now.Sub(t.CreatedAt) < freshDays*day
}

func (f facts) secret() Item {
	if len(f.living) == 0 && f.said.Place == "" {
		return Item{Point: Secret, State: Empty}
	}
	return Item{Point: Secret, State: ticked(f.said.Place != "" && f.said.Place != Elsewhere)}
}
