package app_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/app"
)

func TestWebhooksAndLinksThatEndedStaySoAfterARestore(t *testing.T) {
	eachPlace(t, func(t *testing.T, p place) {
		v, box := prepareIn(t, t.TempDir(), p.from), newVault(t)
		// change runs statements in the installation, each with a value.
		change := func(statements [][]any) {
			within(t, v.data, p.from, func(ctx context.Context, a *app.App) error {
				return a.Store.Tx(ctx, func(ctx context.Context) error {
					for _, s := range statements {
						if err := a.Store.Write(ctx).Exec(s[0].(string), s[1:]...).Error; err != nil {
							return err
						}
					}
					return nil
				})
			})
		}
		var ada string
		within(t, v.data, p.from, func(ctx context.Context, a *app.App) error {
			return a.Store.Tx(ctx, func(ctx context.Context) error {
				who, err := a.Accounts.AddDemo(ctx, "ada@example.com", "Ada")
				ada = who.ID
				return err
			})
		})
		var made [][]any
		for _, id := range []string{"gone", "stopped", "moved", "kept"} {
			made = append(made, []any{`INSERT INTO webhook_endpoints (id, holder, url, host, secret, secret_at, state, created_by, created_at, updated_at, version)
				VALUES (?, 'u:acc_1', 'https://old.example/', 'old.example', ?, 1, 'active', 'u:acc_1', 1, 1, 1)`, id, []byte("old")})
		}
		const undo = "INSERT INTO address_undos (account_id, mac, email, email_canonical, version, changed_at, expires_at) VALUES (?, ?, 'a@example.com', 'a@example.com', 1, 1, 2)"
		made = append(
			made, []any{undo, ada, []byte("used")}, []any{undo, ada, []byte("good")},
			[]any{"INSERT INTO address_changes (account_id, email, email_canonical, mac, void, sent_at, expires_at) VALUES (?, 'b@example.com', 'b@example.com', ?, FALSE, 1, 2)", ada, []byte("m")},
		)
		change(made)
		runs(t, 0, box.back(v.data, p.more(p.from)...)...)
		change([][]any{
			{"DELETE FROM webhook_endpoints WHERE id = ?", "gone"},
			{"UPDATE webhook_endpoints SET state = 'stopped', cause = 'gone', stopped_at = 5 WHERE id = ?", "stopped"},
			{"UPDATE webhook_endpoints SET url = 'https://new.example/', host = 'new.example', secret = ? WHERE id = 'moved'", []byte("new")},
			{"DELETE FROM address_undos WHERE mac = ?", []byte("used")},
		})
		runs(t, 0, box.restore(v.data, append(p.more(p.from), "--replace")...)...)
		within(t, v.data, p.from, func(ctx context.Context, a *app.App) error {
			var hooks []struct{ ID, State, Cause, Host, Secret string }
			require.NoError(t, a.Store.Read(ctx).Table("webhook_endpoints").Order("id").Scan(&hooks).Error)
			require.Equal(t, []struct{ ID, State, Cause, Host, Secret string }{
				{"kept", "active", "", "old.example", "old"}, {"moved", "active", "", "new.example", "new"}, {"stopped", "stopped", "gone", "old.example", "old"},
			}, hooks)
			var undos []string
			require.NoError(t, a.Store.Read(ctx).Table("address_undos").Pluck("mac", &undos).Error)
			require.Equal(t, []string{"good"}, undos, "a link that was used works again")
			var waiting int64
			require.NoError(t, a.Store.Read(ctx).Table("address_changes").Count(&waiting).Error)
			require.Zero(t, waiting, "a link in a mail came back")
			return nil
		})
	})
}
