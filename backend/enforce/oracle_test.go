package enforce

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWhatIsDecidedForAPathIsWhatAnUpstreamServes holds the decided operation against Go's own router and against a
// server that decodes and cleans a path into a file's name (S-GW-03).
func TestWhatIsDecidedForAPathIsWhatAnUpstreamServes(t *testing.T) {
	w := newWorld(t)
	mux := http.NewServeMux()
	for _, pattern := range []string{"/tickets", "/tickets/{id}", "/hours", "/notes/{id}", "/{$}"} {
		mux.HandleFunc(pattern, func(http.ResponseWriter, *http.Request) {})
	}
	list := append(oddPaths(), "/", "/tickets", "/tickets/1", "/hours", "/tickets/caf%C3%A9", "/tickets/a%20b", "/tickets/a:b")
	seen, taken := map[string]bool{}, 0
	for _, odd := range list {
		seen[odd] = true
		asked, _, ok := splitTarget([]byte(odd))
		if !ok || !PathCanonical(string(asked)) {
			continue
		}
		text := string(asked)
		operation, _ := w.api.Current.Routes.find("GET", text)
		if operation == nil {
			if operation, _ = w.api.Current.Routes.find("PUT", text); operation == nil {
				continue
			}
		}
		taken++
		_, pattern := mux.Handler(httptest.NewRequest(http.MethodGet, text, nil))
		require.Equal(t, operation.Template, strings.TrimSuffix(pattern, "{$}"), "%q", odd)
		decoded, err := url.PathUnescape(text)
		require.NoError(t, err)
		require.Equal(t, decoded, path.Clean(decoded), "a file server would serve another name for %q", odd)
	}
	require.Greater(t, len(seen), 400)
	require.Greater(t, taken, 10)
}

func TestMalformedRequestsPassNoProxyUnseen(t *testing.T) {
	fronts(t, func(t *testing.T, f *front) {
		f.patience = 2
		step, i := runs(29, 1), 0
		all := families()
		for name, raw := range malformed {
			all[name] = raw
		}
		for name, raw := range all {
			if i++; i%step != 0 {
				continue
			}
			raw = strings.ReplaceAll(raw, "TOKEN", f.w.full)
			raw = strings.ReplaceAll(raw, smuggledHost, "Host: gateway.example.com\r\nConnection: close\r\n")
			answered := f.answered(t, raw)
			if len(f.arrived("gateway")) > answered { // a busy machine may answer later than in two seconds
				f.patience = 60
				answered = f.answered(t, raw)
				f.patience = 2
			}
			require.LessOrEqual(t, len(f.arrived("gateway")), answered, "a call arrived that its sender has no answer to: %s", name)
			for _, got := range f.arrived("gateway") {
				require.Contains(t, []string{"GET /hours", "PUT /notes/1"}, got.Method+" "+got.URI, name)
				require.Equal(t, []string{f.w.token.ID}, got.Headers["gatehouse-token-id"], name)
			}
		}
	})
}

// answered sends bytes to the gateway's name and counts the calls that were allowed.
func (f *front) answered(t *testing.T, raw string) (n int) {
	t.Helper()
	for _, status := range statuses(t, f.raw(t, "127.0.0.1", "gateway", raw)) {
		if status == 200 {
			n++
		}
	}
	return n
}

const smuggledHost = "Host: a\r\n"
