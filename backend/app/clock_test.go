package app_test

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// movable is the machine's clock, which somebody sets while everything runs. libfaketime can't stand in for that: a Go program
// asks the kernel's vDSO for the time, not the C library; and a time namespace moves the monotonic clocks only.
type movable struct{ ahead atomic.Int64 }

func (m *movable) Now() time.Time {
	now, _ := m.Read()
	return now
}

func (m *movable) Read() (wall time.Time, monotonic int64) {
	wall, monotonic = clock.Read(clock.System())
	return wall.Add(time.Duration(m.ahead.Load())), monotonic
}

// set puts the clock ahead of the true time by as much; negative: behind.
func (m *movable) set(ahead time.Duration) { m.ahead.Store(int64(ahead)) }

// window answers what a call says of the rate limit: how many more requests there are.
func (j *journey) window(t *testing.T, secret string) (status int, remaining string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, j.Gateway+"/ferries/crossings", nil)
	require.NoError(t, err)
	r.Header.Set("Authorization", "Bearer "+secret)
	response, err := j.HTTP.Do(r)
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	_, remaining, _ = strings.Cut(response.Header.Get("RateLimit"), "r=")
	remaining, _, _ = strings.Cut(remaining, ";")
	return response.StatusCode, remaining
}

// TestAClockThatJumpsAheadEndsNoSessionAndOpensNoWindow is the first half of F-CLK-01: administrators' sessions end after 15
// idle minutes and the window after a passkey after five.
func TestAClockThatJumpsAheadEndsNoSessionAndOpensNoWindow(t *testing.T) {
	machine := &movable{}
	j := beginOn(t, apitest.NewAt(t, machine, ""))
	_, secret := j.live(t)
	status, before := j.window(t, secret)
	require.Equal(t, 200, status)
	require.Equal(t, "999", before)
	for i, ahead := range []time.Duration{time.Hour, 500 * 24 * time.Hour} {
		machine.set(ahead)
		j.admin.Do(t, "GET", "/overview", nil).Want(t, 200, nil)
		j.dev.Do(t, "POST", "/apps/"+j.app+"/tokens", map[string]any{"name": fmt.Sprintf("second-%d", i), "environment": "live", "scopes": []string{"ferries:crossings:read"}}).Want(t, 201, nil)
	}
	status, code, _ := j.call(t, "GET", j.Gateway+"/ferries/crossings", secret, nil)
	require.Equal(t, 401, status)
	require.Equal(t, "token_expired", code, "expiry goes by the clock as it is")
	machine.set(0)
	j.admin.Do(t, "GET", "/overview", nil).Want(t, 200, nil)
	status, after := j.window(t, secret)
	require.Equal(t, 200, status, "and is undone with it")
	require.Contains(t, []string{"998", "999"}, after, "the window went on; in time it took one back")
}

// TestAClockThatIsSetBackSignsNothingAndEndsNothing is its other half, and F-CLK-02.
func TestAClockThatIsSetBackSignsNothingAndEndsNothing(t *testing.T) {
	for name, ahead := range map[string]time.Duration{"an hour": -time.Hour, "to 1970": -time.Duration(clock.System().Now().UnixNano())} {
		t.Run(name, func(t *testing.T) {
			machine := &movable{}
			j := beginOn(t, apitest.NewAt(t, machine, ""))
			_, secret := j.live(t)
			status, _ := j.window(t, secret)
			require.Equal(t, 200, status)
			machine.set(ahead)
			j.admin.Do(t, "GET", "/overview", nil).Want(t, 200, nil)
			j.dev.Do(t, "GET", "/apps/"+j.app, nil).Want(t, 200, nil)

			status, code, _ := j.call(t, "GET", j.Gateway+"/ferries/crossings", secret, nil)
			require.Equal(t, 503, status)
			require.Equal(t, "clock_behind", code)
			status, _, _ = j.call(t, "GET", j.Gateway+"/ferries/crossings", j.sandbox, nil)
			require.Equal(t, 200, status, "the sandbox needs nobody's word")
			require.Contains(t, j.health(t, "/healthz"), "nothing is signed")
			require.Contains(t, j.health(t, "/readyz"), "gatehouse clock accept")
			require.Contains(t, j.health(t, "/metrics"), "gatehouse_clock_behind_seconds")
			require.Eventually(t, func() bool {
				var found struct{ Items []struct{ Action string } }
				j.admin.Do(t, "GET", "/audit?action=clock.jump", nil).Want(t, 200, &found)
				return len(found.Items) == 1
			}, 30*time.Second, 20*time.Millisecond, "it is in the log at once; the next look would be a minute later")
			var shown struct{ Notes []struct{ Kind string } }
			j.admin.Do(t, "GET", "/overview", nil).Want(t, 200, &shown)
			require.Equal(t, "clockBehind", shown.Notes[0].Kind)

			machine.set(-29 * time.Second)
			status, _, _ = j.call(t, "GET", j.Gateway+"/ferries/crossings", secret, nil)
			require.Equal(t, 200, status, "it goes on when the clock is right again")
		})
	}
}

// TestNoAccessTokenIsIssuedByAClockThatWasSetBack is the part of F-CLK-02 that clients of OAuth see.
func TestNoAccessTokenIsIssuedByAClockThatWasSetBack(t *testing.T) {
	machine := &movable{}
	j := beginOn(t, apitest.NewAt(t, machine, ""))
	j.live(t)
	var made struct {
		Client struct{ ID string }
		Secret string
	}
	j.dev.Do(t, "POST", "/apps/"+j.app+"/oauth-clients", map[string]any{
		"environment": "live", "authMethod": "client_secret_basic", "scopes": []string{"ferries:crossings:read"},
	}).Want(t, 201, &made)
	ask := func() (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, j.URL+"/oauth2/token", strings.NewReader(url.Values{"grant_type": {"client_credentials"}}.Encode()))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.SetBasicAuth(made.Client.ID, made.Secret)
		response, err := j.HTTP.Do(r)
		require.NoError(t, err)
		return response.StatusCode, textOf(t, response)
	}
	status, text := ask()
	require.Equal(t, 200, status, text)
	machine.set(-time.Hour)
	status, text = ask()
	require.Equal(t, 503, status)
	require.Contains(t, text, "temporarily_unavailable")
	require.Contains(t, text, "clock of the server was set back")
	machine.set(0)
	status, text = ask()
	require.Equal(t, 200, status, text)
}

// TestANodeWhoseClockDiffersFromTheDatabasesIsNotReady is F-CLK-05.
func TestANodeWhoseClockDiffersFromTheDatabasesIsNotReady(t *testing.T) {
	database := storetest.Postgres(t)
	for ahead, want := range map[time.Duration]string{0: "ready\n", time.Minute: "clock: 1m0s ahead of the database's clock", -time.Minute: "clock: 1m0s behind the database's clock"} {
		t.Run(ahead.String(), func(t *testing.T) {
			machine := &movable{}
			machine.set(ahead)
			j := &journey{Portal: apitest.NewAt(t, machine, database)}
			text := j.health(t, "/readyz")
			require.Contains(t, text, want)
			require.Equal(t, ahead != 0, strings.HasPrefix(text, "not ready\n"))
			status, _, _ := j.call(t, "GET", j.URL+"/readyz", "", nil)
			require.Equal(t, ahead == 0, status == 200, status)
		})
	}
}

func (j *journey) health(t *testing.T, path string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, j.Internal+path, nil)
	require.NoError(t, err)
	response, err := j.HTTP.Do(r)
	require.NoError(t, err)
	return textOf(t, response)
}

func textOf(t *testing.T, response *http.Response) string {
	t.Helper()
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return string(text)
}
