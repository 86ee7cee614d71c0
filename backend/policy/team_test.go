package policy_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// crew is the people of teams by team and account.
type crew map[string]map[string]teams.Role

func (c crew) Find(ctx context.Context, id string) (teams.Membership, error) {
	role, in := c[id][rbac.From(ctx).AccountID()]
	if !in {
		return teams.Membership{}, teams.ErrNotFound
	}
	return teams.Membership{Team: teams.Team{ID: id, Name: "Harbour"}, Role: role}, nil
}

func (c crew) Names(_ context.Context, ids []string) (map[string]string, error) {
	names := map[string]string{}
	for _, id := range ids {
		if c[id] != nil {
			names[id] = "Harbour"
		}
	}
	return names, nil
}

func (c crew) Of(_ context.Context, account string) ([]teams.Membership, error) {
	var of []teams.Membership
	for id, people := range c {
		if role, in := people[account]; in {
			of = append(of, teams.Membership{Team: teams.Team{ID: id}, Role: role})
		}
	}
	return of, nil
}

func (c crew) Hold(_ context.Context, team, account string) (teams.Role, error) {
	return c[team][account], nil
}

func (c crew) People(_ context.Context, team string) ([]string, error) {
	var all []string
	for account := range c[team] {
		all = append(all, account)
	}
	return all, nil
}

func (c crew) behind(_ context.Context, subject string) ([]string, error) {
	team := rbac.Subject{ID: subject}.Team()
	if team == "" {
		return []string{subject}, nil
	}
	var all []string
	for account := range c[team] {
		all = append(all, rbac.PersonID(account))
	}
	return all, nil
}

const harbour, quay = "tea_harbour", "tea_quay"

type titles []string

func (m *titles) Send(context.Context, string, string, map[string]any) error { return nil }

func (m *titles) Notify(_ context.Context, n accounts.Notice, _ string, _ map[string]any) error {
	*m = append(*m, n.Account+": "+n.Title)
	return nil
}

type shared struct {
	*policy.Service
	apps *apps.Service
	log  *audit.Log
	told *titles
}

func ofTeams(t *testing.T, s *store.Store) shared {
	t.Helper()
	enforcer, err := rbac.New()
	require.NoError(t, err)
	people := crew{harbour: {"acc_ada": teams.Owner, "acc_dev": teams.Developer, "acc_eye": teams.Viewer, "acc_sec": teams.Viewer}, quay: {"acc_ada": teams.Owner}}
	log := audit.New(audit.Deps{Store: s, Keys: keys("k")})
	f := shared{log: log, told: &titles{}}
	f.apps = apps.New(apps.Deps{
		Store: s, Audit: log, Clock: clock.System(), Allows: enforcer.Allows, Cursors: page.Codec{Key: []byte("k")}, Teams: people, Behind: people.behind,
		OwnerNames: func(context.Context, []string) (map[string]string, error) { return nil, nil },
	})
	require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
		for _, id := range []string{harbour, quay} {
			if err := s.Write(ctx).Exec("INSERT INTO teams (id, name, name_folded, created_by, created_at, updated_at) VALUES (?, 'Harbour', 'harbour', 'acc_ada', 0, 0)", id).Error; err != nil {
				return err
			}
		}
		return s.Write(ctx).Exec("INSERT INTO apis (id, slug, name, visibility, owner, created_at, updated_at) VALUES ('api_1', 'payments', 'Payments', 'public', 'u:acc_1', 0, 0)").Error
	}))
	f.Service = policy.New(policy.Deps{
		Store: s, Audit: log, Clock: clock.System(), APIs: oneAPI{}, Teams: people, Apps: f.apps, Allows: enforcer.Allows, Behind: people.behind, Messenger: f.told,
		Deciders: func(context.Context) ([]accounts.Account, error) { return []accounts.Account{{ID: "acc_root"}}, nil },
	})
	return f
}

func (f shared) register(t *testing.T, team string) string {
	t.Helper()
	made, err := f.apps.Register(as(t, "u:acc_ada", rbac.Developer), apps.Draft{Name: "Kiosk", Team: team})
	require.NoError(t, err)
	return made.App.ID
}

func TestATeamStandsBetweenTheAPIsAndItsApps(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := ofTeams(t, s)
		admin, app := as(t, "u:acc_root", rbac.Admin), f.register(t, harbour)
		for level, part := range map[[2]string]policy.Part{
			{policy.API, "payments"}: {MaxLife: of(90 * 24 * time.Hour), IdleDays: of(60)},
			{policy.Team, harbour}:   {MaxLife: of(60 * 24 * time.Hour), TokensPerApp: of(4)},
			{policy.Team, quay}:      {MaxLife: of(time.Hour)},
			{policy.App, app}:        {TokensPerApp: of(3)},
		} {
			_, err := f.Set(admin, level[0], level[1], 0, false, part, policy.Apply{})
			require.NoError(t, err)
		}

		holds, err := f.For(t.Context(), app, []string{"payments"})
		require.NoError(t, err)
		require.Equal(t, 60*24*time.Hour, holds.MaxLife)
		require.Equal(t, "The team Harbour", holds.From(policy.MaxLife).String())
		require.Equal(t, "The API Payments", holds.From(policy.IdleDays).String())
		require.Equal(t, "The app Kiosk", holds.From(policy.TokensPerApp).String())
		require.Len(t, holds.Limits, 3)
		_, shown, err := f.At(admin, policy.App, app)
		require.NoError(t, err)
		require.Equal(t, "The team Harbour", shown.From(policy.MaxLife).String(), "the app's page shows what its team sets")
		place, above, err := f.Above(admin, policy.App, app)
		require.NoError(t, err)
		require.Equal(t, "The team Harbour", place.String())
		require.Equal(t, 60*24*time.Hour, above.MaxLife)
		require.Equal(t, 4, above.TokensPerApp, "not what the app says itself")
		place, above, err = f.Above(admin, policy.Team, harbour)
		require.NoError(t, err)
		require.Equal(t, policy.Instance, place.Level)
		require.Equal(t, policy.Shipped().MaxLife, above.MaxLife)
		ladder, err := f.Ladder(t.Context())
		require.NoError(t, err)
		var levels []string
		for _, step := range ladder {
			levels = append(levels, step.Level)
		}
		require.Equal(t, []string{policy.Instance, policy.API, policy.Team, policy.Team, policy.App}, levels)

		_, err = f.Set(admin, policy.App, app, 1, false, policy.Part{MaxLife: of(70 * 24 * time.Hour)}, policy.Apply{})
		var refused *fault.Fault
		require.ErrorAs(t, err, &refused)
		require.Equal(t, "The team Harbour allows at most 60 days. A lower level only tightens.", refused.Fields[0].Message)
	})
}

func TestAnAppStandsUnderTheRulesOfItsTeamAtOnceAndLeavesThemBehind(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := ofTeams(t, s)
		admin, ada, app := as(t, "u:acc_root", rbac.Admin), as(t, "u:acc_ada", rbac.Developer), f.register(t, "")
		_, err := f.Set(admin, policy.Team, harbour, 0, false, policy.Part{MaxLife: of(time.Hour)}, policy.Apply{})
		require.NoError(t, err)
		longest := func() time.Duration {
			holds, err := f.For(t.Context(), app, nil)
			require.NoError(t, err)
			return holds.MaxLife
		}
		require.Equal(t, policy.Shipped().MaxLife, longest())

		_, err = f.apps.Transfer(ada, app, harbour)
		require.NoError(t, err)
		require.Equal(t, time.Hour, longest())
		require.Empty(t, *f.told, "what gets stricter is nobody's worry")
		_, err = f.apps.Transfer(ada, app, quay)
		require.NoError(t, err)
		require.Equal(t, policy.Shipped().MaxLife, longest())
		require.Equal(t, titles{"acc_root: The app Kiosk moved and left stricter rules behind"}, *f.told)
	})
}

func TestOwnersOfATeamTightenItAndOnlyOthersLoosen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := ofTeams(t, s)
		ada := as(t, "u:acc_ada", rbac.Developer)
		strict, loose := policy.Part{IdleDays: of(30)}, policy.Part{IdleDays: of(60)}
		_, err := f.Tighten(ada, harbour, 0, false, strict, policy.Apply{Mode: policy.AtOnce})
		require.NoError(t, err)

		for name, one := range map[string]struct {
			who  context.Context
			says policy.Part
			is   error
		}{
			"a developer of it":  {as(t, "u:acc_dev", rbac.Developer), policy.Part{IdleDays: of(7)}, teams.ErrOwnersOnly},
			"a viewer of it":     {as(t, "u:acc_eye", rbac.Developer), policy.Part{IdleDays: of(7)}, teams.ErrOwnersOnly},
			"somebody else":      {as(t, "u:acc_bob", rbac.Developer), policy.Part{IdleDays: of(7)}, teams.ErrNotFound},
			"its owner, looser":  {ada, loose, policy.ErrOwnApp},
			"its owner, nothing": {ada, policy.Part{}, policy.ErrOwnApp},
			"its owner, stale":   {ada, strict, policy.ErrStale},
		} {
			version := int64(1)
			if errors.Is(one.is, policy.ErrStale) {
				version = 0
			}
			_, err := f.Tighten(one.who, harbour, version, false, one.says, policy.Apply{Mode: policy.AtOnce})
			require.ErrorIs(t, err, one.is, name)
		}
		_, err = f.Tighten(ada, harbour, 1, false, strict, policy.Apply{})
		require.NoError(t, err, "the rule says the same and goes on to act")
		_, err = f.Set(as(t, "u:acc_sec", rbac.SecurityAdmin), policy.Team, harbour, 2, false, loose, policy.Apply{Mode: policy.AtOnce})
		require.ErrorIs(t, err, policy.ErrOwnApp, "who views the team and sets policy gains by it")
		_, err = f.Set(as(t, "u:acc_root", rbac.Admin), policy.Team, harbour, 2, false, loose, policy.Apply{Mode: policy.AtOnce})
		require.NoError(t, err)
	})
}

func TestATeamThatIsRemovedTakesItsRulesAlong(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := ofTeams(t, s)
		ada := as(t, "u:acc_ada", rbac.Developer)
		later := policy.Apply{Mode: policy.Report, From: time.Now().Add(time.Hour)}
		_, err := f.Tighten(ada, harbour, 0, false, policy.Part{IdleDays: of(30)}, later)
		require.NoError(t, err)

		for range 2 {
			require.NoError(t, s.Tx(ada, func(ctx context.Context) error { return f.EndOf(ctx, teams.Team{ID: harbour, Name: "Harbour"}) }))
		}

		planned, err := f.Planned(t.Context())
		require.NoError(t, err)
		require.Empty(t, planned)
		entries, err := f.log.List(t.Context(), audit.Filter{Action: "policy.end"}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, entries.Items, 1)
	})
}

func TestWhatHoldsIsTheSameInWhateverOrderTheLevelsAreRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		steps := []policy.Step{}
		for _, level := range []string{policy.API, policy.API, policy.Team, policy.App} {
			steps = append(steps, policy.Step{Place: policy.Place{Level: level}, Part: said(t, level+string(rune('a'+len(steps))))})
		}
		other := rapid.Permutation(steps).Draw(t, "order")
		one, two := policy.Climb(policy.Shipped(), steps), policy.Climb(policy.Shipped(), other)
		require.ElementsMatch(t, one.Names, two.Names)
		require.ElementsMatch(t, one.Limits, two.Limits)
		// Of several naming rules and of several lists the one to show depends on the order, what is refused doesn't.
		one.NameRule, two.NameRule = "", ""
		require.True(t, slices.Equal(one.Kinds, two.Kinds))
		one.Kinds, two.Kinds = nil, nil
		require.Equal(t, one.Rules, two.Rules)
	})
}

func TestWhoIsNotInATeamReadsNoneOfItsRules(t *testing.T) {
	f := ofTeams(t, storetest.New(t))
	for name, one := range map[string]struct {
		who context.Context
		is  error
	}{
		"a viewer of it":        {as(t, "u:acc_eye", rbac.Developer), nil},
		"who sets policy":       {as(t, "u:acc_root", rbac.Admin), nil},
		"another developer":     {as(t, "u:acc_bob", rbac.Developer), teams.ErrNotFound},
		"an operator's machine": {as(t, "t:opt_1", rbac.Developer), teams.ErrNotFound},
	} {
		_, _, err := f.At(one.who, policy.Team, harbour)
		require.ErrorIs(t, err, one.is, name)
	}
	_, _, err := f.At(as(t, "u:acc_root", rbac.Admin), policy.Team, "tea_gone")
	require.ErrorIs(t, err, teams.ErrNotFound)
}
