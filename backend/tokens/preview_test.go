package tokens_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestAPreviewCountsWhatTheJobWouldFindAndChangesNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		addMuseum(t, s)
		for i, name := range []string{"one", "Two", "three"} {
			end := begin.Add(time.Duration(i*50+10) * day)
			made := f.create(tokens.Draft{Name: name, Scopes: []string{"museum:write"}, ExpiresAt: &end})
			require.NoError(t, f.MarkUsed(t.Context(), []tokens.Use{{TokenID: made.Token.ID, At: begin.Add(time.Duration(i) * 20 * day).UnixMicro()}}))
			f.clock.Advance(time.Second)
		}
		f.clock.Advance(9 * day)
		rules := policy.Part{
			MaxLife: of(50 * day), NameRule: of("[a-z]+|First.*"), NetworksForHighRisk: of(true), TokensPerApp: of(1), DescriptionRequired: of(true),
			RotationBlockDays: of(5), Kinds: []string{"live"}, IdleDays: of(9),
		}
		before, err := f.policy.Planned(t.Context())
		require.NoError(t, err)
		effects, err := f.Preview(f.as("u:acc_sec", rbac.Admin), policy.API, "museum", rules)
		require.NoError(t, err)
		got := map[policy.Rule]int64{}
		for _, e := range effects {
			got[e.Rule] = e.Tokens
			if e.Rule == policy.MaxLife {
				require.EqualValues(t, 1, e.Owners)
				require.Equal(t, []tokens.OwnerCount{{Owner: "u:acc_ada", Tokens: e.Tokens}}, e.Most)
				require.Equal(t, "The API Museum allows tokens to live at most 50 days.", e.Says)
			}
		}
		after, err := f.policy.Planned(t.Context())
		require.NoError(t, err)
		require.Equal(t, before, after)

		for rule, n := range got {
			listed, cursor := int64(0), ""
			for {
				found, err := f.Breaking(f.as("u:acc_sec", rbac.Admin), policy.API, "museum", rules, rule, page.Request{Limit: 1, Cursor: cursor})
				require.NoError(t, err)
				listed += int64(len(found.Items))
				if cursor = found.Next; cursor == "" {
					break
				}
			}
			require.Equal(t, n, listed, "the list of %s is as long as its number", rule)
		}
		require.EqualValues(t, 1, got[policy.NameRule])
		require.EqualValues(t, 3, got[policy.Kinds], "the sandbox tokens that came with the apps")
		require.EqualValues(t, 3, got[policy.NetworksForHighRisk])
		require.EqualValues(t, 3, got[policy.TokensPerApp])
		require.EqualValues(t, 6, got[policy.RotationBlockDays])

		f.set(policy.API, "museum", rules)
		require.NoError(t, f.Comply(t.Context()))
		breaches, err := f.CountBreaches(t.Context())
		require.NoError(t, err)
		require.Equal(t, got, breaches)
	})
}

func TestAppliedAtOnceARuleSuspendsUntilTheTokenMeetsIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		made := f.create(tokens.Draft{})
		set := func(apply policy.Apply, p policy.Part) {
			_, err := f.policy.Set(f.as("u:acc_sec", rbac.Admin), policy.App, made.Token.AppID, 0, true, p, apply)
			require.NoError(t, err)
		}
		set(policy.Apply{}, policy.Part{DescriptionRequired: of(true)})
		require.NoError(t, f.Comply(t.Context()))
		require.Equal(t, tokens.Active, f.state(made.Token.ID), "at renewal only")

		set(policy.Apply{Mode: policy.AtOnce}, policy.Part{DescriptionRequired: of(true), NameRule: of("[a-z]+|First.*")})
		require.NoError(t, f.Comply(t.Context()))
		require.Equal(t, tokens.Suspended, f.state(made.Token.ID))
		_, err := f.Resume(f.ada(), made.Token.ID)
		require.ErrorIs(t, err, tokens.ErrBreaksPolicy)
		_, err = f.Change(f.ada(), made.Token.ID, 0, true, tokens.Patch{Name: of("kiosk"), Description: of("The kiosk.")})
		require.NoError(t, err)
		require.Equal(t, tokens.Active, f.state(made.Token.ID), "mending it is enough")
	})
}

func TestAnnouncedRulesAreToldAndHoldFromTheirDay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		messages := &told{}
		f.Messenger = messages
		made := f.create(tokens.Draft{})
		messages.notices = nil
		_, err := f.policy.Set(f.as("u:acc_sec", rbac.Admin), policy.App, made.Token.AppID, 0, true,
			policy.Part{DescriptionRequired: of(true)}, policy.Apply{Mode: policy.Report, From: begin.Add(10 * day)})
		require.NoError(t, err)
		require.NoError(t, f.Comply(t.Context()))
		require.Equal(t, []string{"The app App of Kiosk will change its rules on 11 March 2026: it asks for a description."}, f.breaks(made.Token.ID))
		require.Len(t, messages.notices, 1)
		_, err = f.Create(f.ada(), made.Token.AppID, tokens.Draft{Name: "Second", Environment: "live"})
		require.NoError(t, err, "nobody is asked before")

		f.clock.Advance(10*day - time.Microsecond)
		require.NoError(t, f.policy.Activate(t.Context()))
		require.NoError(t, f.Comply(t.Context()))
		require.Equal(t, tokens.Active, f.state(made.Token.ID))
		f.clock.Advance(time.Microsecond)
		for range 2 {
			require.NoError(t, f.policy.Activate(t.Context()))
			require.NoError(t, f.Comply(t.Context()))
		}
		require.Equal(t, tokens.Suspended, f.state(made.Token.ID))
		require.Equal(t, []string{"The app App of Kiosk asks for a description."}, f.breaks(made.Token.ID))
	})
}

func TestAnExceptionFreesTheTokensOfItsAppFromTheRuleUntilItIsOver(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		made := f.create(tokens.Draft{})
		sec := f.as("u:acc_sec", rbac.Admin)
		x, err := f.policy.Ask(f.ada(), policy.Exception{AppID: made.Token.AppID, Rule: policy.DescriptionRequired, Reason: "Old.", EndsAt: begin.Add(10 * day)})
		require.NoError(t, err)
		_, err = f.policy.Decide(sec, x.ID, true, "Fine.")
		require.NoError(t, err)
		_, err = f.policy.Set(sec, policy.App, made.Token.AppID, 0, true, policy.Part{DescriptionRequired: of(true)}, policy.Apply{Mode: policy.AtOnce})
		require.NoError(t, err)
		f.clock.Advance(10*day - time.Microsecond)
		require.NoError(t, f.Comply(t.Context()))
		require.Equal(t, tokens.Active, f.state(made.Token.ID))
		_, err = f.Rotate(f.ada(), made.Token.ID, tokens.Turn{})
		require.NoError(t, err)

		f.clock.Advance(time.Microsecond)
		require.NoError(t, f.policy.EndOverdue(t.Context()))
		require.NoError(t, f.Comply(t.Context()))
		require.Equal(t, tokens.Suspended, f.state(made.Token.ID))
		ended, err := f.policy.ExceptionsOf(f.ada(), made.Token.AppID)
		require.NoError(t, err)
		require.Equal(t, policy.Ended, ended[0].State)
	})
}
