package tokens

import (
	"slices"
	"strconv"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

const (
	// ephemeralLife is how long a minted token lives when its parent doesn't say, policy permitting.
	ephemeralLife = 5 * time.Minute
	// ephemeralMax is how many minted tokens of one parent may live at once.
	ephemeralMax = 1000
	usesMax      = 10_000
	// ephemeralKept is how long a minted token's row stays after its end, for whoever asks what it was.
	ephemeralKept = day
)

// Ephemeral ties a token to the one that minted it. It ends with its parent, and with the parent's secret that minted it.
type Ephemeral struct {
	Parent     string
	Generation int64
	// UsesMax is how often it may be used, 0 as often as one likes; Uses is how often it was, where that is bounded.
	UsesMax int64
	Uses    int64
}

func (e *Ephemeral) usedUp() bool { return e != nil && e.UsesMax > 0 && e.Uses >= e.UsesMax }

// EphemeralDraft is what a token wants from one that it mints. What is nil or zero is as the parent has it; Life zero is
// five minutes, policy permitting.
type EphemeralDraft struct {
	Name     string
	Scopes   *[]string
	Networks *[]string
	Origins  *[]string
	Life     time.Duration
	UsesMax  int64
}

// The faults of ephemeral tokens and of what tokens do by themselves.
var (
	// ErrEphemeral says that an ephemeral token can't be changed or rotated, and mints nothing.
	ErrEphemeral = fault.New(fault.Denied, "tokens.ephemeral", "An ephemeral token stays as it was minted: it can't be changed or rotated, and mints no other.", "Mint another one with the token that minted it.")
	// ErrWider says that a token tried to mint one that can do more than itself.
	ErrWider = fault.New(fault.Denied, "tokens.wider_than_parent", "A token can't mint one that can do more than itself.", "Ask for no more than the token has, or leave the member out to get what it has.")
	// ErrTooManyEphemeral says that a token has minted as many as may live at once.
	ErrTooManyEphemeral = fault.New(fault.Conflict, "tokens.too_many_ephemeral", "The token has 1,000 ephemeral tokens that live.", "Use one of them, or wait a few minutes until some have ended.")
	// ErrForbidden says that policy doesn't let tokens do this by themselves.
	ErrForbidden = fault.New(fault.Denied, "tokens.policy_forbids", "The policy of this portal doesn't let tokens do this by themselves.", "Ask the people who run the portal, who keep the policy.")
)

// mint answers the token that a parent mints, with the narrower of each, and every mistake at once: fault.ErrInvalid for
// what can't be meant, else ErrWider. secret is the parent's secret that mints; lifeMax is what policy allows.
func (d EphemeralDraft) mint(parent Token, secret Generation, lifeMax time.Duration, now time.Time) (Token, error) {
	t := Token{
		Environment: parent.Environment, AppID: parent.AppID, Name: parent.Name, Scopes: parent.Scopes, Networks: parent.Networks,
		Origins: parent.Origins, CreatedAt: now, UpdatedAt: now, Version: 1,
		Ephemeral: &Ephemeral{Parent: parent.ID, Generation: secret.Number, UsesMax: d.UsesMax},
	}
	var mistakes []fault.Field
	if d.Name != "" {
		t.Name = d.Name
		if !plain(d.Name, nameRunesMax, false) {
			mistakes = append(mistakes, fault.Bad("/name", "A name has at most 80 characters on one line."))
		}
	}
	life := d.Life
	if life == 0 {
		life = min(ephemeralLife, lifeMax)
	}
	if life < time.Second || life > lifeMax {
		mistakes = append(mistakes, fault.Bad("/lifeSeconds", "Policy allows ephemeral tokens to live from 1 to "+strconv.FormatInt(int64(lifeMax/time.Second), 10)+" seconds."))
	}
	t.ExpiresAt = earliest(now.Add(life), parent.ExpiresAt, secret.ValidUntil)
	if d.UsesMax < 0 || d.UsesMax > usesMax {
		mistakes = append(mistakes, fault.Bad("/uses", "Uses are between 1 and 10,000; leave them out for any number."))
	}
	wrong, wider := d.restrict(&t, parent)
	mistakes = append(mistakes, wrong...)
	if d.Scopes != nil {
		t.Scopes = sorted(*d.Scopes)
		wider = append(wider, widerScopes(*d.Scopes, parent.Scopes)...)
	}
	if len(mistakes) > 0 {
		return Token{}, fault.ErrInvalid.With(append(mistakes, wider...)...)
	}
	if len(wider) > 0 {
		return Token{}, ErrWider.With(wider...)
	}
	return t, nil
}

// restrict narrows where the minted token works from. It answers what can't be read, and what is wider than the parent has it.
func (d EphemeralDraft) restrict(t *Token, parent Token) (mistakes, wider []fault.Field) {
	if d.Networks != nil {
		var wrong []fault.Field
		t.Networks, wrong = cleanNetworks(*d.Networks)
		mistakes = append(mistakes, wrong...)
		if len(wrong) == 0 && !narrower(parent.Networks, t.Networks) {
			wider = append(wider, fault.Field{Pointer: "/networks", Code: "wider", Message: "The token works from fewer networks."})
		}
	}
	if d.Origins != nil {
		var wrong []fault.Field
		t.Origins, wrong = cleanOrigins(*d.Origins)
		mistakes = append(mistakes, wrong...)
		if len(wrong) == 0 && len(parent.Origins) > 0 && (len(t.Origins) == 0 || !within(t.Origins, parent.Origins)) {
			wider = append(wider, fault.Field{Pointer: "/origins", Code: "wider", Message: "The token works from fewer origins."})
		}
	}
	return mistakes, wider
}

func widerScopes(wanted, held []string) []fault.Field {
	var wider []fault.Field
	for i, scope := range wanted {
		if !slices.Contains(held, scope) {
			wider = append(wider, fault.Field{Pointer: "/scopes/" + strconv.Itoa(i), Code: "wider", Message: "The token doesn't hold this scope itself."})
		}
	}
	return wider
}

func within(some, all []string) bool {
	return !slices.ContainsFunc(some, func(one string) bool { return !slices.Contains(all, one) })
}

func earliest(a, b time.Time, c *time.Time) time.Time {
	if b.Before(a) {
		a = b
	}
	if c != nil && c.Before(a) {
		a = *c
	}
	return a
}

// generation answers the token's secret with this number, or nil.
func (t *Token) generation(number int64) *Generation {
	for i := range t.Generations {
		if t.Generations[i].Number == number {
			return &t.Generations[i]
		}
	}
	return nil
}

// under answers the state of a minted token as its parent leaves it, and why when that isn't its own. found false is a
// parent that is gone.
func (t Token) under(parent Token, found bool, now time.Time) (State, string) {
	own := t.StateAt(now)
	if own == Revoked || own == Expired || own == UsedUp {
		return own, ""
	}
	switch g := parent.generation(t.Ephemeral.Generation); {
	case !found || parent.over(now):
		return Revoked, "The token that minted it ended."
	case g == nil || !g.open(now):
		return Revoked, "The secret that minted it was replaced."
	case parent.SuspendedAt != nil:
		return Suspended, "The token that minted it is suspended."
	case parent.Quarantine.holds(now) && own != Suspended:
		return Quarantined, "The token that minted it is in quarantine."
	}
	return own, ""
}
