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
		require.Equal(t, "somebody who left left", shown[0].Notice.Title)
		require.Equal(t, "Write to (removed).", shown[0].Notice.Body)
	})
}
