package tokens_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

const harbour = "tea_harbour"

// moorings is one team, whose owner is Ada.
type moorings struct{}

func (moorings) Of(_ context.Context, account string) ([]teams.Membership, error) {
	if account != "acc_ada" {
		return nil, nil
	}
	return []teams.Membership{{Team: teams.Team{ID: harbour, Name: "Harbour"}, Role: teams.Owner}}, nil
}

func (moorings) Hold(_ context.Context, team, account string) (teams.Role, error) {
	if team != harbour || account != "acc_ada" {
		return "", nil
	}
	return teams.Owner, nil
}

func (moorings) People(context.Context, string) ([]string, error) { return []string{"acc_ada"}, nil }

func (moorings) Find(ctx context.Context, id string) (teams.Membership, error) {
	if id != harbour || rbac.From(ctx).AccountID() != "acc_ada" {
		return teams.Membership{}, teams.ErrNotFound
	}
	return teams.Membership{Team: teams.Team{ID: harbour, Name: "Harbour"}, Role: teams.Owner}, nil
}

func (moorings) Names(context.Context, []string) (map[string]string, error) {
	return map[string]string{harbour: "Harbour"}, nil
}

func openShared(t *testing.T, s *store.Store) *fixture {
	t.Helper()
	f := openIn(t, s, moorings{})
	require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
		return s.Write(ctx).Exec("INSERT INTO teams (id, name, name_folded, created_by, created_at, updated_at) VALUES (?, 'Harbour', 'harbour', 'acc_ada', 0, 0)", harbour).Error
	}))
	return f
}

// living answers an app of an owner with a live token of 200 days.
func (f *fixture) living(name, team string) (app, token string) {
	f.t.Helper()
	made, err := f.apps.Register(f.ada(), apps.Draft{Name: name, Team: team})
	require.NoError(f.t, err)
	end := begin.Add(200 * day)
	minted, err := f.Create(f.ada(), made.App.ID, tokens.Draft{Name: name, Description: "d", Environment: "live", Scopes: []string{"museum:read"}, ExpiresAt: &end})
	require.NoError(f.t, err)
	return made.App.ID, minted.Token.ID
}

func TestARuleOfATeamIsHeldAgainstTheTokensOfItsAppsAlone(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := openShared(t, s)
		addMuseum(t, s)
		_, theirs := f.living("Crane", harbour)
		_, mine := f.living("Kiosk", "")
		strict := policy.Part{MaxLife: of(90 * day)}
		effects, err := f.Preview(f.as("u:acc_sec", rbac.Admin), policy.Team, harbour, strict)
		require.NoError(t, err)
		require.Len(t, effects, 1)
		require.EqualValues(t, 1, effects[0].Tokens)

		_, err = f.policy.Tighten(f.ada(), harbour, 0, false, strict, policy.Apply{Mode: policy.AtOnce})
		require.NoError(t, err)
		require.NoError(t, f.Comply(t.Context()))

		require.Equal(t, tokens.Suspended, f.state(theirs))
		require.Equal(t, tokens.Active, f.state(mine))
		require.Equal(t, []string{"The team Harbour allows tokens to live at most 90 days."}, f.breaks(theirs))
		end := begin.Add(91 * day)
		app, err := f.apps.Register(f.ada(), apps.Draft{Name: "Winch", Team: harbour})
		require.NoError(t, err)
		_, err = f.Create(f.ada(), app.App.ID, tokens.Draft{Name: "Winch", Environment: "live", Scopes: []string{"museum:read"}, ExpiresAt: &end})
		require.ErrorIs(t, err, fault.ErrInvalid)
		offenders, err := f.Offenders(t.Context(), policy.MaxLife, policy.Place{Level: policy.Team, ID: harbour}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, offenders.Items, 1)
		days, facts, _, err := f.Evidence(t.Context())
		require.NoError(t, err)
		require.Len(t, facts, 1)
		require.Equal(t, policy.Team, facts[0].Level)
		last := days[len(days)-1]
		require.Equal(t, policy.Place{Level: policy.Team, ID: harbour}, last.Place)
		require.EqualValues(t, 1, last.Breaking)
	})
}

func TestAnAppThatMovesIsHeldAgainstTheRulesOfItsNewTeamAsForeseen(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := openShared(t, s)
		addMuseum(t, s)
		app, id := f.living("Kiosk", "")
		f.set(policy.Team, harbour, policy.Part{DescriptionRequired: of(true), IdleDays: of(60)})
		_, err := f.policy.Set(f.as("u:acc_sec", rbac.Admin), policy.Team, harbour, 1, false,
			policy.Part{MaxLife: of(90 * day), DescriptionRequired: of(true), IdleDays: of(60)}, policy.Apply{Mode: policy.AtOnce})
		require.NoError(t, err)

		_, err = f.Moving(f.as("u:acc_bob"), app, harbour)
		require.ErrorIs(t, err, apps.ErrNotFound)
		_, err = f.Moving(f.ada(), app, "tea_foreign")
		require.ErrorIs(t, err, teams.ErrNotFound)
		nothing, err := f.Moving(f.ada(), app, "")
		require.NoError(t, err)
		require.Empty(t, nothing)
		foreseen, err := f.Moving(f.ada(), app, harbour)
		require.NoError(t, err)
		require.Len(t, foreseen, 1)
		require.Equal(t, "The team Harbour allows tokens to live at most 90 days.", foreseen[0].Says)
		require.True(t, foreseen[0].Suspends)
		require.Equal(t, id, foreseen[0].Broken[0].ID)
		require.Equal(t, tokens.Active, f.state(id))

		_, err = f.apps.Transfer(f.ada(), app, harbour)
		require.NoError(t, err)
		require.NoError(t, f.Comply(t.Context()))
		require.Equal(t, tokens.Suspended, f.state(id))
		_, err = f.Resume(f.ada(), id)
		require.ErrorIs(t, err, tokens.ErrBreaksPolicy)

		_, err = f.apps.Transfer(f.ada(), app, "")
		require.NoError(t, err)
		require.NoError(t, f.Comply(t.Context()))
		require.Empty(t, f.breaks(id))
		_, err = f.Resume(f.ada(), id)
		require.NoError(t, err)
	})
}

// TestTheJobReadsNoMoreThanATeamHas: whatever the million belongs to, what a team says is looked for along the apps' index.
func TestTheJobReadsNoMoreThanATeamHas(t *testing.T) {
	s := storetest.New(t)
	fillCrowd(t, s, 2_000)
	f := openShared(t, s)
	f.set(policy.Team, harbour, policy.Part{
		MaxLife: of(90 * day), RotationWarnDays: of(10), RotationBlockDays: of(20), MaxOverlap: of(time.Hour), Kinds: []string{"live"}, TokensPerApp: of(3),
		NameRule: of("a.+"), DescriptionRequired: of(true), NetworksForHighRisk: of(true), IdleDays: of(30),
	})
	statements := storetest.Statements(t, s)
	require.NoError(t, f.Comply(t.Context()))
	seen := map[string]bool{}
	for _, sql := range statements() {
		if !strings.Contains(sql, "FROM apps WHERE owner = ") || seen[sql] {
			continue
		}
		seen[sql] = true
		var plan []struct{ Detail string }
		unbound := make([]any, strings.Count(sql, "?"))
		require.NoError(t, s.Read(t.Context()).Raw("EXPLAIN QUERY PLAN "+sql, unbound...).Scan(&plan).Error)
		require.Regexp(t, `^SEARCH tokens USING (COVERING )?INDEX \S+ \((app_id|id)=`, plan[0].Detail, sql)
	}
	require.NotEmpty(t, seen)
}
