package policy

import (
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const day = 24 * time.Hour

// Bounds that no policy can leave (S-TOK-08, S-TOK-11, S-TOK-13). Every token expires: there is no rule that could allow otherwise.
const (
	lifeMin      = time.Minute
	lifeMax      = 365 * day
	overlapMax   = 7 * day
	ephemeralMax = 15 * time.Minute
	tokensMax    = 1000
	daysMax      = 365
	inactiveMin  = 30     // days: people are told 14 days before
	silentMax    = 7 * 24 // hours: no overlap is longer
	ruleRunesMax = 200
)

// Rule names one rule of a policy, as the API's members are named.
type Rule string

// The rules.
const (
	DefaultLife         Rule = "defaultLifeSeconds"
	MaxLife             Rule = "maxLifeSeconds"
	MaxOverlap          Rule = "maxOverlapSeconds"
	TokensPerApp        Rule = "tokensPerApp"
	NameRule            Rule = "nameRule"
	DescriptionRequired Rule = "descriptionRequired"
	NetworksForHighRisk Rule = "networksForHighRisk"
	IdleDays            Rule = "idleDays"
	RotationWarnDays    Rule = "rotationWarnDays"
	RotationBlockDays   Rule = "rotationBlockDays"
	Kinds               Rule = "kinds"
	StepUp              Rule = "stepUp"
	LeakReaction        Rule = "leakResponse"
	EphemeralLife       Rule = "ephemeralLifeSeconds"
	SelfRotation        Rule = "selfRotation"
	FinishSilent        Rule = "finishSilentHours"
	// InactiveAccounts is a rule of the instance alone: it is about people, who stand under no API, team or app.
	InactiveAccounts Rule = "inactiveAccountDays"
)

// AllRules answers every rule of the ladder, in the order in which people read them.
func AllRules() []Rule {
	return []Rule{
		MaxLife, DefaultLife, RotationWarnDays, RotationBlockDays, MaxOverlap, FinishSilent, IdleDays, Kinds, TokensPerApp,
		NameRule, DescriptionRequired, NetworksForHighRisk, EphemeralLife, SelfRotation, StepUp, LeakReaction,
	}
}

// Rules are what holds for tokens. Version is the ETag of the level that they were read from and 0 for the shipped rules.
type Rules struct {
	// DefaultLife is the life of a token that names no expiry, MaxLife the longest that one may ask for.
	DefaultLife time.Duration
	MaxLife     time.Duration
	// MaxOverlap is the longest time that a replaced secret keeps working.
	MaxOverlap time.Duration
	// FinishSilentHours is after how many hours of silence of a replaced secret its rotation ends by itself, at the latest; 0
	// leaves that to the owner.
	FinishSilentHours int
	// TokensPerApp is how many tokens of an app may live at once; at the level of an API, how many with a scope of it.
	TokensPerApp int
	// NameRule is a regular expression (RE2) which a token's whole name must match; empty means any name.
	NameRule            string
	DescriptionRequired bool
	// NetworksForHighRisk asks for networks on every live token that holds a scope of high risk.
	NetworksForHighRisk bool
	// IdleDays is after how many days without use a token is suspended; 0 means never.
	IdleDays int
	// RotationWarnDays is the age of a secret at which its owner is told to rotate, RotationBlockDays the one at which the
	// token is suspended until they do; 0 means never.
	RotationWarnDays  int
	RotationBlockDays int
	// Kinds are the kinds of credentials that an app may be given, sorted.
	Kinds []string
	// StepUp names acts that ask people for a fresh passkey assertion besides those that always do, sorted.
	StepUp []string
	// EphemeralLife is the longest life of a token that another one mints; 0 means that none mints any.
	EphemeralLife time.Duration
	// SelfRotation lets a token rotate itself, without a person.
	SelfRotation bool
	// LeakResponse is what happens to a token that was seen where it doesn't belong.
	LeakResponse LeakResponse
	// InactiveAccountDays is after how many days without use an account is suspended; 0 means never.
	InactiveAccountDays int
	// Now names the instance's rules for which live tokens that break them are suspended.
	Now     []string
	Version int64
}

// LeakResponse is what happens to a token of which somebody proved that they found it (TOK-14).
type LeakResponse string

// The responses. Whatever is chosen, the app's owner and the security admins are told.
const (
	LeakRevoke     LeakResponse = "revoke"     // it ends at once
	LeakQuarantine LeakResponse = "quarantine" // it only reads, for a day
	LeakNotify     LeakResponse = "notify"     // people decide
)

// leakStrictness orders the responses, strictest last.
var leakStrictness = []LeakResponse{LeakNotify, LeakQuarantine, LeakRevoke}

// The acts on one's own tokens that a policy may ask a passkey for. Making, rotating and widening a token always ask.
const (
	ActChange = "change" // name, description, narrower scopes and restrictions
	ActResume = "resume" // ending a suspension or a quarantine
	ActFinish = "finish" // ending or cancelling a rotation early
)

// NameAllowed reports whether the naming rule accepts a token's name.
func (r Rules) NameAllowed(name string) bool { return Matches(r.NameRule, name) }

var acts = []string{ActChange, ActFinish, ActResume}

// kinds are what an app can hold, sorted: client secrets, console tokens, live keys, sandbox keys.
var kinds = []string{string(secret.ClientSecret), string(secret.Ephemeral), string(secret.Live), string(secret.Test)}

// Shipped answers the rules of an installation that has set none. It ends no rotation by itself: whatever silence it chose, a
// secret that is used more rarely would end although its owner had given it more time.
func Shipped() Rules {
	return Rules{
		DefaultLife: 90 * day, MaxLife: lifeMax, MaxOverlap: overlapMax, TokensPerApp: 50, IdleDays: 90,
		Kinds: slices.Clone(kinds), StepUp: []string{}, LeakResponse: LeakRevoke, EphemeralLife: ephemeralMax, SelfRotation: true,
	}
}
