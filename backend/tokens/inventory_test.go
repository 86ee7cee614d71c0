package tokens_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestEveryFilterInEveryOrderAnswersTheSameTokensPageByPageAsAtOnce(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fillCrowd(t, s, 5_000) // more than are looked up one by one
		f := open(t, s)
		security := f.as("u:acc_sec", rbac.SecurityAdmin)
		all := walk(t, f, security, tokens.Filter{}, tokens.Newest, 200)
		require.Len(t, all, 5_000)
		for name, filter := range questions {
			var sets [][]string
			for _, order := range orders {
				found := walk(t, f, security, filter, order, 173)
				require.True(t, slices.IsSortedFunc(found, inOrder(order)), "%s %s", name, order)
				ids := make([]string, len(found))
				for i, token := range found {
					ids[i] = token.ID
					if filter.State != "" {
						require.Equal(t, filter.State, token.StateAt(begin), name)
					}
				}
				slices.Sort(ids)
				sets = append(sets, slices.Compact(ids))
				require.Len(t, sets[len(sets)-1], len(found), "%s %s: a token twice", name, order)
			}
			for _, set := range sets[1:] {
				require.Equal(t, sets[0], set, name)
			}
			if name != "nothing" && filter.API != "api7" && filter.Network == "" {
				require.NotEmpty(t, sets[0], name)
			}
		}
	})
}

var orders = []tokens.Order{tokens.Newest, tokens.Oldest, tokens.LongestUnused, tokens.EndingFirst}

func inOrder(o tokens.Order) func(a, b tokens.Token) int {
	return func(a, b tokens.Token) int {
		switch o {
		case tokens.Newest:
			return b.CreatedAt.Compare(a.CreatedAt)
		case tokens.Oldest:
			return a.CreatedAt.Compare(b.CreatedAt)
		case tokens.EndingFirst:
			return a.ExpiresAt.Compare(b.ExpiresAt)
		}
		sign := func(t tokens.Token) int64 {
			if t.LastUsedAt != nil {
				return t.LastUsedAt.UnixMicro()
			}
			return t.CreatedAt.UnixMicro()
		}
		return int(sign(a) - sign(b))
	}
}

func walk(t *testing.T, f *fixture, ctx context.Context, filter tokens.Filter, o tokens.Order, limit int) (all []tokens.Token) {
	t.Helper()
	for cursor := ""; ; {
		found, err := f.Inventory(ctx, filter, o, page.Request{Cursor: cursor, Limit: limit})
		require.NoError(t, err)
		all = append(all, found.Items...)
		if cursor = found.Next; cursor == "" {
			return all
		}
	}
}

func TestACursorHoldsForItsOwnOrderOnly(t *testing.T) {
	f := open(t, storetest.New(t))
	app := f.register("Kiosk").App.ID
	_, err := f.Create(f.ada(), app, tokens.Draft{Name: "Another", Environment: "live"})
	require.NoError(t, err)
	found, err := f.Inventory(t.Context(), tokens.Filter{}, tokens.Newest, page.Request{Limit: 1})
	require.NoError(t, err)
	require.NotEmpty(t, found.Next)
	_, err = f.Inventory(t.Context(), tokens.Filter{}, tokens.EndingFirst, page.Request{Limit: 1, Cursor: found.Next})
	require.ErrorIs(t, err, page.ErrCursor)
	_, err = f.Inventory(t.Context(), tokens.Filter{}, "dearest", page.Request{Limit: 1})
	require.Equal(t, []string{"/order"}, pointers(t, err))
	_, err = f.Inventory(t.Context(), tokens.Filter{Breaks: policy.StepUp}, tokens.Newest, page.Request{Limit: 1})
	require.Equal(t, []string{"/breaks"}, pointers(t, err), "no live token can break it")
	_, err = f.Inventory(t.Context(), tokens.Filter{ScopeRisk: "huge"}, tokens.Newest, page.Request{Limit: 1})
	require.Equal(t, []string{"/scopeRisk"}, pointers(t, err))
}

// weighs is what publishers say of scopes, until they say something else.
type weighs map[string]string

func (w weighs) Granted(context.Context, string, string) ([]string, error) {
	return []string{"museum:read", "museum:write"}, nil
}

func (weighs) Seen(_ context.Context, scopes []string) ([]string, error) { return scopes, nil }

func (weighs) Staying(context.Context, apps.App, string) ([]string, error) { return nil, nil }

func (w weighs) Risks(context.Context, []string) (map[string]string, error) { return w, nil }

func TestTheInventoryFollowsWhatPublishersSayOfScopes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		said := weighs{"museum:read": "low", "museum:write": "medium"}
		f.Grants = said
		f.Schedule(f.jobs)
		ids := func(risk tokens.Risk, api string) (ids []string) {
			for _, token := range walk(t, f, t.Context(), tokens.Filter{ScopeRisk: risk, API: api}, tokens.Newest, 50) {
				if token.Environment == "live" { // not the tokens that came with the apps
					ids = append(ids, token.Name)
				}
			}
			return ids
		}
		reads := f.create(tokens.Draft{Name: "Reads", Scopes: []string{"museum:read"}}).Token
		f.create(tokens.Draft{Name: "Writes", Scopes: []string{"museum:read", "museum:write"}})
		require.Equal(t, []string{"Writes"}, ids(tokens.Medium, "museum"))
		require.Empty(t, ids(tokens.High, ""))
		require.Empty(t, ids("", "zoo"))

		said["museum:write"] = "high"
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error { return f.WeighLater(ctx, catalog.API{Slug: "museum"}) }))
		require.NoError(t, f.jobs.Start(t.Context()))
		t.Cleanup(func() { require.NoError(t, f.jobs.Stop(context.Background())) })
		require.Eventually(t, func() bool { return slices.Equal(ids(tokens.High, "museum"), []string{"Writes"}) }, time.Minute, 10*time.Millisecond)
		require.Contains(t, ids(tokens.Low, ""), "Reads")

		scopes := []string{"museum:write"}
		_, err := f.Change(f.ada(), reads.ID, reads.Version, false, tokens.Patch{Scopes: &scopes})
		require.NoError(t, err)
		require.ElementsMatch(t, []string{"Reads", "Writes"}, ids(tokens.High, "museum"))
		none := []string{}
		_, err = f.Change(f.ada(), reads.ID, 0, true, tokens.Patch{Scopes: &none})
		require.NoError(t, err)
		require.Equal(t, []string{"Writes"}, ids(tokens.High, "museum"))
	})
}

func TestAnExportHoldsEveryMatchingTokenOnceAndNoFormula(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		fillCrowd(t, s, 1_200) // three parts
		f := open(t, s)
		made := f.create(tokens.Draft{Name: "=cmd|' /C calc'!A0"})
		security := f.as("u:acc_sec", rbac.SecurityAdmin)
		text, err := f.Export(security, tokens.Filter{}, tokens.EndingFirst)
		require.NoError(t, err)
		lines, err := csv.NewReader(text).ReadAll()
		require.NoError(t, err)
		require.Equal(t, "id", lines[0][0])
		seen := map[string]bool{}
		for _, line := range lines[1:] {
			require.False(t, seen[line[0]], line[0])
			seen[line[0]] = true
			require.NotContains(t, strings.Join(line, " "), made.Secret.Reveal())
			if line[0] == made.Token.ID {
				require.Equal(t, "'=cmd|' /C calc'!A0", line[2])
				require.Equal(t, "acc_ada", line[5])
			}
		}
		require.Len(t, seen, 1_202, "with the app's first token")
		entries, err := f.audit.List(t.Context(), audit.Filter{Action: "tokens.export"}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, entries.Items, 1)
		_, err = f.Export(security, tokens.Filter{State: "asleep"}, tokens.Newest)
		require.Equal(t, []string{"/state"}, pointers(t, err))
	})
}

func TestAViewIsKeptUnderItsNameForOnePerson(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		for _, id := range []string{"acc_sec", "acc_other"} {
			_, err := s.WriterPool().ExecContext(t.Context(), `INSERT INTO accounts (id, name, email, email_canonical, handle, state, created_at, updated_at)
				VALUES ($1, 'A', $1, $1, $2, 'active', 1, 1)`, id, []byte(id))
			require.NoError(t, err)
		}
		security, other := f.as("u:acc_sec", rbac.SecurityAdmin), f.as("u:acc_other", rbac.SecurityAdmin)
		old := tokens.Filter{API: "museum", OlderDays: 90, Breaks: tokens.AnyRule}
		kept, err := f.SaveView(security, "  Old  keys ", old, tokens.Oldest)
		require.NoError(t, err)
		require.Equal(t, "Old keys", kept.Name)
		risky := tokens.Filter{ScopeRisk: tokens.High}
		again, err := f.SaveView(security, "Old keys", risky, tokens.Newest)
		require.NoError(t, err)
		require.Equal(t, kept.ID, again.ID, "the same name is the same view")

		mine, err := f.SavedViews(security)
		require.NoError(t, err)
		require.Len(t, mine, 1)
		require.Equal(t, risky, mine[0].Filter)
		theirs, err := f.SavedViews(other)
		require.NoError(t, err)
		require.Empty(t, theirs)
		require.ErrorIs(t, f.RemoveView(other, kept.ID), tokens.ErrSavedNotFound)
		_, err = f.SaveView(security, " ", risky, tokens.Newest)
		require.Equal(t, []string{"/name"}, pointers(t, err))
		for i := range 49 {
			_, err := f.SaveView(security, fmt.Sprint("View ", i), risky, tokens.Newest)
			require.NoError(t, err)
		}
		_, err = f.SaveView(security, "One more", risky, tokens.Newest)
		require.ErrorIs(t, err, tokens.ErrSavedTooMany)
		_, err = f.SaveView(security, "View 7", old, tokens.Newest)
		require.NoError(t, err, "replacing needs no place")
		require.NoError(t, f.RemoveView(security, kept.ID))
		require.ErrorIs(t, f.RemoveView(security, kept.ID), tokens.ErrSavedNotFound)
	})
}

func TestADeepPageOfEachOrderBeginsInItsIndex(t *testing.T) {
	s := storetest.New(t)
	fillCrowd(t, s, 2_000)
	f := open(t, s)
	security := f.as("u:acc_sec", rbac.SecurityAdmin)
	statements := storetest.Statements(t, s)
	for _, order := range orders {
		first, err := f.Inventory(security, tokens.Filter{}, order, page.Request{Limit: 50})
		require.NoError(t, err)
		statements()
		_, err = f.Inventory(security, tokens.Filter{}, order, page.Request{Cursor: first.Next, Limit: 50})
		require.NoError(t, err)
		var paged string
		for _, sql := range statements() {
			if strings.Contains(sql, "FROM `tokens`") && strings.Contains(sql, "ORDER BY") {
				paged = sql
			}
		}
		require.NotEmpty(t, paged, order)
		var plan []struct{ Detail string }
		unbound := make([]any, strings.Count(paged, "?"))
		require.NoError(t, s.Read(t.Context()).Raw("EXPLAIN QUERY PLAN "+paged, unbound...).Scan(&plan).Error)
		require.Contains(t, plan[0].Detail, "SEARCH tokens USING INDEX", "%s: %s", order, paged)
	}
}
