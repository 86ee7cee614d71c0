package notify_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/notify"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func TestWhoWasForgottenStandsInNobodysNoticesAndMails(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := newFixture(t, s, nil)
		gone := accounts.Account{ID: "acc_01m8p8yeeqfszsrbp0ssr5d1d2", Email: "Dora_d+o'x@example.com", Name: "Dora *O'Hara* & Co_"}
		data := map[string]any{"By": gone.Name, "ByEmail": gone.Email, "Team": "Harbour", "Role": "a developer", "When": "now", "Link": "/teams", "Known": true}
		require.NoError(t, f.Send(t.Context(), f.ada.ID, "team-invitation", data))
		require.NoError(t, f.Send(t.Context(), gone.Email, "test", map[string]any{"Link": "/"}))
		n := notify.Notice{Account: f.ada.ID, Kind: "teams.changed", Title: gone.Name + " left", Body: "Write to " + gone.Email + ".", Link: "/teams"}
		require.NoError(t, f.Notify(t.Context(), n, "", nil))

		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error { return f.Forget(ctx, gone) }))

		mails, _, err := f.Mails(t.Context(), "", page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, mails, 2, "the mail to the address is gone")
		for _, m := range mails {
			for _, text := range []string{m.Subject, m.Text, m.HTML} {
				require.NotContains(t, text, "Hara")
				require.NotContains(t, text, "Dora")
				require.NotContains(t, text, "@example.com")
			}
		}
		shown, _, err := f.Notices(t.Context(), f.ada.ID, notify.Filter{}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Equal(t, "a former member left", shown[0].Notice.Title)
		require.Equal(t, "Write to (removed).", shown[0].Notice.Body)
	})
}

func TestWhoCalledThemselvesLikeAWordChangesNothingThatTellsOfOthers(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := newFixture(t, s, nil)
		require.NoError(t, f.Send(t.Context(), f.ada.ID, "test", map[string]any{"Link": "/"}))
		n := notify.Notice{Account: f.ada.ID, Kind: "security.token", Title: "A token was revoked", Body: "Write to x.eve@example.com.", Link: "/apps"}
		require.NoError(t, f.Notify(t.Context(), n, "", nil))
		n.Title, n.Body = "A token was used", accounts.Recovered("token")
		require.NoError(t, f.Notify(t.Context(), n, "", nil))
		n.Title, n.Body = accounts.Left("Ada localhost", "Harbour"), "It is Ada localhost."
		require.NoError(t, f.Notify(t.Context(), n, "", nil))
		n.Title, n.Body = accounts.Left("style", "Harbour")+" and made 2 tokens that still work", "Rotate."
		require.NoError(t, f.Notify(t.Context(), n, "", nil))
		before, _, err := f.Mails(t.Context(), "", page.Request{Limit: 10})
		require.NoError(t, err)

		for _, name := range []string{"https", "p", "style", "localhost", "token"} {
			gone := accounts.Account{ID: "acc_01m8p8yeeqfszsrbp0ssr5d1d2", Email: "eve@example.com", Name: name}
			require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error { return f.Forget(ctx, gone) }))
		}

		after, _, err := f.Mails(t.Context(), "", page.Request{Limit: 10})
		require.NoError(t, err)
		shown, _, err := f.Notices(t.Context(), f.ada.ID, notify.Filter{}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Equal(t, "a former member left the team Harbour and made 2 tokens that still work", shown[0].Notice.Title)
		require.Equal(t, accounts.Left("Ada localhost", "Harbour"), shown[1].Notice.Title)
		require.Equal(t, "It is Ada localhost.", shown[1].Notice.Body)
		require.Equal(t, "a former member opened their account with a recovery code.", shown[2].Notice.Body)
		require.Equal(t, "A token was revoked", shown[3].Notice.Title)
		require.Equal(t, "Write to x.eve@example.com.", shown[3].Notice.Body)
		require.Equal(t, before[len(before)-1], after[len(after)-1], "links and layout of a mail that waits")
	})
}

func TestWhatLedToAForgottenPageIsRemovedAndNothingElse(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := newFixture(t, s, nil)
		n := notify.Notice{Account: f.ada.ID, Kind: "access.requested", Title: "Asks", Body: "Words of somebody who left."}
		for _, n.Link = range []string{"/requests/req_1", "/requests/req_2", "/requests/reqx1"} {
			require.NoError(t, f.Notify(t.Context(), n, "", nil))
			require.NoError(t, f.Send(t.Context(), f.ada.ID, "test", map[string]any{"Link": n.Link}))
		}

		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error { return f.ForgetAbout(ctx, []string{"/requests/req_1"}) }))

		shown, _, err := f.Notices(t.Context(), f.ada.ID, notify.Filter{}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, shown, 2)
		mails, _, err := f.Mails(t.Context(), "", page.Request{Limit: 10})
		require.NoError(t, err)
		require.NotEmpty(t, mails)
		for _, m := range mails {
			require.NotContains(t, m.Text, "/requests/req_1")
		}
	})
}
