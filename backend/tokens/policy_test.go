package tokens_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// museum is the only API of these tests.
type museum struct{}

func (museum) FindAPI(_ context.Context, slug string) (catalog.API, error) {
	return catalog.API{ID: "api_museum", Slug: "museum", Name: "Museum"}, nil
}

// addMuseum stores the API with its scopes, museum:write of high risk.
func addMuseum(t *testing.T, s *store.Store) {
	t.Helper()
	require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
		err := s.Write(ctx).Exec("INSERT INTO apis (id, slug, name, visibility, owner, created_at, updated_at) VALUES ('api_museum', 'museum', 'Museum', 'public', 'u:acc_1', 0, 0)").Error
		if err != nil {
			return err
		}
		return s.Write(ctx).Exec("INSERT INTO scopes (api_id, name, risk) VALUES ('api_museum', 'write', 'high'), ('api_museum', 'read', 'low')").Error
	}))
}

func of[T any](value T) *T { return &value }

func (f *fixture) set(level, id string, p policy.Part) {
	f.t.Helper()
	_, err := f.policy.Set(f.as("u:acc_sec", rbac.Admin), level, id, 0, true, p, policy.Apply{})
	require.NoError(f.t, err)
}

// breaks answers what the token's page says that it breaks.
func (f *fixture) breaks(id string) []string {
	f.t.Helper()
	said, err := f.Breaks(f.t.Context(), id)
	require.NoError(f.t, err)
	return said
}

func TestARefusalNamesTheRuleAndTheLevelThatSetIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		addMuseum(t, s)
		app := f.register("Kiosk").App
		f.set(policy.API, "museum", policy.Part{MaxLife: of(90 * day), NameRule: of("m-.+"), TokensPerApp: of(2), Kinds: []string{"live"}})
		f.set(policy.App, app.ID, policy.Part{DescriptionRequired: of(true)})

		end := begin.Add(91 * day)
		d := tokens.Draft{Name: "Door", Environment: "live", Scopes: []string{"museum:read"}, ExpiresAt: &end}
		_, err := f.Create(f.ada(), app.ID, d)
		var refused *fault.Fault
		require.ErrorAs(t, err, &refused)
		said := map[string]string{}
		for _, field := range refused.Fields {
			said[field.Code] = field.Message
		}
		require.Equal(t, map[string]string{
			"policy.maxLifeSeconds":      "The API Museum allows at most 90 days: until 2026-05-30T12:00:00Z.",
			"policy.nameRule":            "The API Museum asks for names that match m-.+.",
			"policy.descriptionRequired": "The app Kiosk asks for a description; say what uses the token.",
		}, said)
		_, err = f.Create(f.ada(), app.ID, tokens.Draft{Name: "m-1", Description: "d", Environment: "sandbox", Scopes: []string{"museum:read"}})
		require.Equal(t, []string{"/environment"}, pointers(t, err))

		end = begin.Add(90 * day)
		d.Name, d.Description = "m-door", "The door."
		_, err = f.Create(f.ada(), app.ID, d)
		require.NoError(t, err)
		d.Name = "m-gate"
		_, err = f.Create(f.ada(), app.ID, d)
		require.ErrorIs(t, err, tokens.ErrTooMany, "the sandbox token that came with the app carries a scope of the API too")
		require.ErrorAs(t, err, &refused)
		require.Equal(t, "The API Museum allows an app at most 2 tokens.", refused.Message)
		d.Name, d.Scopes = "Other", nil
		_, err = f.Create(f.ada(), app.ID, d)
		require.NoError(t, err, "a token without scopes of the API is none of the API's business")
	})
}

func TestRotationHoldsATokenAgainstTheRulesOfTodayUnlessItsSecretGotOut(t *testing.T) {
	f := open(t, storetest.New(t))
	end := begin.Add(300 * day)
	made := f.create(tokens.Draft{ExpiresAt: &end})
	f.set(policy.App, made.Token.AppID, policy.Part{MaxLife: of(90 * day)})

	_, err := f.Rotate(f.ada(), made.Token.ID, tokens.Turn{})
	require.ErrorIs(t, err, tokens.ErrBreaksPolicy)
	var refused *fault.Fault
	require.ErrorAs(t, err, &refused)
	require.Equal(t, "The app App of Kiosk allows tokens to live at most 90 days; make a new one.", refused.Message)
	_, err = f.Rotate(f.ada(), made.Token.ID, tokens.Turn{Compromised: true})
	require.NoError(t, err)
}

func TestPolicyMayAskForAPasskeyBeforeFurtherActs(t *testing.T) {
	f := open(t, storetest.New(t))
	made := f.create(tokens.Draft{})
	stale := rbac.With(t.Context(), rbac.Subject{ID: "u:acc_ada", Roles: []rbac.Role{rbac.Developer}})
	name := tokens.Patch{Name: of("Other")}
	_, err := f.Change(stale, made.Token.ID, 0, true, name)
	require.NoError(t, err)

	f.set(policy.App, made.Token.AppID, policy.Part{StepUp: []string{policy.ActChange, policy.ActResume}})
	_, err = f.Change(stale, made.Token.ID, 0, true, name)
	require.ErrorIs(t, err, web.ErrStepUpRequired)
	_, err = f.Suspend(stale, made.Token.ID, "Lunch.")
	require.NoError(t, err, "stopping never waits")
	_, err = f.Resume(stale, made.Token.ID)
	require.ErrorIs(t, err, web.ErrStepUpRequired)
	_, err = f.Resume(f.ada(), made.Token.ID)
	require.NoError(t, err)
}

func TestTheJobFindsEveryLiveTokenThatBreaksARuleAndForgetsWhatIsMended(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		addMuseum(t, s)
		messages := &told{}
		f.Messenger = messages
		end := begin.Add(100 * day)
		app := f.register("Kiosk").App
		f.clock.Advance(time.Second)
		long, err := f.Create(f.ada(), app.ID, tokens.Draft{Name: "Long", Environment: "live", Scopes: []string{"museum:write"}, ExpiresAt: &end})
		require.NoError(t, err)
		fine := f.create(tokens.Draft{Name: "fine", Description: "d", Networks: []string{"192.0.2.1"}, ExpiresAt: of(begin.Add(30 * day))})
		require.NoError(t, f.Comply(t.Context()))
		require.Empty(t, f.breaks(long.Token.ID))

		rules := policy.Shipped()
		rules.NameRule, rules.DescriptionRequired = "[a-z]+|First.*", true
		_, err = f.policy.Save(f.as("u:acc_sec", rbac.Admin), policy.Instance, 0, true, rules)
		require.NoError(t, err)
		f.set(policy.API, "museum", policy.Part{MaxLife: of(90 * day), NetworksForHighRisk: of(true), TokensPerApp: of(1)})
		messages.notices = nil
		for range 2 {
			require.NoError(t, f.Comply(t.Context()))
		}
		require.Equal(t, []string{
			"This portal asks for a description.", "The API Museum allows tokens to live at most 90 days.",
			"This portal asks for names that match [a-z]+|First.*.",
			"The API Museum asks for networks on live tokens with high-risk scopes.", "The API Museum allows an app at most 1 token.",
		}, f.breaks(long.Token.ID))
		require.Empty(t, f.breaks(fine.Token.ID))
		require.Len(t, messages.notices, 1, "once, whatever the number of rules and runs")
		require.Equal(t, "acc_ada tokens.policy", messages.notices[0])

		_, err = f.Change(f.ada(), long.Token.ID, 0, true, tokens.Patch{Name: of("long"), Description: of("d"), Networks: &[]string{"192.0.2.0/24"}})
		require.NoError(t, err)
		require.Equal(t, []string{
			"The API Museum allows tokens to live at most 90 days.", "The API Museum allows an app at most 1 token.",
		}, f.breaks(long.Token.ID), "what the change mended is gone with it, not with the job's next run")
		f.set(policy.API, "museum", policy.Part{NetworksForHighRisk: of(true)})
		require.NoError(t, f.Comply(t.Context()))
		require.Empty(t, f.breaks(long.Token.ID))
	})
}

func TestATokenThatNobodyRotatesIsSuspendedAndWorksAgainOnceRotated(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		messages := &told{}
		f.Messenger = messages
		made := f.create(tokens.Draft{})
		f.set(policy.App, made.Token.AppID, policy.Part{RotationWarnDays: of(20), RotationBlockDays: of(30)})
		f.clock.Advance(20*day - time.Microsecond)
		require.NoError(t, f.Comply(t.Context()))
		require.Empty(t, f.breaks(made.Token.ID))
		f.clock.Advance(time.Microsecond)
		require.NoError(t, f.Comply(t.Context()))
		require.Equal(t, []string{"The app App of Kiosk asks for a new secret after 20 days."}, f.breaks(made.Token.ID))
		require.Equal(t, tokens.Active, f.state(made.Token.ID))

		f.clock.Advance(10 * day)
		messages.notices = nil
		require.NoError(t, f.Comply(t.Context()))
		require.Equal(t, tokens.Suspended, f.state(made.Token.ID))
		require.Equal(t, []string{"acc_ada security.token_suspended"}, messages.notices)
		_, err := f.Resume(f.ada(), made.Token.ID)
		require.ErrorIs(t, err, tokens.ErrBreaksPolicy)
		_, err = f.Resume(f.as("u:acc_sec", rbac.SecurityAdmin), made.Token.ID)
		require.ErrorIs(t, err, tokens.ErrBreaksPolicy, "nor may an operator")
		_, err = f.Rotate(f.ada(), made.Token.ID, tokens.Turn{})
		require.NoError(t, err)
		require.Equal(t, tokens.Rotating, f.state(made.Token.ID))
		require.NoError(t, f.Comply(t.Context()))
		require.Empty(t, f.breaks(made.Token.ID))
	})
}
