package app_test

import (
	"context"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/app"
	"github.com/gatehouse-dev/gatehouse/backend/config"
	"github.com/gatehouse-dev/gatehouse/backend/sessions"
)

// within opens an installation for a moment, without serving.
func within(t *testing.T, data, database string, work func(context.Context, *app.App) error) {
	t.Helper()
	settings, err := config.Config{
		Data: data, Listen: "127.0.0.1:0", GatewayListen: "127.0.0.1:0", InternalListen: "127.0.0.1:0", PublicURL: "http://localhost:8080",
		GatewayURL: "http://localhost:8081", SignUp: "open", UsageDays: 1, UpstreamTimeout: time.Minute, Database: database,
		ServeCachedUpTo: 10 * time.Second, Concurrency: config.Concurrency{ConcurrencyTotal: 4096, ConcurrencyPerAPI: 1024, ConcurrencyPerApp: 256, Connections: 1024, ConnsPerAddress: 256},
	}.Check()
	require.NoError(t, err)
	a, err := app.New(t.Context(), app.Options{Settings: settings, Carried: app.Carried{Web: page, Mail: apitest.Templates(t), Guides: fstest.MapFS{}}})
	require.NoError(t, err)
	require.NoError(t, work(t.Context(), a))
	require.NoError(t, a.Close(t.Context()))
}

func TestPeopleWhoLeftOrLostPowerStaySoAfterARestore(t *testing.T) {
	eachPlace(t, func(t *testing.T, p place) {
		v, box := prepareIn(t, t.TempDir(), p.from), newVault(t)
		people := map[string]accounts.Account{}
		var cookie string
		within(t, v.data, p.from, func(ctx context.Context, a *app.App) error {
			return a.Store.Tx(ctx, func(ctx context.Context) error {
				for _, name := range []string{"erased", "lowered", "kept"} {
					who, err := a.Accounts.AddDemo(ctx, name+"@example.com", name, "admin")
					if err != nil {
						return err
					}
					people[name] = who
				}
				started, err := a.Sessions.Start(ctx, people["kept"], sessions.ByPasskey)
				cookie = started.Cookie
				return err
			})
		})
		runs(t, 0, box.back(v.data, p.more(p.from)...)...)
		within(t, v.data, p.from, func(ctx context.Context, a *app.App) error {
			if err := a.Accounts.EraseAgain(ctx, people["erased"].ID); err != nil {
				return err
			}
			return a.Store.Tx(ctx, func(ctx context.Context) error {
				return a.Store.Write(ctx).Exec("DELETE FROM account_roles WHERE account_id = ?", people["lowered"].ID).Error
			})
		})
		runs(t, 0, box.restore(v.data, append(p.more(p.from), "--replace")...)...)
		within(t, v.data, p.from, func(ctx context.Context, a *app.App) error {
			_, err := a.Accounts.Get(ctx, people["erased"].ID)
			require.ErrorIs(t, err, accounts.ErrNotFound, "somebody who was erased is back")
			lowered, err := a.Accounts.Get(ctx, people["lowered"].ID)
			require.NoError(t, err)
			require.Empty(t, lowered.Roles)
			kept, err := a.Accounts.Get(ctx, people["kept"].ID)
			require.NoError(t, err)
			require.ElementsMatch(t, people["kept"].Roles, kept.Roles)
			_, err = a.Sessions.Authenticate(ctx, cookie)
			require.Error(t, err, "a session outlived the restore")
			verified, err := a.Audit.Verify(ctx)
			require.NoError(t, err)
			require.True(t, verified.OK, verified.Message)
			return nil
		})
	})
}
