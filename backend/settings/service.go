package settings

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Deps is what settings stand on. All are required.
type Deps struct {
	Store *store.Store
	Clock clock.Clock
	Audit *audit.Log
}

// Service reads and changes settings. It may be used from many goroutines at once.
type Service struct{ deps Deps }

// New answers the settings of one instance.
func New(d Deps) *Service { return &Service{deps: d} }

// Get answers the value of a setting, its default while nobody changed it.
func Get[T any](ctx context.Context, s *Service, setting Setting[T]) (Value[T], error) {
	row, found, err := s.row(ctx, setting.Name)
	if err != nil || !found {
		return Value[T]{Value: setting.Default}, err
	}
	value, err := setting.decode(row.Value)
	if err != nil {
		return Value[T]{Value: setting.Default}, err
	}
	return Value[T]{Value: value, Version: row.Version, UpdatedAt: store.Time(row.UpdatedAt), UpdatedBy: row.UpdatedBy}, nil
}

// Set changes a setting that the caller has seen at version, and audits it. It answers ErrValue for a value that breaks the
// rule and ErrStale when somebody was faster.
func Set[T any](ctx context.Context, s *Service, setting Setting[T], value T, version int64) error {
	if err := setting.check(value); err != nil {
		return err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("write setting %s: %w", setting.Name, err)
	}
	return s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		row := settingRow{
			Name: setting.Name, Value: string(text), Version: version + 1,
			UpdatedAt: store.Micros(s.deps.Clock.Now()), UpdatedBy: reqinfo.From(ctx).Actor.ID,
		}
		if err := s.put(ctx, row); err != nil {
			return err
		}
		return s.deps.Audit.Record(ctx, audit.Entry{
			Action: "settings.change", Object: setting.Name, Details: map[string]any{"value": value, "version": row.Version},
		})
	})
}
