package outbound_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/outbound"
)

func TestAddressesThatAreNotPublicAreRefused(t *testing.T) {
	for _, text := range []string{
		"0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.31.0.1", "192.168.0.1", "198.18.0.1", "224.0.0.1",
		"255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::7f00:1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001::1", "fc00::1", "fe80::1%eth0", "ff02::1",
	} {
		require.False(t, outbound.Public(netip.MustParseAddr(text)), text)
	}
	for _, text := range []string{"1.1.1.1", "93.184.216.34", "2606:4700::1111"} {
		require.True(t, outbound.Public(netip.MustParseAddr(text)), text)
	}
	require.False(t, outbound.Public(netip.Addr{}))
}

func TestOddURLsAreRefusedByTheirText(t *testing.T) {
	for _, raw := range []string{
		"", "file:///etc/passwd", "ftp://example.com", "gopher://example.com", "//example.com/x", "http://user:pw@example.com",
		"http://example.com:22", "http://127.0.0.1/", "http://[::1]/", "http://[::ffff:7f00:1]/", "http://169.254.169.254/latest", "http://", "http://%zz/",
	} {
		require.ErrorIs(t, outbound.CheckURL(raw), outbound.ErrAddress, raw)
	}
	for _, raw := range []string{"http://example.com", "https://example.com:8443/a?b"} {
		require.NoError(t, outbound.CheckURL(raw), raw)
	}
}

func TestTheGuardStandsWhereTheConnectionIsMade(t *testing.T) {
	hits := 0
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { hits++ }))
	defer server.Close()
	address := strings.Replace(server.URL, "127.0.0.1", "localhost", 1)
	_, err := outbound.Get(t.Context(), outbound.New(outbound.Options{}), address)
	require.Error(t, err)
	require.Zero(t, hits, "a name that leads inside is not called")
}

func TestAnswersEndAtTheirLimit(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:8443")
	if err != nil {
		t.Skip("port 8443, one of those that may be called, is taken: ", err)
	}
	server := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(strings.Repeat("x", len(r.URL.Path))))
	})}
	defer server.Close()
	go func() { _ = server.Serve(listener) }()
	client := outbound.New(outbound.Options{MaxBytes: 10, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}})
	body, err := outbound.Get(t.Context(), client, "http://localhost:8443/12345678")
	require.NoError(t, err)
	require.Len(t, body, 9)
	_, err = outbound.Get(t.Context(), client, "http://localhost:8443/1234567890")
	require.ErrorIs(t, err, outbound.ErrTooLarge)
}

func FuzzCheckURL(f *testing.F) {
	f.Add("http://127.0.0.1")
	f.Fuzz(func(t *testing.T, raw string) {
		if outbound.CheckURL(raw) == nil && !strings.HasPrefix(strings.ToLower(raw), "http") {
			t.Fatalf("%q passed", raw)
		}
	})
}
