package doctor

import (
	"fmt"
	"slices"
)

// Profile names the demands of one regulation.
type Profile string

// The profiles.
const (
	PCI   Profile = "pci"
	HIPAA Profile = "hipaa"
	GDPR  Profile = "gdpr"
)

// Profiles answers all of them.
func Profiles() []Profile { return []Profile{PCI, HIPAA, GDPR} }

// Title answers the regulation as people call it.
func (p Profile) Title() string {
	return map[Profile]string{PCI: "PCI DSS 4.0.1", HIPAA: "HIPAA", GDPR: "GDPR"}[p]
}

// clauses are those that a spot touches, by profile.
type clauses map[Profile][]string

// answering maps the weak spots of any installation to what they break in a regulation.
var answering = map[string]clauses{
	"files_open":             {PCI: {"PCI DSS 8.3.2"}, HIPAA: {"45 CFR 164.312(a)(1)"}, GDPR: {"GDPR Art. 32(1)(b)"}},
	"database_in_the_clear":  {PCI: {"PCI DSS 8.3.2"}, HIPAA: {"45 CFR 164.312(e)(1)"}, GDPR: {"GDPR Art. 32(1)(a)"}},
	"redis_in_the_clear":     {PCI: {"PCI DSS 8.3.2"}, HIPAA: {"45 CFR 164.312(e)(1)"}, GDPR: {"GDPR Art. 32(1)(a)"}},
	"portal_without_tls":     {PCI: {"PCI DSS 2.2.7", "PCI DSS 8.3.2"}, HIPAA: {"45 CFR 164.312(e)(1)"}, GDPR: {"GDPR Art. 32(1)(a)"}},
	"gateway_without_tls":    {PCI: {"PCI DSS 4.2.1", "PCI DSS 8.3.2"}, HIPAA: {"45 CFR 164.312(e)(1)"}, GDPR: {"GDPR Art. 32(1)(a)"}},
	"internal_listener_open": {PCI: {"PCI DSS 1.3.1"}, HIPAA: {"45 CFR 164.312(a)(1)"}, GDPR: {"GDPR Art. 32(1)(b)"}},
	"revocation_unheard":     {PCI: {"PCI DSS 8.2.5"}, HIPAA: {"45 CFR 164.308(a)(3)(ii)(C)"}, GDPR: {"GDPR Art. 32(1)(b)"}},
	"audit_broken":           {PCI: {"PCI DSS 10.3.2", "PCI DSS 10.3.4"}, HIPAA: {"45 CFR 164.312(b)"}, GDPR: {"GDPR Art. 5(2)"}},
	"no_mail_server":         {PCI: {"PCI DSS 12.10.5"}, HIPAA: {"45 CFR 164.308(a)(6)(ii)"}, GDPR: {"GDPR Art. 33(1)"}},
}

// asked are looks that only a profile takes: what is fine elsewhere misses a clause of it.
var asked = []struct {
	look
	clauses
}{
	{look{"portal_not_https", Weak, "Set public-url to an https:// address.", func(f Facts) string {
		return ifTrue(f.Settings.Public.Scheme != "https", "People reach the portal without TLS.")
	}}, clauses{PCI: {"PCI DSS 2.2.7", "PCI DSS 8.3.2"}, HIPAA: {"45 CFR 164.312(e)(2)(ii)"}, GDPR: {"GDPR Art. 32(1)(a)"}}},
	{look{"gateway_not_https", Weak, "Set gateway-url to an https:// address.", func(f Facts) string {
		return ifTrue(f.Settings.Gateway.Scheme != "https", "Programs reach the gateway without TLS.")
	}}, clauses{PCI: {"PCI DSS 4.2.1", "PCI DSS 8.3.2"}, HIPAA: {"45 CFR 164.312(e)(2)(ii)"}, GDPR: {"GDPR Art. 32(1)(a)"}}},
	{look{"tokens_in_the_clear", Weak, "Take plain-from out, and let those programs speak TLS.", func(f Facts) string {
		return ifTrue(len(f.Settings.Plain) > 0, "Tokens may come over plain HTTP from plain-from.")
	}}, clauses{PCI: {"PCI DSS 8.3.2"}, HIPAA: {"45 CFR 164.312(e)(1)"}, GDPR: {"GDPR Art. 32(1)(a)"}}},
	{look{"sign_up_unapproved", Weak, "Set sign-up to invitation or approval.", func(f Facts) string {
		return ifTrue(f.Settings.SignUp != "invitation" && f.Settings.SignUp != "approval", "People get an account without anybody's approval.")
	}}, clauses{PCI: {"PCI DSS 8.2.4"}, HIPAA: {"45 CFR 164.308(a)(4)(ii)(B)"}}},
	{calls(365, 0), clauses{PCI: {"PCI DSS 10.5.1"}}},
	{calls(90, 0), clauses{HIPAA: {"45 CFR 164.308(a)(1)(ii)(D)"}}},
	{calls(0, 400), clauses{GDPR: {"GDPR Art. 5(1)(e)"}}},
}

// calls looks at how long single calls are kept; 0 sets no bound.
func calls(least, most int) look {
	fix := fmt.Sprintf("Set usage-days to %d or more.", least)
	if most > 0 {
		fix = fmt.Sprintf("Set usage-days to %d or less.", most)
	}
	return look{"usage_days", Weak, fix, func(f Facts) string {
		days := f.Settings.UsageDays
		return ifTrue(days < least || most > 0 && days > most, fmt.Sprintf("Single calls are kept for %d days.", days))
	}}
}

// off names a profile that nothing holds the policy and the sessions to.
var off = clauses{PCI: {"PCI DSS 8.2.8"}, HIPAA: {"45 CFR 164.312(a)(2)(iii)"}, GDPR: {"GDPR Art. 5(2)"}}

// ExamineFor answers what Examine does and what a profile asks besides, with the clauses of the profile. A spot that has
// some is weak, whatever it weighs elsewhere.
func ExamineFor(f Facts, p Profile) []Finding {
	found := Examine(f)
	for i := range found {
		if touched := answering[found[i].ID][p]; touched != nil {
			found[i].Clauses, found[i].Weight = touched, Weak
		}
	}
	for _, a := range asked {
		if message := a.wrong(f); message != "" && a.clauses[p] != nil {
			found = append(found, Finding{ID: a.id, Weight: Weak, Message: message, Fix: a.fix, Clauses: a.clauses[p]})
		}
	}
	if !slices.Contains(f.On, p) {
		found = append(found, Finding{
			ID: "profile_off", Weight: Weak, Clauses: off[p], Fix: "Switch it on under Settings.",
			Message: "The profile " + p.Title() + " is off: nothing holds the policy and sessions to it.",
		})
	}
	return found
}

func ifTrue(wrong bool, message string) string {
	if wrong {
		return message
	}
	return ""
}
