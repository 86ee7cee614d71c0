package policy

import (
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/doctor"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// Demand is what a compliance profile asks of one rule of the portal, with the clauses that it answers. The values are
// ours where a regulation names none.
type Demand struct {
	Profile doctor.Profile
	Rule    Rule
	Clauses []string
	Asks    string // as what follows "asks that" in a sentence
	part    Part
}

// askedOf are all of them, in the order in which people read them.
var askedOf = []Demand{
	{doctor.PCI, IdleDays, []string{"PCI DSS 7.2.5.1"}, "tokens that nobody uses for 90 days are suspended", Part{IdleDays: to(90)}},
	{doctor.PCI, InactiveAccounts, []string{"PCI DSS 8.2.6"}, "accounts that nobody uses for 90 days are suspended", Part{InactiveAccountDays: to(90)}},
	{doctor.PCI, RotationBlockDays, []string{"PCI DSS 8.6.3"}, "tokens whose secret is older than 90 days are suspended", Part{RotationBlockDays: to(90)}},
	{doctor.PCI, DescriptionRequired, []string{"PCI DSS 7.2.5.1"}, "each token has a description, so that access can be reviewed", Part{DescriptionRequired: to(true)}},
	{doctor.PCI, NetworksForHighRisk, []string{"PCI DSS 7.2.5"}, "live tokens with high-risk scopes name their networks", Part{NetworksForHighRisk: to(true)}},
	{doctor.PCI, StepUp, []string{"PCI DSS 8.3.3"}, "changing or resuming a token takes a passkey", Part{StepUp: []string{ActChange, ActResume}}},
	{doctor.PCI, LeakReaction, []string{"PCI DSS 8.6.3"}, "a token that was found elsewhere is revoked", Part{LeakResponse: to(LeakRevoke)}},

	{doctor.HIPAA, IdleDays, []string{"45 CFR 164.308(a)(4)(ii)(C)"}, "tokens that nobody uses for 90 days are suspended", Part{IdleDays: to(90)}},
	{doctor.HIPAA, InactiveAccounts, []string{"45 CFR 164.308(a)(4)(ii)(C)"}, "accounts that nobody uses for 90 days are suspended", Part{InactiveAccountDays: to(90)}},
	{doctor.HIPAA, RotationBlockDays, []string{"45 CFR 164.308(a)(5)(ii)(D)"}, "tokens whose secret is older than 180 days are suspended", Part{RotationBlockDays: to(180)}},
	{doctor.HIPAA, DescriptionRequired, []string{"45 CFR 164.308(a)(4)(ii)(C)"}, "each token has a description, so that access can be reviewed", Part{DescriptionRequired: to(true)}},
	{doctor.HIPAA, NetworksForHighRisk, []string{"45 CFR 164.312(a)(1)"}, "live tokens with high-risk scopes name their networks", Part{NetworksForHighRisk: to(true)}},
	{doctor.HIPAA, StepUp, []string{"45 CFR 164.312(d)"}, "changing or resuming a token takes a passkey", Part{StepUp: []string{ActChange, ActResume}}},
	{doctor.HIPAA, LeakReaction, []string{"45 CFR 164.308(a)(6)(ii)"}, "a token that was found elsewhere only reads, or is revoked", Part{LeakResponse: to(LeakQuarantine)}},

	{doctor.GDPR, IdleDays, []string{"GDPR Art. 32(1)(b)"}, "tokens that nobody uses for 90 days are suspended", Part{IdleDays: to(90)}},
	{doctor.GDPR, DescriptionRequired, []string{"GDPR Art. 5(1)(b)"}, "each token says what it is for", Part{DescriptionRequired: to(true)}},
	{doctor.GDPR, NetworksForHighRisk, []string{"GDPR Art. 25(2)", "GDPR Art. 32(1)(b)"}, "live tokens with high-risk scopes name their networks", Part{NetworksForHighRisk: to(true)}},
	{doctor.GDPR, LeakReaction, []string{"GDPR Art. 32(1)(b)"}, "a token that was found elsewhere only reads, or is revoked", Part{LeakResponse: to(LeakQuarantine)}},
}

func to[T any](v T) *T { return &v }

// DemandsOf answers what profiles ask.
func DemandsOf(profiles ...doctor.Profile) []Demand {
	return slices.DeleteFunc(slices.Clone(askedOf), func(d Demand) bool { return !slices.Contains(profiles, d.Profile) })
}

// Met reports whether the rules are at least as tight as the demand.
func (d Demand) Met(r Rules) bool {
	return Climb(r, []Step{{Place: Place{Level: string(d.Profile)}, Part: d.part}}).From(d.Rule).Level == Instance
}

// String words the demand as a sentence with its clauses.
func (d Demand) String() string {
	return "The profile " + d.Profile.Title() + " asks that " + d.Asks + " (" + Words(d.Clauses) + ")."
}

// MeetProfile answers the rules, tightened where they miss what a profile asks; what is stricter stays. Where the days until
// a suspension change, owners are told after two thirds of them at the latest.
func (r Rules) MeetProfile(p doctor.Profile) Rules {
	steps := []Step{}
	for _, d := range DemandsOf(p) {
		steps = append(steps, Step{Part: d.part})
	}
	met := Climb(r, steps).Rules
	if block := met.RotationBlockDays; block != r.RotationBlockDays {
		if warn := block * 2 / 3; sooner(warn, met.RotationWarnDays) {
			met.RotationWarnDays = warn
		}
	}
	return met
}

// refuseBelow answers fault.ErrInvalid with every rule that is below a profile, or nil.
func (r Rules) refuseBelow(profiles []doctor.Profile) error {
	m := mistakes{}
	for _, d := range DemandsOf(profiles...) {
		m.add(!d.Met(r), "/"+string(d.Rule), d.String()+" Switch the profile off first, with a reason, if this has to be.")
	}
	return m.err()
}

// Findings answers what rules miss of a profile, for an examination of the installation.
func Findings(p doctor.Profile, r Rules) []doctor.Finding {
	var found []doctor.Finding
	for _, d := range DemandsOf(p) {
		if !d.Met(r) {
			found = append(found, doctor.Finding{
				ID: "policy_" + string(d.Rule), Weight: doctor.Weak, Clauses: d.Clauses, Message: d.String(),
				Fix: "Switch the profile on under Settings, or save the rule there.",
			})
		}
	}
	return found
}

// The faults of profiles.
var (
	// ErrProfileUnknown says that there is no such profile.
	ErrProfileUnknown = fault.New(fault.NotFound, "policy.profile_unknown", "There is no such compliance profile.", "Choose pci, hipaa or gdpr.")
	// ErrProfileSet says that a profile is on, or off, already.
	ErrProfileSet = fault.New(fault.Conflict, "policy.profile_set", "Somebody else switched the profile already.", "Load the page again.")
)
