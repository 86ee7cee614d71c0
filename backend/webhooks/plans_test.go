package webhooks_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// TestTenThousandWaitingDeliveriesAreFoundByIndexes holds what every second, every attempt and every page of a log asks.
func TestTenThousandWaitingDeliveriesAreFoundByIndexes(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		require.NoError(t, s.Tx(t.Context(), func(ctx context.Context) error {
			db := s.Write(ctx)
			for i := range 50 {
				if err := db.Exec(`INSERT INTO webhook_endpoints (id, app_id, holder, url, host, secret, secret_at, state, due_at, created_by, created_at, updated_at, version)
					VALUES (?, ?, 'u:acc_1', 'https://a.example', 'a.example', ?, 0, 'active', ?, 'u:acc_1', 0, 0, 1)`, fmt.Sprintf("whe_%d", i), fmt.Sprintf("app_%d", i), []byte("x"), i).Error; err != nil {
					return err
				}
			}
			for from := 0; from < 10_000; from += 500 {
				rows := make([]map[string]any, 500)
				for i := range rows {
					n := from + i
					rows[i] = map[string]any{"id": fmt.Sprintf("whd_%05d", n), "endpoint_id": fmt.Sprintf("whe_%d", n%50), "message_id": "m", "event": "token.created", "body": "{}", "state": "waiting", "next_at": n, "created_at": n}
				}
				if err := db.Table("webhook_deliveries").Create(&rows).Error; err != nil {
					return err
				}
			}
			return db.Exec("ANALYZE").Error
		}))
		for index, query := range map[string]string{
			"webhook_deliveries_waiting": "SELECT * FROM webhook_deliveries WHERE endpoint_id = 'whe_1' AND state = 'waiting' AND next_at <= 5000 ORDER BY next_at LIMIT 1",
			"webhook_deliveries_claimed": "SELECT d.endpoint_id, e.host FROM webhook_deliveries AS d JOIN webhook_endpoints AS e ON e.id = d.endpoint_id WHERE d.claimed_until > 5000",
			"webhook_deliveries_log":     "SELECT * FROM webhook_deliveries WHERE endpoint_id = 'whe_1' AND id < 'whd_09000' ORDER BY id DESC LIMIT 51",
			"webhook_deliveries_state":   "SELECT * FROM webhook_deliveries WHERE endpoint_id = 'whe_1' AND state = 'failed' ORDER BY id DESC LIMIT 51",
			"webhook_deliveries_created": "SELECT id FROM webhook_deliveries WHERE created_at < 100 ORDER BY created_at LIMIT 500",
			"webhook_endpoints_due":      "SELECT id FROM webhook_endpoints WHERE state = 'active' AND due_at <= 5 ORDER BY due_at LIMIT 1",
			"webhook_endpoints_app":      "SELECT * FROM webhook_endpoints WHERE app_id = 'app_1' ORDER BY created_at, id",
		} {
			require.Contains(t, storetest.Plan(t, s, query), index)
		}
	})
}
