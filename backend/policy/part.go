package policy

import (
	"slices"
	"time"
)

// Part is what one level of the ladder says: members that are nil leave the rule to the levels above.
type Part struct {
	DefaultLife         *time.Duration
	MaxLife             *time.Duration
	MaxOverlap          *time.Duration
	FinishSilentHours   *int
	TokensPerApp        *int
	NameRule            *string
	DescriptionRequired *bool
	NetworksForHighRisk *bool
	IdleDays            *int
	RotationWarnDays    *int
	RotationBlockDays   *int
	Kinds               []string
	StepUp              []string
	EphemeralLife       *time.Duration
	SelfRotation        *bool
	LeakResponse        *LeakResponse
	InactiveAccountDays *int // of the instance only
	// Now names the rules for which live tokens that break them are suspended. With the others, they are told only.
	Now     []string
	Version int64
}

// Part answers the rules as a level that says something about every rule.
func (r Rules) Part() Part {
	return Part{
		DefaultLife: &r.DefaultLife, MaxLife: &r.MaxLife, MaxOverlap: &r.MaxOverlap, FinishSilentHours: &r.FinishSilentHours, TokensPerApp: &r.TokensPerApp,
		NameRule: &r.NameRule, DescriptionRequired: &r.DescriptionRequired, NetworksForHighRisk: &r.NetworksForHighRisk,
		IdleDays: &r.IdleDays, RotationWarnDays: &r.RotationWarnDays, RotationBlockDays: &r.RotationBlockDays,
		Kinds: r.Kinds, StepUp: r.StepUp, EphemeralLife: &r.EphemeralLife, SelfRotation: &r.SelfRotation,
		LeakResponse: &r.LeakResponse, InactiveAccountDays: &r.InactiveAccountDays, Now: r.Now, Version: r.Version,
	}
}

// over answers the rules with what the part says in their place. It is how the instance's own row is read: a rule that a
// row says nothing about, because it is older than the rule, is the shipped one.
func (p Part) over(r Rules) Rules {
	set(&r.DefaultLife, p.DefaultLife)
	set(&r.MaxLife, p.MaxLife)
	set(&r.MaxOverlap, p.MaxOverlap)
	set(&r.FinishSilentHours, p.FinishSilentHours)
	set(&r.TokensPerApp, p.TokensPerApp)
	set(&r.NameRule, p.NameRule)
	set(&r.DescriptionRequired, p.DescriptionRequired)
	set(&r.NetworksForHighRisk, p.NetworksForHighRisk)
	set(&r.IdleDays, p.IdleDays)
	set(&r.RotationWarnDays, p.RotationWarnDays)
	set(&r.RotationBlockDays, p.RotationBlockDays)
	set(&r.LeakResponse, p.LeakResponse)
	set(&r.EphemeralLife, p.EphemeralLife)
	set(&r.SelfRotation, p.SelfRotation)
	set(&r.InactiveAccountDays, p.InactiveAccountDays)
	if p.Kinds != nil {
		r.Kinds = p.Kinds
	}
	if p.StepUp != nil {
		r.StepUp = p.StepUp
	}
	r.Now, r.Version = p.Now, p.Version
	return r
}

// said answers the rules that the part says something about.
func (p Part) said() []string {
	rules := []string{}
	for _, one := range []struct {
		rule Rule
		said bool
	}{
		{MaxLife, p.MaxLife != nil}, {DefaultLife, p.DefaultLife != nil}, {RotationWarnDays, p.RotationWarnDays != nil},
		{RotationBlockDays, p.RotationBlockDays != nil}, {MaxOverlap, p.MaxOverlap != nil}, {FinishSilent, p.FinishSilentHours != nil}, {IdleDays, p.IdleDays != nil},
		{Kinds, p.Kinds != nil}, {TokensPerApp, p.TokensPerApp != nil}, {NameRule, p.NameRule != nil},
		{DescriptionRequired, p.DescriptionRequired != nil}, {NetworksForHighRisk, p.NetworksForHighRisk != nil},
		{StepUp, p.StepUp != nil}, {LeakReaction, p.LeakResponse != nil},
		{EphemeralLife, p.EphemeralLife != nil}, {SelfRotation, p.SelfRotation != nil},
	} {
		if one.said {
			rules = append(rules, string(one.rule))
		}
	}
	return rules
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// clean answers the part with its lists sorted, without repetition.
func (p Part) clean() Part {
	for _, list := range []*[]string{&p.Kinds, &p.StepUp} {
		if *list != nil {
			*list = slices.Compact(slices.Sorted(slices.Values(*list)))
			if *list == nil {
				*list = []string{}
			}
		}
	}
	return p
}
