package outbound_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/outbound"
)

var refusedHosts = []string{
	"127.0.0.1", "127.1", "127.0.1", "0177.0.0.1", "0x7f.1", "0x7f000001", "2130706433", "017700000001", "0", "0.0.0.0", "00.0.0.0",
	"①②⑦.0.0.1", "127。0。0。1", "127.0.0.1.", "localhost", "LOCALHOST", "localhost.", "a.localhost", "foo.local", "db.internal",
	"metadata.google.internal", "metadata", "instance-data", "instance-data.ec2.internal", "kubernetes", "kubernetes.default.svc.cluster.local",
	"10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200", "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255",
	"192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1",
	"224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
	"[::]", "[::1]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:8.8.8.8]", "[::127.0.0.1]", "[::7f00:1]",
	"[64:ff9b::7f00:1]", "[64:ff9b:1::1]", "[100::1]", "[2001::1]", "[2001:2::1]", "[2001:db8::1]", "[2002:7f00:1::]", "[3fff::1]",
	"[5f00::1]", "[fc00::1]", "[fd00:ec2::254]", "[fe80::1]", "[fe80::1%25eth0]", "[fec0::1]", "[ff02::1]", "[2606:4700::1%25eth0]",
	"", "a..b", "-", "1.1.1.1.1", "1.2.3", "256.256.256.256", "0x", "example.0x7f", "example.1", "exa mple.org", "exam\tple.org", "ex%61mple.org:80@127.0.0.1",
}

func TestAddressesOutsideThePublicInternetAreRefused(t *testing.T) {
	client := outbound.New(outbound.Options{Resolve: func(context.Context, string) ([]netip.Addr, error) {
		t.Error("a refused host was resolved")
		return nil, nil
	}})
	for _, host := range refusedHosts {
		for _, raw := range []string{"http://" + host + "/", "https://" + host + "/x"} {
			require.ErrorIs(t, outbound.CheckURL(raw), outbound.ErrAddress, raw)
			if response, err := client.Get(raw); err == nil {
				_ = response.Body.Close()
				t.Errorf("%s was called", raw)
			}
		}
	}
}

func TestOnlyOrdinaryWebAddressesAreAccepted(t *testing.T) {
	for _, raw := range []string{
		"ftp://example.org/", "file:///etc/passwd", "gopher://example.org/", "dict://example.org/", "javascript:alert(1)", "//example.org",
		"example.org", "http:example.org", "http://u:p@example.org/", "http://u@example.org/", "http://example.org:22/", "http://example.org:6379/",
		"http://example.org:25", "http://", "http://[::1", "http://exa\x00mple.org",
	} {
		require.ErrorIs(t, outbound.CheckURL(raw), outbound.ErrAddress, raw)
	}
	for _, raw := range []string{
		"http://example.org", "https://EXAMPLE.org:443/a?b#c", "http://example.org:8080/", "https://xn--bcher-kva.example:8443", "https://8.8.8.8/",
		"https://[2606:4700:4700::1111]/", "https://example.org./", "https://a_b.example.org",
	} {
		require.NoError(t, outbound.CheckURL(raw), raw)
	}
}

// sink is a server on this machine that counts its callers.
func sink(t *testing.T, h http.HandlerFunc) (address string, hits *atomic.Int64) {
	t.Helper()
	hits = new(atomic.Int64)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		h(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, hits
}

func port(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	require.NoError(t, err)
	return u.Port()
}

var loopback = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}

func answers(all ...string) func(context.Context, string) ([]netip.Addr, error) {
	var calls atomic.Int64
	return func(context.Context, string) ([]netip.Addr, error) {
		text := all[min(int(calls.Add(1)), len(all))-1]
		var found []netip.Addr
		for part := range strings.FieldsSeq(text) {
			found = append(found, netip.MustParseAddr(part))
		}
		return found, nil
	}
}

func TestNamesThatResolveInwardsAreRefused(t *testing.T) {
	for _, answer := range []string{"127.0.0.1", "8.8.8.8 127.0.0.1", "::ffff:127.0.0.1", "::1", "10.0.0.1", "169.254.169.254", "2606:4700::1 fe80::1"} {
		_, err := outbound.New(outbound.Options{Resolve: answers(answer)}).Get("http://example.org/")
		require.ErrorIs(t, err, outbound.ErrAddress, answer)
	}
}

func TestALookRefusesWhatLeadsInwardsOrIsSentInTheClear(t *testing.T) {
	for raw, answer := range map[string]string{
		"https://a.example.org/": "127.0.0.1", "https://b.example.org/": "8.8.8.8 10.0.0.1", "https://c.example.org/": "::1", "http://d.example.org/": "8.8.8.8",
		"https://127.0.0.1/": "", "https://e.example.org:22/": "8.8.8.8",
	} {
		require.ErrorIs(t, outbound.Look(t.Context(), raw, outbound.Options{Resolve: answers(answer)}), outbound.ErrAddress, raw)
	}
	require.NoError(t, outbound.Look(t.Context(), "https://a.example.org/", outbound.Options{Resolve: answers("8.8.8.8")}))
	o := outbound.Options{Allow: loopback, Resolve: answers("127.0.0.1")}
	require.NoError(t, outbound.Look(t.Context(), "http://127.0.0.1:9000/", o))
	require.NoError(t, outbound.Look(t.Context(), "https://inside.example.org:9000/", o))
	require.ErrorIs(t, outbound.Look(t.Context(), "http://inside.example.org/", o), outbound.ErrAddress)
	require.ErrorIs(t, outbound.Look(t.Context(), "https://10.0.0.1/", o), outbound.ErrAddress)
}

func TestEveryConnectionUsesTheAddressThatWasChecked(t *testing.T) {
	address, hits := sink(t, func(http.ResponseWriter, *http.Request) {})
	// The first answer is permitted, the second, a moment later, is not.
	client := outbound.New(outbound.Options{Allow: loopback, Resolve: answers("127.0.0.1", "10.0.0.1")})
	response, err := client.Get("http://rebind.example.org:" + port(t, address))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	_, err = client.Get("http://rebind.example.org:" + port(t, address))
	require.ErrorIs(t, err, outbound.ErrAddress)
	require.EqualValues(t, 1, hits.Load())
}

func TestRedirectsAreCountedCheckedAndCarryNothingAcrossOrigins(t *testing.T) {
	var seen atomic.Pointer[http.Header]
	target, _ := sink(t, func(_ http.ResponseWriter, r *http.Request) { seen.Store(&r.Header) })
	away, _ := sink(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, target, http.StatusFound) })
	inward, _ := sink(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "http://169.254.169.254/latest/meta-data", http.StatusFound)
	})
	call := func(o outbound.Options, to string) error {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, to, http.NoBody)
		require.NoError(t, err)
		request.Header.Set("Authorization", "Bearer x")
		request.Header.Set("X-API-Key", "x")
		request.Header.Set("Cookie", "x=y")
		request.Header.Set("Accept", "text/plain")
		response, err := outbound.New(o).Do(request)
		if err == nil {
			require.NoError(t, response.Body.Close())
		}
		return err
	}
	require.ErrorIs(t, call(outbound.Options{Allow: loopback}, away), outbound.ErrRedirected)
	require.Nil(t, seen.Load())
	require.NoError(t, call(outbound.Options{Allow: loopback, Redirects: 1}, away))
	require.Equal(t, "text/plain", seen.Load().Get("Accept"))
	for _, name := range []string{"Authorization", "X-API-Key", "Cookie"} {
		require.Empty(t, seen.Load().Get(name), name)
	}
	require.ErrorIs(t, call(outbound.Options{Allow: loopback, Redirects: 3}, inward), outbound.ErrAddress)
}

func TestBodiesEndAtTheLimit(t *testing.T) {
	address, _ := sink(t, func(w http.ResponseWriter, r *http.Request) {
		for range 1 << 10 {
			if _, err := w.Write(make([]byte, 1<<20)); err != nil {
				return
			}
		}
	})
	response, err := outbound.New(outbound.Options{Allow: loopback}).Get(address)
	require.NoError(t, err)
	n, err := io.Copy(io.Discard, response.Body)
	require.ErrorIs(t, err, outbound.ErrTooLarge)
	require.EqualValues(t, 1<<20, n)
	require.NoError(t, response.Body.Close())

	exact, _ := sink(t, func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "12345") })
	response, err = outbound.New(outbound.Options{Allow: loopback, MaxBytes: 5}).Get(exact)
	require.NoError(t, err)
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	require.Equal(t, "12345", string(body))
	require.NoError(t, response.Body.Close())
}

func TestSlowAnswersEndInTime(t *testing.T) {
	address, _ := sink(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, "1")
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	var response *http.Response
	for patience := time.Second; response == nil; patience *= 2 { // a busy machine may not have begun with the answer by then
		require.Less(t, patience, time.Minute)
		response, _ = outbound.New(outbound.Options{Allow: loopback, Timeout: patience}).Get(address)
	}
	var err error
	_, err = io.ReadAll(response.Body)
	require.Error(t, err)
	require.NoError(t, response.Body.Close())
}

func TestProxiesOfTheEnvironmentAreIgnored(t *testing.T) {
	proxy, hits := sink(t, func(http.ResponseWriter, *http.Request) {})
	t.Setenv("HTTP_PROXY", proxy)
	t.Setenv("HTTPS_PROXY", proxy)
	_, err := outbound.New(outbound.Options{Resolve: answers("127.0.0.1")}).Get("http://example.org/")
	require.Error(t, err)
	require.Zero(t, hits.Load())
}

func FuzzCheckURLNeverAcceptsAPrivateAddress(f *testing.F) {
	for _, host := range refusedHosts {
		f.Add("http://" + host + "/")
	}
	f.Fuzz(func(t *testing.T, raw string) {
		if outbound.CheckURL(raw) != nil {
			return
		}
		u, err := url.Parse(raw)
		require.NoError(t, err)
		if a, err := netip.ParseAddr(strings.TrimSuffix(u.Hostname(), ".")); err == nil {
			require.True(t, a.IsGlobalUnicast() && !a.IsPrivate() && !a.IsLoopback(), raw)
		}
	})
}
