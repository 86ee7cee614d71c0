package storetest

import (
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Statements notes from now on every statement that the object mapper sends, without its values. The function that it
// answers gives the ones since it was called last, for tests that hold the work of two ways against each other.
func Statements(t testing.TB, s *store.Store) func() []string {
	t.Helper()
	var mu sync.Mutex
	var seen []string
	note := func(db *gorm.DB) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, db.Statement.SQL.String())
	}
	callbacks := s.Read(t.Context()).Callback()
	for name, register := range map[string]func(string, func(*gorm.DB)) error{
		"create": callbacks.Create().After("*").Register, "query": callbacks.Query().After("*").Register, "update": callbacks.Update().After("*").Register,
		"delete": callbacks.Delete().After("*").Register, "row": callbacks.Row().After("*").Register, "raw": callbacks.Raw().After("*").Register,
	} {
		if err := register("storetest:note", note); err != nil {
			t.Fatalf("note statements of %s: %v", name, err)
		}
	}
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		taken := seen
		seen = nil
		return taken
	}
}
