package tokens_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// told remembers what people were told.
type told struct{ notices, mails, titles []string }

func (m *told) Send(_ context.Context, to, template string, _ map[string]any) error {
	m.mails = append(m.mails, to+" "+template)
	return nil
}

func (m *told) Notify(_ context.Context, n accounts.Notice, _ string, _ map[string]any) error {
	m.notices, m.titles = append(m.notices, n.Account+" "+n.Kind), append(m.titles, n.Title)
	return nil
}

func TestABulkRevocationEndsExactlyTheTokensThatMatch(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		messages := &told{}
		f.Messenger = messages
		f.Schedule(f.jobs)
		app := f.register("Kiosk").App.ID
		for i := range 5 {
			_, err := f.Create(f.ada(), app, tokens.Draft{Name: fmt.Sprint("Key ", i), Environment: "live"})
			require.NoError(t, err)
		}
		other := f.create(tokens.Draft{Name: "Another app's"}).Token
		security := f.as("u:acc_sec", rbac.SecurityAdmin)
		filter := tokens.Filter{App: app}
		matched, err := f.Match(security, filter)
		require.NoError(t, err)
		require.Len(t, matched, 6, "with the first sandbox token")

		_, err = f.RevokeMany(security, filter, 5, "Broken into.")
		require.ErrorIs(t, err, tokens.ErrMatchChanged)
		_, err = f.RevokeMany(security, tokens.Filter{}, 5, "Broken into.")
		require.Equal(t, []string{"/filter"}, pointers(t, err))
		_, err = f.RevokeMany(security, filter, 6, " ")
		require.Equal(t, []string{"/reason"}, pointers(t, err))
		begun, err := f.RevokeMany(security, filter, 6, "Broken into.")
		require.NoError(t, err)
		require.EqualValues(t, 6, begun.Total)
		messages.notices = nil

		require.NoError(t, f.jobs.Start(t.Context()))
		t.Cleanup(func() { require.NoError(t, f.jobs.Stop(context.Background())) })
		require.Eventually(t, func() bool {
			r, err := f.Revocation(security, begun.ID)
			return err == nil && r.FinishedAt != nil && r.Done == 6
		}, time.Minute, 10*time.Millisecond)
		left, err := f.OfApp(security, app, page.Request{Limit: 50})
		require.NoError(t, err)
		for _, token := range left.Items {
			require.Equal(t, tokens.Revoked, token.StateAt(begin))
			require.Equal(t, "u:acc_sec", token.RevokedBy)
			require.Equal(t, "Broken into.", token.RevokedReason)
		}
		kept, err := f.Find(security, other.ID)
		require.NoError(t, err)
		require.Equal(t, tokens.Active, kept.StateAt(begin))
		require.Equal(t, []string{"acc_ada security.token_revoked"}, messages.notices, "once for each app")
		entries, err := f.audit.List(t.Context(), audit.Filter{Action: "tokens.revoke"}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, entries.Items, 6)
		_, err = f.RevokeMany(security, filter, 6, "Again.")
		require.ErrorIs(t, err, tokens.ErrMatchChanged, "none is left")
		_, err = f.Revocation(security, "rvk_none")
		require.ErrorIs(t, err, tokens.ErrRevocationNotFound)
	})
}

func TestTokensAreMatchedByOwnerAgeIdlenessAndNetwork(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(t, s)
		security := f.as("u:acc_sec", rbac.SecurityAdmin)
		old := f.create(tokens.Draft{Name: "Old", Scopes: []string{"museum:write"}}).Token.ID
		f.clock.Advance(40 * day)
		young := f.create(tokens.Draft{Name: "Young"}).Token.ID
		require.NoError(t, f.MarkUsed(t.Context(), []tokens.Use{{TokenID: old, At: f.clock.Now().UnixMicro(), Network: "192.0.2.0/24", Operation: "x"}}))
		for name, row := range map[string]struct {
			filter     tokens.Filter
			old, young bool
		}{
			"owner":    {tokens.Filter{Owner: "acc_ada"}, true, true},
			"no owner": {tokens.Filter{Owner: "acc_bob"}, false, false},
			"older":    {tokens.Filter{OlderDays: 40}, true, false},
			"unused":   {tokens.Filter{UnusedDays: 40, Text: "old"}, false, false},
			"network":  {tokens.Filter{Network: "192.0.2.0/24"}, true, false},
			"api":      {tokens.Filter{API: "museum"}, true, false},
			"state":    {tokens.Filter{State: tokens.Active, Text: "young"}, false, true},
		} {
			matched, err := f.Match(security, row.filter)
			require.NoError(t, err, name)
			require.Equal(t, row.old, matched[old] != "", name)
			require.Equal(t, row.young, matched[young] != "", name)
		}
		_, err := f.Inventory(security, tokens.Filter{Network: "x", OlderDays: -1}, tokens.Newest, page.Request{Limit: 1})
		require.ElementsMatch(t, []string{"/network", "/olderThanDays"}, pointers(t, err))
	})
}

func TestALeakedTokenEndsAtOnceAndEverybodyConcernedIsTold(t *testing.T) {
	f := open(t, storetest.New(t))
	messages := &told{}
	f.Messenger = messages
	f.Guards = func(context.Context) ([]accounts.Account, error) {
		return []accounts.Account{{ID: "acc_sec"}, {ID: "acc_ada"}}, nil
	}
	made, err := f.apps.Register(f.ada(), apps.Draft{Name: "Kiosk", Contacts: []string{"kiosk@example.com"}})
	require.NoError(t, err)
	token, err := f.Create(f.ada(), made.App.ID, tokens.Draft{Name: "Key", Environment: "live"})
	require.NoError(t, err)
	messages.notices, messages.mails = nil, nil

	_, err = f.ReportLeak(f.as("u:acc_mallory"), token.Token.ID, "")
	require.ErrorIs(t, err, tokens.ErrNotFound)
	ended, err := f.ReportLeak(f.ada(), token.Token.ID, " A public repository. ")
	require.NoError(t, err)
	require.Equal(t, tokens.Revoked, ended.StateAt(begin))
	require.Equal(t, "Reported as leaked: A public repository.", ended.RevokedReason)
	require.Equal(t, []string{"acc_ada security.token_leaked", "acc_sec security.token_leaked"}, messages.notices)
	require.Equal(t, []string{"kiosk@example.com token-leaked"}, messages.mails)
	_, err = f.ReportLeak(f.ada(), token.Token.ID, "")
	require.ErrorIs(t, err, tokens.ErrState)
}
