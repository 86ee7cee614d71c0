package policy

import (
	"slices"
	"strconv"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// check answers fault.ErrInvalid with every mistake of a level at once, or nil.
func (p Part) check() error {
	m := mistakes{}
	m.within("/maxLifeSeconds", p.MaxLife, lifeMin, lifeMax, "The longest life is between 60 seconds and 365 days.")
	m.within("/defaultLifeSeconds", p.DefaultLife, lifeMin, lifeMax, "The default life is at least 60 seconds and at most the longest life.")
	m.add(p.DefaultLife != nil && p.MaxLife != nil && *p.DefaultLife > *p.MaxLife && *p.DefaultLife <= lifeMax,
		"/defaultLifeSeconds", "The default life is at least 60 seconds and at most the longest life.")
	m.within("/maxOverlapSeconds", p.MaxOverlap, 0, overlapMax, "The longest overlap is between 0 and 604,800 seconds (7 days).")
	m.between("/finishSilentHours", p.FinishSilentHours, 0, silentMax, "The silence that ends a rotation is between 0 (the owner chooses) and 168 hours (7 days).")
	m.within("/ephemeralLifeSeconds", p.EphemeralLife, 0, ephemeralMax, "Ephemeral tokens live between 0 (none are minted) and 900 seconds.")
	m.between("/tokensPerApp", p.TokensPerApp, 1, tokensMax, "An app may have between 1 and 1,000 tokens.")
	m.between("/idleDays", p.IdleDays, 0, daysMax, "Idle days are between 0 (never) and 365.")
	m.add(p.InactiveAccountDays != nil && *p.InactiveAccountDays != 0 && (*p.InactiveAccountDays < inactiveMin || *p.InactiveAccountDays > daysMax),
		"/inactiveAccountDays", "Unused accounts are suspended after 0 (never) or between 30 and 365 days: people are told 14 days before.")
	m.between("/rotationWarnDays", p.RotationWarnDays, 0, daysMax, "The age at which rotation is asked for is between 0 (never) and 365 days.")
	m.between("/rotationBlockDays", p.RotationBlockDays, 0, daysMax, "The age at which a secret must have been rotated is between 0 (never) and 365 days.")
	m.add(p.warnsTooLate(), "/rotationWarnDays", "Owners must be told before their tokens are suspended: choose fewer days than the suspension has.")
	m.add(p.LeakResponse != nil && !slices.Contains(leakStrictness, *p.LeakResponse), "/leakResponse", "The response to a leak is revoke, quarantine or notify.")
	m.members("/kinds", p.Kinds, kinds)
	m.add(p.Kinds != nil && len(p.Kinds) == 0, "/kinds", "Allow at least one kind.")
	m.members("/stepUp", p.StepUp, acts)
	if p.NameRule != nil && *p.NameRule != "" {
		_, err := compile(*p.NameRule)
		m.add(len(*p.NameRule) > ruleRunesMax || err != nil, "/nameRule", "The naming rule is a regular expression of at most 200 characters, such as ^[a-z]+-(prod|test)$.")
	}
	return m.err()
}

func (p Part) warnsTooLate() bool {
	return p.RotationWarnDays != nil && p.RotationBlockDays != nil && *p.RotationBlockDays > 0 &&
		*p.RotationWarnDays >= *p.RotationBlockDays
}

// checkBelow answers fault.ErrInvalid for every member with which a lower level would be looser than those above it, or nil.
// Such a value would have no effect, and whoever wrote it should know.
func (p Part) checkBelow(holds Effective) error {
	m := mistakes{}
	above := func(bad bool, rule Rule, said string) {
		m.add(bad, "/"+string(rule), holds.From(rule).String()+" "+said+" A lower level only tightens.")
	}
	above(p.MaxLife != nil && *p.MaxLife > holds.MaxLife, MaxLife, "allows at most "+Span(holds.MaxLife)+".")
	m.add(p.InactiveAccountDays != nil, "/inactiveAccountDays", "What happens to accounts that nobody uses is a rule of the portal alone.")
	m.add(p.DefaultLife != nil && *p.DefaultLife > holds.MaxLife, "/defaultLifeSeconds", holds.From(MaxLife).String()+" allows at most "+Span(holds.MaxLife)+". A lower level only tightens.")
	above(p.MaxOverlap != nil && *p.MaxOverlap > holds.MaxOverlap, MaxOverlap, "allows an overlap of at most "+Span(holds.MaxOverlap)+".")
	above(later(p.FinishSilentHours, holds.FinishSilentHours), FinishSilent, "ends rotations when the old secret was silent for "+fault.Counted(holds.FinishSilentHours, "hour", "hours")+".")
	above(p.TokensPerApp != nil && *p.TokensPerApp > holds.TokensPerApp, TokensPerApp, "allows at most "+strconv.Itoa(holds.TokensPerApp)+" tokens of an app.")
	above(p.DescriptionRequired != nil && !*p.DescriptionRequired && holds.DescriptionRequired, DescriptionRequired, "asks for descriptions.")
	above(p.NetworksForHighRisk != nil && !*p.NetworksForHighRisk && holds.NetworksForHighRisk, NetworksForHighRisk, "asks for networks on tokens of high risk.")
	above(later(p.IdleDays, holds.IdleDays), IdleDays, "suspends idle tokens after "+days(holds.IdleDays)+".")
	above(later(p.RotationWarnDays, holds.RotationWarnDays), RotationWarnDays, "asks for rotation after "+days(holds.RotationWarnDays)+".")
	above(later(p.RotationBlockDays, holds.RotationBlockDays), RotationBlockDays, "suspends tokens whose secret is older than "+days(holds.RotationBlockDays)+".")
	above(p.EphemeralLife != nil && *p.EphemeralLife > holds.EphemeralLife, EphemeralLife, "lets ephemeral tokens live at most "+Span(holds.EphemeralLife)+".")
	above(p.SelfRotation != nil && *p.SelfRotation && !holds.SelfRotation, SelfRotation, "lets no token rotate itself.")
	above(p.LeakResponse != nil && stricter(holds.LeakResponse, *p.LeakResponse), LeakReaction, "answers a leak with "+string(holds.LeakResponse)+".")
	for _, kind := range p.Kinds {
		above(!slices.Contains(holds.Kinds, kind), Kinds, "allows only "+Words(holds.Kinds)+".")
	}
	return m.err()
}

func later(said *int, is int) bool { return said != nil && is > 0 && (*said == 0 || *said > is) }

func days(n int) string { return fault.Counted(n, "day", "days") }

// Span words a length of time for a sentence: "90 days", "36 hours".
func Span(d time.Duration) string {
	for _, unit := range []struct {
		size      time.Duration
		one, many string
	}{{day, "day", "days"}, {time.Hour, "hour", "hours"}, {time.Minute, "minute", "minutes"}} {
		if d >= unit.size && d%unit.size == 0 {
			return fault.Counted(int64(d/unit.size), unit.one, unit.many)
		}
	}
	return fault.Counted(int64(d/time.Second), "second", "seconds")
}

type mistakes []fault.Field

func (m *mistakes) add(bad bool, pointer, message string) {
	if bad {
		*m = append(*m, fault.Bad(pointer, message))
	}
}

func (m *mistakes) within(pointer string, d *time.Duration, least, most time.Duration, message string) {
	m.add(d != nil && (*d < least || *d > most), pointer, message)
}

func (m *mistakes) between(pointer string, n *int, least, most int, message string) {
	m.add(n != nil && (*n < least || *n > most), pointer, message)
}

func (m *mistakes) members(pointer string, list, known []string) {
	for i, one := range list {
		m.add(!slices.Contains(known, one), pointer+"/"+strconv.Itoa(i), "Choose among "+Words(known)+".")
	}
}

func (m mistakes) err() error {
	if len(m) == 0 {
		return nil
	}
	return fault.ErrInvalid.With(m...)
}
