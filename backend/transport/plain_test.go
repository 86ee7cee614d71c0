package transport

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestThePlainListenerLeadsToHTTPSWhatMayBeRepeated(t *testing.T) {
	place := func(raw string) *url.URL {
		u, err := url.Parse(raw)
		require.NoError(t, err)
		return u
	}
	refused := func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }
	p := NewPlain(PlainDeps{
		Places: []*url.URL{place("https://portal.example"), place("https://gateway.example:8443"), place("http://localhost:1")}, Refuse: refused, Logger: slog.New(slog.DiscardHandler),
	})
	for _, c := range []struct {
		method, host, target, header string
		status                       int
		location                     string
	}{
		{"GET", "portal.example", "/apps?x=1&y=%2F", "", 308, "https://portal.example/apps?x=1&y=%2F"},
		{"HEAD", "Portal.Example:80", "/", "", 308, "https://portal.example/"},
		{"GET", "gateway.example", "/museum/hours", "", 308, "https://gateway.example:8443/museum/hours"},
		{"GET", "portal.example", "//evil.example/", "", 308, "https://portal.example//evil.example/"},
		{"GET", "portal.example", "http://evil.example/a", "", 308, "https://portal.example/a"},
		{"GET", "portal.example", "x:@evil.example/", "", 400, ""},
		{"GET", "evil.example", "/", "", 421, ""},
		{"GET", "localhost", "/", "", 421, ""},
		{"GET", "", "/", "", 421, ""},
		{"POST", "portal.example", "/", "", 403, ""},
		{"OPTIONS", "gateway.example", "/museum/hours", "", 403, ""},
		{"GET", "gateway.example", "/museum/hours", "Authorization", 403, ""},
		{"GET", "gateway.example", "/museum/hours", "X-API-Key", 403, ""},
		{"GET", "portal.example", "/.well-known/acme-challenge/x", "", 404, ""},
	} {
		request := httptest.NewRequest(c.method, c.target, nil)
		request.Host = c.host
		if c.header != "" {
			request.Header.Set(c.header, "")
		}
		answer := httptest.NewRecorder()
		p.ServeHTTP(answer, request)
		require.Equal(t, c.status, answer.Code, c)
		require.Equal(t, c.location, answer.Header().Get("Location"), c)
		require.Equal(t, "no-store", answer.Header().Get("Cache-Control"))
	}
}
