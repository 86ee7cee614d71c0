package policy

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// The levels of the ladder, from the top.
const (
	Instance = "instance"
	API      = "api"
	Team     = "team"
	App      = "app"
)

// Place is where on the ladder something was said. ID is the slug of an API or the id of a team or an app, and
// empty for the instance.
type Place struct {
	Level string
	ID    string
	Name  string
}

// String words the place as the subject of a sentence.
func (p Place) String() string {
	switch p.Level {
	case API:
		return "The API " + cmp.Or(p.Name, p.ID)
	case Team:
		return "The team " + cmp.Or(p.Name, p.ID)
	case App:
		return "The app " + cmp.Or(p.Name, p.ID)
	}
	return "This portal"
}

// Step is one level with what it says, or with what it will say from a time on.
type Step struct {
	Place
	Part
	From time.Time
}

// Planned reports whether nothing of the step is in force yet.
func (s Step) Planned() bool { return !s.From.IsZero() }

// Acts reports whether live tokens that break a rule of the step are suspended.
func (s Step) Acts(rule Rule) bool {
	return !s.Planned() && (rule == RotationBlockDays || slices.Contains(s.Now, string(rule)))
}

// NamedRule is a naming rule and who set it.
type NamedRule struct {
	Place
	Rule string
}

// Limit is a number of tokens and who set it.
type Limit struct {
	Place
	Max int
}

// Effective are the rules that hold for a token: of every rule the tightest value on the ladder, with the place that it
// comes from. A name must match every one of Names, and an app's tokens must stay within every one of Limits; the members
// NameRule and TokensPerApp hold the tightest to be shown.
type Effective struct {
	Rules
	Names  []NamedRule
	Limits []Limit
	// Freed are the exceptions that the app has from some of the rules.
	Freed []Exception
	from  map[Rule]Place
}

// From answers the place that set the value that holds.
func (e Effective) From(rule Rule) Place { return e.from[rule] }

// Refuse answers the mistake of a value that a rule forbids. said goes on where "This portal" begins.
func (e Effective) Refuse(rule Rule, pointer, said string) fault.Field {
	return RefusedBy(e.From(rule), rule, pointer, said)
}

// RefusedBy is Refuse for a place.
func RefusedBy(at Place, rule Rule, pointer, said string) fault.Field {
	return fault.Field{Pointer: pointer, Code: "policy." + string(rule), Message: at.String() + " " + said}
}

// Allows reports whether an app may have a credential of a kind.
func (e Effective) Allows(kind string) bool { return slices.Contains(e.Kinds, kind) }

// AsksPasskey reports whether an act asks people for a fresh passkey assertion.
func (e Effective) AsksPasskey(act string) bool { return slices.Contains(e.StepUp, act) }

// NameRefused answers the naming rule that a name doesn't match; ok is false when it matches all.
func (e Effective) NameRefused(name string) (rule NamedRule, ok bool) {
	for _, n := range e.Names {
		if !Matches(n.Rule, name) {
			return n, true
		}
	}
	return NamedRule{}, false
}

// Climb answers what holds under the shipped rules as the instance changed them, and under the steps below it. Whatever a
// step says, the result is at least as tight as without it.
func Climb(instance Rules, steps []Step) Effective {
	e := Effective{Rules: instance, from: map[Rule]Place{}}
	e.Kinds, e.StepUp = slices.Clone(instance.Kinds), slices.Clone(instance.StepUp)
	top := Place{Level: Instance}
	for _, rule := range AllRules() {
		e.from[rule] = top
	}
	e.from[InactiveAccounts] = top
	if instance.NameRule != "" {
		e.Names = append(e.Names, NamedRule{top, instance.NameRule})
	}
	e.Limits = append(e.Limits, Limit{top, instance.TokensPerApp})
	for _, s := range steps {
		e.tighten(s)
	}
	if e.DefaultLife > e.MaxLife {
		e.DefaultLife, e.from[DefaultLife] = e.MaxLife, e.from[MaxLife]
	}
	return e
}

func (e *Effective) tighten(s Step) {
	take(e, s.Place, DefaultLife, &e.DefaultLife, s.DefaultLife, shorter)
	take(e, s.Place, MaxLife, &e.MaxLife, s.MaxLife, shorter)
	take(e, s.Place, MaxOverlap, &e.MaxOverlap, s.MaxOverlap, shorter)
	take(e, s.Place, FinishSilent, &e.FinishSilentHours, s.FinishSilentHours, sooner)
	take(e, s.Place, TokensPerApp, &e.TokensPerApp, s.TokensPerApp, fewer)
	take(e, s.Place, DescriptionRequired, &e.DescriptionRequired, s.DescriptionRequired, demands)
	take(e, s.Place, NetworksForHighRisk, &e.NetworksForHighRisk, s.NetworksForHighRisk, demands)
	take(e, s.Place, IdleDays, &e.IdleDays, s.IdleDays, sooner)
	take(e, s.Place, InactiveAccounts, &e.InactiveAccountDays, s.InactiveAccountDays, sooner)
	take(e, s.Place, RotationWarnDays, &e.RotationWarnDays, s.RotationWarnDays, sooner)
	take(e, s.Place, RotationBlockDays, &e.RotationBlockDays, s.RotationBlockDays, sooner)
	take(e, s.Place, EphemeralLife, &e.EphemeralLife, s.EphemeralLife, shorter)
	take(e, s.Place, SelfRotation, &e.SelfRotation, s.SelfRotation, forbids)
	take(e, s.Place, LeakReaction, &e.LeakResponse, s.LeakResponse, stricter)
	if s.TokensPerApp != nil {
		e.Limits = append(e.Limits, Limit{s.Place, *s.TokensPerApp})
	}
	if s.NameRule != nil && *s.NameRule != "" {
		e.Names = append(e.Names, NamedRule{s.Place, *s.NameRule})
		e.NameRule, e.from[NameRule] = *s.NameRule, s.Place
	}
	if s.Kinds != nil {
		e.narrowKinds(s)
	}
	for _, act := range s.StepUp {
		if !slices.Contains(e.StepUp, act) {
			e.StepUp, e.from[StepUp] = append(e.StepUp, act), s.Place
		}
	}
	slices.Sort(e.StepUp)
}

func (e *Effective) narrowKinds(s Step) {
	left := slices.DeleteFunc(e.Kinds, func(kind string) bool { return !slices.Contains(s.Kinds, kind) })
	if len(left) < len(e.Kinds) {
		e.from[Kinds] = s.Place
	}
	e.Kinds = left
}

// take makes a value tighter, and notes who did.
func take[T any](e *Effective, at Place, rule Rule, is, said *T, tighter func(said, is T) bool) {
	if said != nil && tighter(*said, *is) {
		*is, e.from[rule] = *said, at
	}
}

func shorter(said, is time.Duration) bool { return said < is }
func fewer(said, is int) bool             { return said < is }
func forbids(said, is bool) bool          { return !said && is }
func demands(said, is bool) bool          { return said && !is }
func sooner(said, is int) bool            { return said > 0 && (is == 0 || said < is) }
func stricter(said, is LeakResponse) bool {
	return slices.Index(leakStrictness, said) > slices.Index(leakStrictness, is)
}

// Matches reports whether a naming rule accepts a name as a whole. Go's expressions take time linear in the name, so no
// rule can stall the portal. A rule that doesn't compile admits nothing.
func Matches(rule, name string) bool {
	if rule == "" {
		return true
	}
	compiled := compiledRules.of(rule)
	return compiled != nil && compiled.MatchString(name)
}

// Words joins what a list may hold for a sentence.
func Words(list []string) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(list, ", ")
}
