package tokens

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/access"
)

// Risk is how much harm a stolen token could do.
type Risk string

// The levels of risk.
const (
	Low    Risk = "low"
	Medium Risk = "medium"
	High   Risk = "high"
)

// weights are the risks as the inventory's index orders them; nothing weighs nothing.
var weights = map[Risk]int64{"": 0, Low: 1, Medium: 2, High: 3}

const (
	longLife    = 180 * day
	oldSecret   = 90 * day
	longUnused  = 30 * day
	manyScopes  = 25
	riskyReason = "Holds the high-risk scope "
)

// risk answers the token's level and the reasons for it in words. risks maps scopes' texts to the risk that their API
// gives them. A sandbox token can do no harm to anything real.
func (t Token) risk(risks map[string]string, now time.Time) (Risk, []string) {
	if t.Environment == access.Sandbox {
		return Low, []string{"Works in the sandbox only."}
	}
	level, reasons := Low, []string{}
	add := func(at Risk, reason string) {
		reasons = append(reasons, reason)
		if at == High || at == Medium && level == Low {
			level = at
		}
	}
	if t.Exposed(now) != nil {
		add(High, "Its secret was sent over plain HTTP.")
	}
	if t.imported(now) {
		add(Medium, "Its key was imported from another system.")
	}
	open := len(t.Networks) == 0
	for _, scope := range t.Scopes {
		switch {
		case risks[scope] == "high" && open:
			add(High, riskyReason+scope+" and works from every network.")
		case risks[scope] == "high":
			add(Medium, riskyReason+scope+".")
		}
	}
	if open && level != High {
		add(Medium, "Works from every network.")
	}
	if len(t.Scopes) > manyScopes {
		add(Medium, "Holds many scopes.")
	}
	if t.ExpiresAt.Sub(t.CreatedAt) > longLife {
		add(Medium, "Lives longer than 180 days.")
	}
	if len(t.Generations) > 0 && now.Sub(t.Generations[0].CreatedAt) > oldSecret {
		add(Medium, "Its secret is older than 90 days.")
	}
	if used := t.lastSign(); now.Sub(used) > longUnused {
		add(Medium, "Was not used for 30 days.")
	}
	return level, reasons
}

// lastSign answers when the token was last used, or made when it never was.
func (t Token) lastSign() time.Time {
	if t.LastUsedAt != nil {
		return *t.LastUsedAt
	}
	return t.CreatedAt
}
