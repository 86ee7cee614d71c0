package policy

import (
	"fmt"
	"regexp"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// Instance is the level of the ladder that holds for everybody.
const Instance = "instance"

const day = 24 * time.Hour

// Bounds that no policy can leave (S-TOK-08, S-TOK-11, S-TOK-13).
const (
	lifeMin      = time.Minute
	lifeMax      = 365 * day
	overlapMax   = 7 * day
	ephemeralMax = 15 * time.Minute
	tokensMax    = 1000
	idleDaysMax  = 365
	ruleRunesMax = 200
)

// Rules are what an installation asks of its tokens. Version is the ETag and 0 for the shipped rules.
type Rules struct {
	// DefaultLife is the life of a token that names no expiry, MaxLife the longest that one may ask for.
	DefaultLife time.Duration
	MaxLife     time.Duration
	// MaxOverlap is the longest time that a replaced secret keeps working.
	MaxOverlap time.Duration
	// TokensPerApp is how many tokens of an app may live at once.
	TokensPerApp int
	// NameRule is a regular expression (RE2) which a token's whole name must match; empty means any name.
	NameRule            string
	DescriptionRequired bool
	// NetworksForHighRisk asks for networks on every live token that holds a scope of high risk.
	NetworksForHighRisk bool
	// IdleDays is after how many days without use a token is suspended; 0 means never.
	IdleDays int
	// EphemeralLife is the longest life of a token that another one mints; 0 means that none mints any.
	EphemeralLife time.Duration
	// SelfRotation lets a token rotate itself, without a person.
	SelfRotation bool
	// LeakResponse is what happens to a token that was seen where it doesn't belong.
	LeakResponse LeakResponse
	Version      int64
}

// LeakResponse is what happens to a token of which somebody proved that they found it (TOK-14).
type LeakResponse string

// The responses. Whatever is chosen, the app's owner and the security admins are told.
const (
	LeakRevoke     LeakResponse = "revoke"     // it ends at once
	LeakQuarantine LeakResponse = "quarantine" // it only reads, for a day
	LeakNotify     LeakResponse = "notify"     // people decide
)

// Shipped answers the rules of an installation that has set none.
func Shipped() Rules {
	return Rules{DefaultLife: 90 * day, MaxLife: lifeMax, MaxOverlap: overlapMax, TokensPerApp: 50, IdleDays: 90, LeakResponse: LeakRevoke, EphemeralLife: ephemeralMax, SelfRotation: true}
}

// The faults of policies.
var (
	// ErrLevelUnknown says that the ladder has no such level.
	ErrLevelUnknown = fault.New(fault.NotFound, "policy.level_unknown", "There is no such level of policy.", "Use the level instance.")
	// ErrStale says that somebody saved the policy since the caller read it.
	ErrStale = fault.New(fault.Stale, "policy.stale", "The policy was changed since you opened it.", "Load it again and repeat your change.")
)

// check answers fault.ErrInvalid with every mistake at once, or nil.
func (r Rules) check() error {
	var mistakes []fault.Field
	add := func(bad bool, pointer, message string) {
		if bad {
			mistakes = append(mistakes, fault.Bad(pointer, message))
		}
	}
	add(r.MaxLife < lifeMin || r.MaxLife > lifeMax, "/maxLifeSeconds", "The longest life is between 60 seconds and 365 days.")
	add(r.DefaultLife < lifeMin || r.DefaultLife > r.MaxLife, "/defaultLifeSeconds", "The default life is at least 60 seconds and at most the longest life.")
	add(r.MaxOverlap < 0 || r.MaxOverlap > overlapMax, "/maxOverlapSeconds", "The longest overlap is between 0 and 604,800 seconds (7 days).")
	add(r.EphemeralLife < 0 || r.EphemeralLife > ephemeralMax, "/ephemeralLifeSeconds", "Ephemeral tokens live between 0 (none are minted) and 900 seconds.")
	add(r.TokensPerApp < 1 || r.TokensPerApp > tokensMax, "/tokensPerApp", "An app may have between 1 and 1,000 tokens.")
	add(r.IdleDays < 0 || r.IdleDays > idleDaysMax, "/idleDays", "Idle days are between 0 (never) and 365.")
	add(r.LeakResponse != LeakRevoke && r.LeakResponse != LeakQuarantine && r.LeakResponse != LeakNotify, "/leakResponse", "The response to a leak is revoke, quarantine or notify.")
	_, err := compile(r.NameRule)
	add(len(r.NameRule) > ruleRunesMax || err != nil, "/nameRule", "The naming rule is a regular expression of at most 200 characters, such as ^[a-z]+-(prod|test)$.")
	if len(mistakes) > 0 {
		return fault.ErrInvalid.With(mistakes...)
	}
	return nil
}

// NameAllowed reports whether the naming rule accepts a token's name as a whole. Go's expressions take time linear in
// the name, so no rule can stall the portal.
func (r Rules) NameAllowed(name string) bool {
	if r.NameRule == "" {
		return true
	}
	rule, err := compile(r.NameRule)
	return err == nil && rule.MatchString(name)
}

func compile(rule string) (*regexp.Regexp, error) {
	if rule == "" {
		return nil, nil
	}
	// Alone first: a ")" in the rule must not close our group.
	if _, err := regexp.Compile(rule); err != nil {
		return nil, fmt.Errorf("compile the naming rule: %w", err)
	}
	return regexp.Compile(`\A(?:` + rule + `)\z`)
}
