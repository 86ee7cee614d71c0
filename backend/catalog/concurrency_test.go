package catalog

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func TestConcurrencyIsTheInstallationsUntilSomebodySetsIt(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		f.api(t, "museum", Public)
		_, bounds, err := f.Concurrency(publisher(t), "museum")
		require.NoError(t, err)
		require.Equal(t, Concurrency{}, bounds)
		for _, want := range []Concurrency{{Calls: 40, CallsPerApp: 4}, {CallsPerApp: 7}, {}} { // as new, over what is there, taken back
			_, err = f.SetConcurrency(publisher(t), "museum", 0, true, want)
			require.NoError(t, err)
			_, bounds, err = f.Concurrency(publisher(t), "museum")
			require.NoError(t, err)
			require.Equal(t, want, bounds)
		}
		_, err = f.SetConcurrency(publisher(t), "museum", 1, false, Concurrency{})
		require.ErrorIs(t, err, ErrStale)
		_, err = f.SetConcurrency(publisher(t), "zoo", 0, true, Concurrency{})
		require.ErrorIs(t, err, ErrAPINotFound)
	})
}

func TestConcurrencyOverHTTP(t *testing.T) {
	f := open(storetest.New(t))
	f.ConcurrencyMax = Concurrency{Calls: 1024, CallsPerApp: 256}
	f.api(t, "museum", Public)
	app := serve(t, f)
	answer, body := call(t, app, "PUT", "/apis/museum/concurrency", `{"calls":40,"callsPerApp":4}`, "If-Match", `"1"`)
	require.Equal(t, 200, answer.StatusCode, body)
	require.Equal(t, `"2"`, answer.Header.Get("ETag"))
	require.JSONEq(t, `{"calls":40,"callsPerApp":4,"callsMax":1024,"callsPerAppMax":256}`, body)
	answer, again := call(t, app, "GET", "/apis/museum/concurrency", "")
	require.Equal(t, body, again)
	require.Equal(t, `"2"`, answer.Header.Get("ETag"))
	for text, status := range map[string]int{
		`{"calls":4,"callsPerApp":40}`:      422,
		`{"calls":-1,"callsPerApp":0}`:      422,
		`{"calls":1000001,"callsPerApp":0}`: 422,
		`{"calls":"many"}`:                  400,
		`{"call":1}`:                        400,
	} {
		answer, body := call(t, app, "PUT", "/apis/museum/concurrency", text, "If-Match", "*")
		require.Equal(t, status, answer.StatusCode, text+body)
	}
	answer, _ = call(t, app, "PUT", "/apis/museum/concurrency", `{"calls":0,"callsPerApp":0}`, "If-Match", `"1"`)
	require.Equal(t, 412, answer.StatusCode)
}
