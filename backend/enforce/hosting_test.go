package enforce

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// hosted is the world with museum at a host of its own and a second API without one.
func hosted(t *testing.T) (*world, *gate) {
	t.Helper()
	w := newWorld(t)
	w.api.Host = "museum.example.com"
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	return w, openGate(t, w, nil)
}

func TestAHostStandsForItsAPI(t *testing.T) {
	w, g := hosted(t)
	for _, c := range []struct {
		host, path, code, upstreamPath string
	}{
		{"museum.example.com", "/tickets", "", "/tickets"},
		{"MUSEUM.Example.Com:8443", "/tickets/7?x=1", "", "/tickets/7"},
		{"museum.example.com", "/", "", "/"},
		{"museum.example.com", "/museum/tickets", "operation_unknown", ""}, // all paths are its own
		{"museum.example.com", "/zoo/tickets", "operation_unknown", ""},
		{"other.example.com", "/museum/tickets", "", "/tickets"},
		{"museum.example.com.", "/tickets", "operation_unknown", ""},
		{"xmuseum.example.com", "/tickets", "operation_unknown", ""},
		{"museum.example.com.evil.example", "/tickets", "operation_unknown", ""},
		{"[::1]:80", "/museum/tickets", "", "/tickets"},
	} {
		response, body := g.do(t, "GET", c.path, w.full, func(r *http.Request) { r.Host = c.host })
		if c.code != "" {
			code, _ := problemCode(t, body)
			require.Equal(t, c.code, code, "%+v", c)
			continue
		}
		require.Equal(t, 200, response.StatusCode, "%+v: %s", c, body)
		require.Contains(t, body, c.upstreamPath, "%+v", c)
	}
}

func TestForwardAuthKnowsAHost(t *testing.T) {
	w, g := hosted(t)
	headers := map[string]string{"X-Forwarded-Method": "GET", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9"}
	for _, c := range []struct {
		host, uri string
		status    int
	}{
		{"museum.example.com", "/tickets", 200}, {"museum.example.com:443", "/tickets", 200}, {"gate.example.com", "/museum/tickets", 200},
		{"gate.example.com", "/tickets", 403}, {"museum.example.com", "/museum/tickets", 403},
	} {
		headers["X-Forwarded-Host"], headers["X-Forwarded-Uri"] = c.host, c.uri
		response, body := g.forwardAuth(t, "/forward-auth", w.full, headers)
		require.Equal(t, c.status, response.StatusCode, "%+v: %s", c, body)
	}
}

func TestPagesMayCallAHost(t *testing.T) {
	w := newWorld(t)
	w.api.Host = "museum.example.com"
	w.api.CORS = &CORS{Origins: []string{"https://app.example.com"}}
	g := openGate(t, w, nil)
	ask := func(path string) *http.Response {
		response, _ := g.do(t, "OPTIONS", path, "", func(r *http.Request) {
			r.Host = "museum.example.com"
			r.Header.Set("Origin", "https://app.example.com")
			r.Header.Set("Access-Control-Request-Method", "GET")
		})
		return response
	}
	require.Equal(t, "https://app.example.com", ask("/tickets").Header.Get("Access-Control-Allow-Origin"))
	response, _ := g.do(t, "GET", "/a%2Fb", w.full, func(r *http.Request) {
		r.Host = "museum.example.com"
		r.Header.Set("Origin", "https://app.example.com")
	})
	require.Equal(t, 400, response.StatusCode)
	require.Equal(t, "https://app.example.com", response.Header.Get("Access-Control-Allow-Origin"), "a page may read why")
}

func TestAHostFollowsItsAPI(t *testing.T) {
	storetest.Each(t, func(t *testing.T, st *store.Store) {
		r, s := storedWorld(t, st)
		require.NoError(t, s.Load(t.Context()))
		named := func(host string) string {
			api, _ := s.route([]byte(host), "/x/y")
			return api
		}
		require.Equal(t, "x", named("a.example.com"))
		slug := ""
		for _, api := range s.Snapshot().apis {
			slug = api.Slug
		}
		id := s.Snapshot().API(slug).ID
		r.exec(store.KindAPI, id, `UPDATE apis SET host = 'a.example.com' WHERE id = ?`, id)
		require.Equal(t, slug, named("a.example.com"))
		r.exec(store.KindAPI, id, `UPDATE apis SET host = 'b.example.com' WHERE id = ?`, id)
		require.Equal(t, []string{"x", slug}, []string{named("a.example.com"), named("b.example.com")})
		again := New(Deps{Store: st, Clock: clock.NewFake(noon), Keys: r.keys})
		require.NoError(t, again.Load(t.Context()))
		require.Equal(t, slug, again.Snapshot().hosted([]byte("b.example.com")).Slug, "after a restart, too")

		// Another API takes the host over before the change of the first one is heard of.
		first := *s.Snapshot().API(slug)
		other := &API{ID: "api_other", Slug: "other", Host: "b.example.com"}
		first.Host = ""
		next := s.Snapshot().withAPI(other.ID, other).withAPI(first.ID, &first)
		require.Equal(t, "other", next.hosted([]byte("b.example.com")).Slug)
		require.Equal(t, slug, s.Snapshot().hosted([]byte("b.example.com")).Slug, "the old snapshot stays as it was")
	})
}
