package catalog

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func TestRulesForPagesAreOffUntilSomebodySetsThem(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		f.api(t, "museum", Public)
		_, rules, err := f.CORS(publisher(t), "museum")
		require.NoError(t, err)
		require.Equal(t, CORS{}.tidy(), rules)
		require.False(t, rules.Enabled)
		want := CORS{Enabled: true, Origins: []string{" https://a.example.com", "https://*.example.com:8443", "https://a.example.com"}, Headers: []string{"X-A"}}
		for range 2 { // once as new, once over what is there
			_, kept, err := f.SetCORS(publisher(t), "museum", 0, true, want)
			require.NoError(t, err)
			_, rules, err = f.CORS(publisher(t), "museum")
			require.NoError(t, err)
			require.Equal(t, kept, rules)
			require.Equal(t, []string{"https://a.example.com", "https://*.example.com:8443"}, rules.Origins)
			require.Equal(t, int64(600), *rules.MaxAgeSeconds)
		}
		_, _, err = f.SetCORS(publisher(t), "museum", 1, false, want)
		require.ErrorIs(t, err, ErrStale)
		_, _, err = f.SetCORS(publisher(t), "zoo", 0, true, want)
		require.ErrorIs(t, err, ErrAPINotFound)
	})
}

func TestOriginsThatBrowsersNeverSendOrThatAdmitStrangersAreRefused(t *testing.T) {
	for _, good := range []string{"*", "https://app.example.com", "https://app.example.com:8443", "http://localhost:3000", "http://127.0.0.1", "http://[::1]:1",
		"https://*.example.com", "https://*.example.co.uk", "https://*.corp.internal:8443"} {
		require.NoError(t, CORS{Enabled: true, Origins: []string{good}}.check(), good)
	}
	for _, bad := range []string{"null", "example.com", "https://", "http://example.com", "https://app.example.com/", "https://app.example.com/a", "https://App.example.com",
		"https://a@app.example.com", "https://app.example.com:443", "http://localhost:80", "https://app.example.com:", "https://*", "https://*.com", "https://*.co.uk", "https://*.github.io",
		"https://*example.com", "https://a.*.example.com", "https://*.*.example.com", "http://*.example.com", "https://*.192.168.1.1", "https://bücher.example",
		"https://a.example.com?x", "https://a.example.com#x", "https://a.example.com,https://b.example.com", "ftp://a.example.com", "https://a.example.com:99999"} {
		err := CORS{Enabled: true, Origins: []string{bad}}.check()
		require.Error(t, err, bad)
		require.Equal(t, []string{"/origins/0"}, fieldsOf(t, err), bad)
	}
}

func TestEveryMistakeOfRulesForPagesIsNamedAtOnce(t *testing.T) {
	err := CORS{Enabled: true, Origins: []string{"*", "https://a.example.com"}, Credentials: true, Headers: []string{"X A", "*"}, ExposedHeaders: []string{"X:A"}}.check()
	require.Equal(t, []string{"/origins/0", "/credentials", "/headers/0", "/headers/1", "/exposedHeaders/0"}, fieldsOf(t, err))
	require.Equal(t, []string{"/origins"}, fieldsOf(t, CORS{Enabled: true}.check()))
	require.NoError(t, CORS{}.check())
}

func TestRulesForPagesOverHTTP(t *testing.T) {
	f := open(storetest.New(t))
	f.api(t, "museum", Public)
	app := serve(t, f)
	answer, body := call(t, app, "PUT", "/apis/museum/cors", `{"enabled":true,"origins":["https://a.example.com"],"methods":["GET"]}`, "If-Match", `"1"`)
	require.Equal(t, 200, answer.StatusCode, body)
	require.Equal(t, `"2"`, answer.Header.Get("ETag"))
	answer, again := call(t, app, "GET", "/apis/museum/cors", "")
	require.Equal(t, body, again)
	require.Equal(t, `"2"`, answer.Header.Get("ETag"))
	for text, status := range map[string]int{
		`{"enabled":true,"origins":[]}`:                                                       422,
		`{"enabled":false,"methods":["TRACE"]}`:                                               422,
		`{"enabled":false,"maxAgeSeconds":-1}`:                                                422,
		`{"enabled":false,"maxAgeSeconds":86401}`:                                             422,
		`{"enabled":false,"origin":"*"}`:                                                      400,
		`{"enabled":true,"origins":["https://` + strings.Repeat("a", 250) + `.example.com"]}`: 422,
	} {
		answer, body := call(t, app, "PUT", "/apis/museum/cors", text, "If-Match", "*")
		require.Equal(t, status, answer.StatusCode, text+body)
	}
}
