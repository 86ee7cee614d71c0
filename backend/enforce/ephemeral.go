package enforce

import (
	"strconv"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

// Derived ties an ephemeral token to the token that minted it: it never can or outlives more than that one does at the
// moment of a call, whatever both were when it was minted. A nil one ties to nothing.
type Derived struct {
	Parent     string // tok_ id
	Generation int64  // the parent's secret that minted it
	UsesMax    int64  // 0 = any number
	Spent      bool   // all of its uses were taken when this was read
}

// parentKey is the 16-character look-up id of the parent.
func (e *Derived) parentKey() string { return strings.TrimPrefix(e.Parent, "tok_") }

// limited says that every use has to be taken before the call goes on.
func (e *Derived) limited() bool { return e != nil && e.UsesMax > 0 }

func (e *Derived) spent() bool { return e != nil && e.Spent }

// checkParent ends the token with its parent, or with the parent's secret that minted it, and holds it back with it.
func (d *Decision) checkParent(s *Snapshot, now int64) Code {
	e := d.Token.Derived()
	if e == nil {
		return Allowed
	}
	p, found := s.tokens.get(e.parentKey())
	switch {
	case !found || p.Revoked || now >= p.ExpiresAt || !p.opens(e.Generation, now):
		return ParentEnded
	case p.Derived() != nil || p.AppID != d.Token.AppID || p.Environment != d.Token.Environment:
		return ParentEnded // nobody mints such a token
	case p.Suspended:
		return TokenSuspended
	}
	d.parent = p
	return Allowed
}

// opens reports whether a generation of the token works at an instant.
func (t *Token) opens(generation, now int64) bool {
	for _, g := range [2]*Secret{&t.Current, t.Previous()} {
		if g != nil && int64(g.Generation) == generation {
			return g.Until == 0 || now < g.Until
		}
	}
	return false
}

// family names the token for what is counted by token: minting more of them makes no more room.
func (d *Decision) family() string {
	if d.parent != nil {
		return d.parent.ID
	}
	return d.Token.ID
}

// carries says whether the token has a scope, and its parent too.
func (d *Decision) carries(scope string) bool {
	return d.Token.carries(scope) && (d.parent == nil || d.parent.carries(scope))
}

// attribute counts a call of a minted token for the token that minted it, and for the secret that did: that secret is still
// in use, and many tokens for minutes make no more rows than one. Which of them it was, only its last use tells.
func (t *Token) attribute(e *usage.Event) {
	if m := t.Derived(); m != nil {
		e.TokenID, e.Generation, e.Minted = m.Parent, m.Generation, t.ID
	}
}

// spend takes one use of a token that has only so many. A call of any cost is one.
func (s *Service) spend(v *verdict, dry bool) {
	if v.Code == Allowed && !dry && v.Token.Derived().limited() {
		v.Code = s.takeUse(v.Token.ID)
	}
}

func (e *Derived) usesText() string {
	if !e.limited() {
		return "any number"
	}
	return "none left of " + strconv.FormatInt(e.UsesMax, 10)
}

func parentState(d *Decision) string {
	if d.Token.Derived() == nil {
		return "none"
	}
	name := d.Token.Derived().Parent
	if d.Code == TokenSuspended {
		return "suspended with " + name + ", which it was minted from"
	}
	return "ended with " + name + ", which it was minted from, or with the secret that minted it"
}

// parentText reminds of a restriction of the token that this one was minted from, which holds too.
func parentText(d *Decision, restricts func(*Fence) bool) string {
	if d.parent == nil || d.parent.Fence == nil || !restricts(d.parent.Fence) {
		return ""
	}
	return ", and what " + d.parent.ID + " allows"
}

func inNetworks(f *Fence) bool { return len(f.Networks) > 0 }

func toOrigins(f *Fence) bool { return len(f.Origins) > 0 }
