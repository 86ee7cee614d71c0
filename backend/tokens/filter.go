package tokens

import (
	"net/netip"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
)

// daysMax bounds the days of a filter.
const daysMax = 3650

// AnyRule stands for every rule that a live token can break.
const AnyRule policy.Rule = "any"

// Filter narrows the inventory. Empty members don't. API is a slug; Owner an account's id; Network the truncated one of
// the last use; Text looks into names and ids. OlderDays and UnusedDays are how many days ago a token was made, or was
// last used (or made, when it never was), at least. ScopeRisk is the risk of the riskiest scope: low, medium or high.
// Breaks is a rule in force that the token lives against, as the job last saw it, or AnyRule.
type Filter struct {
	State      State
	App        string
	API        string
	Owner      string
	Network    string
	ScopeRisk  Risk
	Text       string
	OlderDays  int
	UnusedDays int
	Breaks     policy.Rule
	// Parent asks for the ephemeral tokens of a token. Else they are found by Text only.
	Parent string
}

// check answers fault.ErrInvalid with every member that can't be meant.
func (f Filter) check() error {
	var mistakes []fault.Field
	switch f.State {
	case "", Active, Expiring, Rotating, Suspended, Quarantined, Expired, Revoked:
	default:
		mistakes = append(mistakes, fault.Bad("/state", "The state is one of active, expiring, rotating, suspended, quarantined, expired, revoked."))
	}
	if _, known := weights[f.ScopeRisk]; !known {
		mistakes = append(mistakes, fault.Bad("/scopeRisk", "The risk of scopes is one of low, medium, high."))
	}
	if f.Breaks != "" && f.Breaks != AnyRule && !slices.Contains(watched, f.Breaks) {
		mistakes = append(mistakes, fault.Bad("/breaks", "The rule is any, or one of "+watchedWords()+"."))
	}
	for pointer, days := range map[string]int{"/olderThanDays": f.OlderDays, "/unusedDays": f.UnusedDays} {
		if days < 0 || days > daysMax {
			mistakes = append(mistakes, fault.Bad(pointer, "Days are a whole number from 1 to 3650."))
		}
	}
	if _, err := netip.ParsePrefix(f.Network); f.Network != "" && err != nil {
		mistakes = append(mistakes, fault.Bad("/network", "A network is written as the inventory shows it, such as 192.0.2.0/24."))
	}
	if len(mistakes) > 0 {
		return fault.ErrInvalid.With(mistakes...)
	}
	return nil
}

// details answers the members that narrow, for the audit log.
func (f Filter) details() map[string]any {
	details := map[string]any{}
	for name, value := range map[string]string{
		"state": string(f.State), "app": f.App, "api": f.API, "owner": f.Owner, "network": f.Network,
		"scopeRisk": string(f.ScopeRisk), "text": f.Text, "breaks": string(f.Breaks),
	} {
		if value != "" {
			details[name] = value
		}
	}
	for name, days := range map[string]int{"olderThanDays": f.OlderDays, "unusedDays": f.UnusedDays} {
		if days != 0 {
			details[name] = days
		}
	}
	return details
}
