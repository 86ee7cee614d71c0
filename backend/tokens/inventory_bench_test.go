package tokens_test

import (
	"context"
	"database/sql"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// crowd fills a database with n tokens of n/10 apps as years leave them: a tenth was revoked, a third has expired, few
// are suspended, quarantined or rotating, half call one of the 1,000 APIs and the others any.
var crowd = []string{
	`INSERT INTO apps (id, owner, name, created_at, updated_at)
		SELECT 'app_' || i, 'u:acc_' || (i % 1000), 'App ' || i, 1, 1 FROM numbers WHERE i <= $1 / 10`,
	`INSERT INTO tokens (id, kind, environment, app_id, name, scopes, networks, created_by, last_used_network, created_at, updated_at,
			version, expires_at, last_used_at, revoked_at, suspended_at, quarantine_mode, quarantine_until, quarantine_at, scope_risk)
		SELECT 'tok_' || (1000000000000000 + i * 2654435761 % 899999999999999), 'live', 'live', 'app_' || (1 + i % ($1 / 10)), 'Key ' || i,
			CASE WHEN i % 2 = 0 THEN '["museum:read"]' ELSE '["api' || (i * 7919 % 1000) || ':write"]' END, '["192.0.2.0/24"]', 'u:acc_1',
			CASE WHEN i % 3 = 0 THEN '' ELSE '10.' || (i * 31 % 250) || '.' || (i % 20) || '.0/24' END, made, made, 1,
			made + (30 + i * 31 % 11 * 70) * CAST(86400000000 AS BIGINT),
			CASE WHEN i % 3 = 0 THEN NULL ELSE $2 - ($2 - made) * (i * 104729 % 1000) / 1000 END,
			CASE WHEN i % 10 = 0 THEN made + 1 END, CASE WHEN i % 500 = 499 THEN made + 1 END,
			CASE WHEN i % 2000 = 1997 THEN 'read' ELSE '' END, CASE WHEN i % 2000 = 1997 THEN $2 + 1000000000 END, made,
			CASE WHEN i % 2 = 0 THEN 1 WHEN i * 7919 % 1000 < 20 THEN 3 ELSE 2 END
		FROM (SELECT i, $2 - CAST($1 - i AS BIGINT) * (CAST(63072000000000 AS BIGINT) / $1) AS made FROM numbers WHERE i <= $1) n`,
	`INSERT INTO token_apis (api, created_at, token_id)
		SELECT CASE WHEN scopes = '["museum:read"]' THEN 'museum' ELSE REPLACE(REPLACE(scopes, ':write"]', ''), '["', '') END, created_at, id FROM tokens`,
	`INSERT INTO token_secrets (token_id, generation, mac, pepper_kid, last4, valid_from) SELECT id, 1, '', 'p1', 'abcd', created_at FROM tokens`,
	`UPDATE token_secrets SET valid_until = CAST($1 AS BIGINT) + $2 WHERE token_id IN (SELECT id FROM tokens WHERE revoked_at IS NULL AND name LIKE '%007')`,
	`INSERT INTO token_secrets (token_id, generation, mac, pepper_kid, last4, valid_from)
		SELECT token_id, 2, '', 'p1', 'abcd', valid_from FROM token_secrets WHERE valid_until IS NOT NULL`,
	`INSERT INTO token_breaches (rule, level, level_id, planned, token_id, app_id, found_at)
		SELECT 'descriptionRequired', 'instance', '', FALSE, id, app_id, 1 FROM tokens UNION ALL
		SELECT 'kinds', 'instance', '', TRUE, id, app_id, 1 FROM tokens UNION ALL
		SELECT 'nameRule', 'api', 'museum', FALSE, id, app_id, 1 FROM tokens WHERE name LIKE '%42'`,
}

func fillCrowd(t testing.TB, s *store.Store, n int) {
	t.Helper()
	require.NoError(t, inTx(s, t.Context(), func(tx *sql.Tx) error {
		_, err := tx.ExecContext(t.Context(), `CREATE TABLE numbers (i BIGINT)`)
		require.NoError(t, err)
		_, err = tx.ExecContext(t.Context(), `INSERT INTO numbers WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < `+strconv.Itoa(n)+`) SELECT i FROM n`)
		require.NoError(t, err)
		for i, statement := range crowd {
			var values []any
			switch i {
			case 0:
				values = []any{n}
			case 1, 4:
				values = []any{n, begin.UnixMicro()}
			}
			_, err := tx.ExecContext(t.Context(), statement, values...)
			require.NoError(t, err, statement)
		}
		if s.Dialect() == "postgres" { // which counts its rows by itself, but not at once
			_, err := tx.ExecContext(t.Context(), "ANALYZE")
			return err
		}
		return nil
	}))
}

func inTx(s *store.Store, ctx context.Context, work func(*sql.Tx) error) error {
	tx, err := s.WriterPool().BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := work(tx); err != nil {
		return err
	}
	return tx.Commit()
}

// questions are the inventory's filters, alone and together, rare and common ones.
var questions = map[string]tokens.Filter{
	"all": {}, "active": {State: tokens.Active}, "expiring": {State: tokens.Expiring}, "rotating": {State: tokens.Rotating},
	"suspended": {State: tokens.Suspended}, "quarantined": {State: tokens.Quarantined}, "expired": {State: tokens.Expired},
	"revoked": {State: tokens.Revoked}, "app": {App: "app_7"}, "owner": {Owner: "acc_7"}, "rare api": {API: "api7"}, "common api": {API: "museum"},
	"network": {Network: "10.31.1.0/24"}, "name": {Text: "key 4711"}, "nothing": {Text: "no such name"}, "old": {OlderDays: 365}, "unused": {UnusedDays: 90},
	"low risk": {ScopeRisk: "low"}, "high risk": {ScopeRisk: "high"}, "high risk, unused, active": {ScopeRisk: "high", UnusedDays: 30, State: tokens.Active},
	"old, expired, common api": {OlderDays: 300, State: tokens.Expired, API: "museum"}, "active, rare api": {API: "api7", State: tokens.Active},
	"breaks any": {Breaks: tokens.AnyRule}, "breaks a common rule": {Breaks: policy.DescriptionRequired}, "breaks a rare rule": {Breaks: policy.NameRule},
	"breaks any, unused, active": {Breaks: tokens.AnyRule, UnusedDays: 30, State: tokens.Active},
}

// BenchmarkInventory measures a first and a deep page of every filter in every order; GATEHOUSE_BENCH_TOKENS says among how
// many tokens (100,000 when missing), and GATEHOUSE_TEST_POSTGRES in which other database than SQLite.
func BenchmarkInventory(b *testing.B) {
	n := 100_000
	if text := os.Getenv("GATEHOUSE_BENCH_TOKENS"); text != "" {
		var err error
		n, err = strconv.Atoi(text)
		require.NoError(b, err)
	}
	s := storetest.Chosen(b)
	fillCrowd(b, s, n)
	f := open(b, s)
	ctx := rbac.With(b.Context(), rbac.Subject{ID: "u:acc_sec", Roles: []rbac.Role{rbac.SecurityAdmin}})
	system := clock.System()
	for _, order := range orders {
		for name, filter := range questions {
			b.Run(string(order)+"/"+name, func(b *testing.B) {
				var took []time.Duration
				cursor := ""
				for range 20 {
					began := system.Now()
					found, err := f.Inventory(ctx, filter, order, page.Request{Cursor: cursor, Limit: 50})
					took = append(took, system.Now().Sub(began))
					require.NoError(b, err)
					if cursor = found.Next; cursor == "" {
						break
					}
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "worst-ms")
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "median-ms")
			})
		}
	}
}
