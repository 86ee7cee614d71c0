package policy

import "slices"

// looser reports whether a level that says p would let anything through that it refuses while it says was, under an
// instance. A naming rule that changes counts as looser: nobody can compare two expressions.
func (p Part) looser(was Part, instance Rules) bool {
	before, after := Climb(instance, []Step{{Part: was}}), Climb(instance, []Step{{Part: p}})
	return after.MaxLife > before.MaxLife || after.DefaultLife > before.DefaultLife || after.MaxOverlap > before.MaxOverlap ||
		after.TokensPerApp > before.TokensPerApp || after.EphemeralLife > before.EphemeralLife || after.SelfRotation && !before.SelfRotation ||
		before.DescriptionRequired && !after.DescriptionRequired || before.NetworksForHighRisk && !after.NetworksForHighRisk ||
		sooner(before.IdleDays, after.IdleDays) || sooner(before.RotationWarnDays, after.RotationWarnDays) ||
		sooner(before.RotationBlockDays, after.RotationBlockDays) || sooner(before.FinishSilentHours, after.FinishSilentHours) || stricter(before.LeakResponse, after.LeakResponse) ||
		missing(before.Kinds, after.Kinds) || missing(after.StepUp, before.StepUp) || namesLoosened(before.Names, after.Names)
}

// idler reports whether a rule for which tokens that break it were suspended would only be told of.
func (p Part) idler(was Part) bool { return missing(p.Now, was.Now) }

// missing reports whether have lacks something of want.
func missing(have, want []string) bool {
	return slices.ContainsFunc(want, func(one string) bool { return !slices.Contains(have, one) })
}

func namesLoosened(before, after []NamedRule) bool {
	return slices.ContainsFunc(before, func(n NamedRule) bool { return !slices.Contains(after, n) })
}
