package policy_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/doctor"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// spoilt are ways to break one rule each.
var spoilt = map[policy.Rule]func(*policy.Rules){
	policy.IdleDays:            func(r *policy.Rules) { r.IdleDays = 0 },
	policy.InactiveAccounts:    func(r *policy.Rules) { r.InactiveAccountDays = 91 },
	policy.RotationBlockDays:   func(r *policy.Rules) { r.RotationBlockDays = 181 },
	policy.DescriptionRequired: func(r *policy.Rules) { r.DescriptionRequired = false },
	policy.NetworksForHighRisk: func(r *policy.Rules) { r.NetworksForHighRisk = false },
	policy.StepUp:              func(r *policy.Rules) { r.StepUp = []string{policy.ActChange, policy.ActFinish} },
	policy.LeakReaction:        func(r *policy.Rules) { r.LeakResponse = policy.LeakNotify },
}

func TestEachRuleBelowAProfileAloneIsOneFindingWithItsClauses(t *testing.T) {
	for _, p := range doctor.Profiles() {
		met := policy.Shipped().MeetProfile(p)
		require.Empty(t, policy.Findings(p, met))
		for _, d := range policy.DemandsOf(p) {
			rules := met
			spoilt[d.Rule](&rules)
			found := policy.Findings(p, rules)
			require.Len(t, found, 1, "%s %s", p, d.Rule)
			require.Equal(t, "policy_"+string(d.Rule), found[0].ID)
			require.NotEmpty(t, found[0].Clauses)
			require.True(t, doctor.Failed(found))
		}
	}
}

func TestAProfileOnlyTightens(t *testing.T) {
	strict := policy.Shipped()
	strict.IdleDays, strict.RotationWarnDays, strict.RotationBlockDays, strict.StepUp = 7, 10, 30, []string{policy.ActFinish}
	met := strict.MeetProfile(doctor.PCI)
	require.Equal(t, []int{7, 10, 30}, []int{met.IdleDays, met.RotationWarnDays, met.RotationBlockDays})
	require.Equal(t, []string{policy.ActChange, policy.ActFinish, policy.ActResume}, met.StepUp)

	late := policy.Shipped()
	late.RotationWarnDays, late.RotationBlockDays = 120, 180
	met = late.MeetProfile(doctor.PCI)
	require.Equal(t, []int{60, 90}, []int{met.RotationWarnDays, met.RotationBlockDays}, "owners are told before their tokens are suspended")
	for _, p := range doctor.Profiles() {
		met = met.MeetProfile(p)
	}
	require.Equal(t, policy.LeakRevoke, met.LeakResponse)
}

func TestNoSaveFallsBelowAProfileUntilItIsSwitchedOff(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p, log := open(s)
		require.ErrorIs(t, p.SwitchOn(t.Context(), "sox", 0, false, policy.Apply{}), policy.ErrProfileUnknown)
		require.ErrorIs(t, p.SwitchOn(t.Context(), doctor.PCI, 7, false, policy.Apply{}), policy.ErrStale)
		require.NoError(t, p.SwitchOn(t.Context(), doctor.PCI, 0, false, policy.Apply{Mode: policy.AtOnce}))
		require.ErrorIs(t, p.SwitchOn(t.Context(), doctor.PCI, 1, false, policy.Apply{}), policy.ErrProfileSet)
		rules, err := p.Current(t.Context())
		require.NoError(t, err)
		require.Empty(t, policy.Findings(doctor.PCI, rules))
		require.Contains(t, rules.Now, string(policy.RotationBlockDays))

		for rule, spoil := range spoilt {
			next := rules
			spoil(&next)
			_, err = p.Save(t.Context(), policy.Instance, rules.Version, false, next)
			var f *fault.Fault
			require.True(t, errors.As(err, &f), rule)
			require.Len(t, f.Fields, 1)
			require.Equal(t, "/"+string(rule), f.Fields[0].Pointer)
			require.Contains(t, f.Fields[0].Message, "The profile PCI DSS 4.0.1 asks that")
			require.Contains(t, f.Fields[0].Message, "(PCI DSS ")
			_, err = p.Set(t.Context(), policy.Instance, "", rules.Version, false, next.Part(), policy.Apply{Mode: policy.Report, From: time.Now().Add(time.Hour)})
			require.ErrorIs(t, err, fault.ErrInvalid, "announcing it is no way around")
		}
		tighter := rules
		tighter.IdleDays = 30
		_, err = p.Save(t.Context(), policy.Instance, rules.Version, false, tighter)
		require.NoError(t, err)

		require.ErrorIs(t, p.SwitchOff(t.Context(), doctor.PCI, " "), fault.ErrInvalid)
		require.NoError(t, p.SwitchOff(t.Context(), doctor.PCI, "The shop moved."))
		require.ErrorIs(t, p.SwitchOff(t.Context(), doctor.PCI, "Again."), policy.ErrProfileSet)
		is, err := p.Current(t.Context())
		require.NoError(t, err)
		require.Equal(t, 30, is.IdleDays, "switching off loosens nothing")
		_, err = p.Save(t.Context(), policy.Instance, is.Version, false, policy.Shipped())
		require.NoError(t, err)
		for action, reason := range map[string]string{"policy.profile_on": "", "policy.profile_off": "The shop moved."} {
			entries, err := log.List(t.Context(), audit.Filter{Action: action}, page.Request{Limit: 10})
			require.NoError(t, err)
			require.Len(t, entries.Items, 1)
			if reason != "" {
				require.Equal(t, reason, entries.Items[0].Details["reason"])
			}
		}
	})
}

func TestSwitchingAProfileOnDropsAnAnnouncementThatWouldUndoIt(t *testing.T) {
	p, _ := open(storetest.New(t))
	looser := policy.Shipped()
	looser.LeakResponse = policy.LeakNotify
	_, err := p.Set(t.Context(), policy.Instance, "", 0, false, looser.Part(), policy.Apply{Mode: policy.Report, From: time.Now().Add(time.Hour)})
	require.NoError(t, err)
	report := policy.Apply{Mode: policy.Report, From: time.Now().Add(time.Hour)}
	require.ErrorIs(t, p.SwitchOn(t.Context(), doctor.GDPR, 1, false, report), fault.ErrInvalid)
	require.NoError(t, p.SwitchOn(t.Context(), doctor.GDPR, 1, false, policy.Apply{}))
	planned, err := p.Planned(t.Context())
	require.NoError(t, err)
	require.Empty(t, planned)
}

func TestProfilesBoundSessionsByTheStricterOne(t *testing.T) {
	p, _ := open(storetest.New(t))
	for _, c := range []struct {
		profile        doctor.Profile
		idle, absolute time.Duration
	}{{doctor.GDPR, 0, 0}, {doctor.HIPAA, 30 * time.Minute, 12 * time.Hour}, {doctor.PCI, 15 * time.Minute, 8 * time.Hour}} {
		require.NoError(t, p.SwitchOn(t.Context(), c.profile, 0, true, policy.Apply{}))
		idle, absolute, err := p.SessionBounds(t.Context())
		require.NoError(t, err)
		require.Equal(t, []time.Duration{c.idle, c.absolute}, []time.Duration{idle, absolute})
	}
}
