package usage_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

func TestSharesAreTheCallsOfEachAppThatWereLetThroughSinceThen(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		at := func(ago time.Duration) int64 { return f.clock.Now().Add(-ago).UnixMicro() }
		call := func(app, api, environment, code string, ago time.Duration) usage.Event {
			e := usage.Event{AppID: app, TokenID: "tok_" + app, APIID: api, Environment: environment, Code: code, Method: "GET", Status: 200, At: at(ago)}
			if code != "" {
				e.Status = 403
			}
			return e
		}
		for _, e := range []usage.Event{
			call("app_a", "api_1", "live", "", time.Minute), call("app_a", "api_1", "live", "", 5*24*time.Hour),
			call("app_a", "api_1", "live", "scope_missing", time.Minute), call("app_a", "api_1", "sandbox", "", time.Minute),
			call("app_b", "api_1", "live", "", time.Minute), call("app_b", "api_2", "live", "", time.Minute),
			call("app_c", "api_1", "live", "", time.Minute),
		} {
			f.Recorder.Record(e)
		}
		f.Flush(t.Context())
		for since, want := range map[time.Duration]map[string]int64{
			10 * 24 * time.Hour: {"app_a": 2, "app_b": 1},
			24 * time.Hour:      {"app_a": 1, "app_b": 1},
			10 * time.Minute:    {"app_a": 1, "app_b": 1},
			time.Second:         {},
		} {
			got, err := f.SharesOf(t.Context(), "api_1", "live", []string{"app_a", "app_b", "app_d"}, f.clock.Now().Add(-since))
			require.NoError(t, err)
			require.Equal(t, want, got, since)
		}
		none, err := f.SharesOf(t.Context(), "api_1", "live", nil, f.clock.Now())
		require.NoError(t, err)
		require.Empty(t, none)
	})
}
