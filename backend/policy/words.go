package policy

import "github.com/gatehouse-dev/gatehouse/backend/fault"

// Demand words what a step asks of live tokens with one of its rules, as what follows the place in a sentence: "allows
// tokens to live at most 90 days". It is empty for a rule about which the step says nothing, which asks nothing, or which
// no live token can break.
func (s Step) Demand(rule Rule) string {
	switch {
	case rule == MaxLife && s.MaxLife != nil:
		return "allows tokens to live at most " + Span(*s.MaxLife)
	case rule == MaxOverlap && s.MaxOverlap != nil:
		return "lets a replaced secret work for at most " + Span(*s.MaxOverlap)
	case rule == TokensPerApp && s.TokensPerApp != nil:
		return "allows an app at most " + fault.Counted(*s.TokensPerApp, "token", "tokens")
	case rule == NameRule && s.NameRule != nil && *s.NameRule != "":
		return "asks for names that match " + *s.NameRule
	case rule == DescriptionRequired && s.DescriptionRequired != nil && *s.DescriptionRequired:
		return "asks for a description"
	case rule == NetworksForHighRisk && s.NetworksForHighRisk != nil && *s.NetworksForHighRisk:
		return "asks for networks on live tokens with high-risk scopes"
	case rule == RotationWarnDays && asks(s.RotationWarnDays):
		return "asks for a new secret after " + days(*s.RotationWarnDays)
	case rule == RotationBlockDays && asks(s.RotationBlockDays):
		return "suspends tokens whose secret is older than " + days(*s.RotationBlockDays)
	case rule == IdleDays && asks(s.IdleDays):
		return "suspends tokens that nobody uses for " + days(*s.IdleDays)
	case rule == Kinds && s.Kinds != nil && len(s.Kinds) < len(kinds):
		return "allows only " + KindWords(s.Kinds)
	}
	return ""
}

func asks(days *int) bool { return days != nil && *days > 0 }

var kindWords = map[string]string{"live": "live tokens", "test": "sandbox tokens", "eph": "short-lived tokens", "cs": "OAuth clients"}

// KindWords words a list of kinds for a sentence.
func KindWords(list []string) string {
	words := make([]string, len(list))
	for i, kind := range list {
		words[i] = kindWords[kind]
	}
	return Words(words)
}
