package settings_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/settings"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

type keys struct{}

func (keys) Derive(purpose string) []byte { return []byte(purpose) }

var days = settings.Setting[int]{Name: "usage.days", Default: 30, Rule: func(n int) error {
	if n < 1 {
		return errors.New("at least one day is kept")
	}
	return nil
}}

func TestSettingsKeepDefaultsUntilChangedAndAuditChanges(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		c := clock.NewFake(time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC))
		log := audit.New(audit.Deps{Store: s, Clock: c, Keys: keys{}})
		all := settings.New(settings.Deps{Store: s, Clock: c, Audit: log})
		got, err := settings.Get(t.Context(), all, days)
		require.NoError(t, err)
		require.Equal(t, settings.Value[int]{Value: 30}, got)

		ctx := reqinfo.WithActor(t.Context(), reqinfo.Actor{Kind: reqinfo.Person, ID: "acc_1"})
		require.ErrorIs(t, settings.Set(ctx, all, days, 0, 0), settings.ErrValue)
		require.NoError(t, settings.Set(ctx, all, days, 7, 0))
		require.ErrorIs(t, settings.Set(ctx, all, days, 8, 0), settings.ErrStale)
		require.NoError(t, settings.Set(ctx, all, days, 9, 1))
		require.ErrorIs(t, settings.Set(ctx, all, days, 10, 1), settings.ErrStale)
		got, err = settings.Get(t.Context(), all, days)
		require.NoError(t, err)
		require.Equal(t, settings.Value[int]{Value: 9, Version: 2, UpdatedAt: c.Now(), UpdatedBy: "acc_1"}, got)

		entries, err := log.List(t.Context(), audit.Filter{Action: "settings.change"}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, entries.Items, 2)
		require.Equal(t, map[string]any{"value": "9", "version": "2"}, entries.Items[0].Details)
	})
}

func TestStoredValueThatNoLongerFitsIsAnError(t *testing.T) {
	s := storetest.New(t)
	log := audit.New(audit.Deps{Store: s, Keys: keys{}})
	all := settings.New(settings.Deps{Store: s, Clock: clock.System(), Audit: log})
	text := settings.Setting[string]{Name: days.Name}
	require.NoError(t, settings.Set(t.Context(), all, text, "x", 0))
	got, err := settings.Get(t.Context(), all, days)
	require.Error(t, err)
	require.Equal(t, 30, got.Value)
}
