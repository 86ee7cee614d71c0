package storetest

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Plan answers in the database's own words how it would run a query. PostgreSQL is kept from reading whole tables, which it does with
// small ones whatever their indexes.
func Plan(t testing.TB, s *store.Store, query string) string {
	t.Helper()
	var plan []map[string]any
	err := s.Tx(t.Context(), func(ctx context.Context) error {
		db, how := s.Write(ctx), "EXPLAIN QUERY PLAN "
		if db.Name() == "postgres" {
			how = "EXPLAIN "
			if err := db.Exec("SET LOCAL enable_seqscan = off").Error; err != nil {
				return err
			}
		}
		return db.Raw(how + query).Scan(&plan).Error
	})
	if err != nil {
		t.Fatalf("plan %q: %v", query, err)
	}
	text, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
