// Package outbound is the one way in which the server itself calls addresses that somebody gave it: documents by URL,
// later webhooks and identity providers. The guard stands where the connection is made, so a name that changes its mind,
// a redirect or an odd spelling of an address makes no difference (S-SSRF-01 to S-SSRF-06).
package outbound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"syscall"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// ErrAddress says that an address is not one that the server calls.
var ErrAddress = fault.New(fault.Invalid, "outbound.address_refused", "The server does not call this address.", "Give a public http or https address without user name, on port 80, 443, 8080 or 8443.")

// ErrTooLarge says that an answer was longer than the limit.
var ErrTooLarge = errors.New("the answer is longer than allowed")

// Options bound what a client may do. Zero values mean: 1 MiB, 10 seconds, no redirects, public addresses only.
type Options struct {
	// Allow names private networks that may be called besides public addresses.
	Allow     []netip.Prefix
	MaxBytes  int64
	Timeout   time.Duration
	Redirects int
}

// ports that may be called (S-SSRF-03).
var ports = []string{"", "80", "443", "8080", "8443"}

// New answers a client that connects to public addresses and to allowed networks only. It takes no proxy from the
// environment, keeps no cookies, follows at most the given number of redirects and checks each, and fails reading an
// answer at its limit with ErrTooLarge.
func New(o Options) *http.Client {
	if o.MaxBytes == 0 {
		o.MaxBytes = 1 << 20
	}
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	dialer := &net.Dialer{Timeout: 3 * time.Second, Control: o.control}
	transport := &http.Transport{
		Proxy: nil, DialContext: dialer.DialContext, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: o.Timeout,
		MaxResponseHeaderBytes: 64 << 10, DisableKeepAlives: true, ForceAttemptHTTP2: true,
	}
	return &http.Client{
		Transport: bounded{transport, o},
		Timeout:   o.Timeout,
		CheckRedirect: func(r *http.Request, via []*http.Request) error {
			if len(via) > o.Redirects {
				return http.ErrUseLastResponse
			}
			return CheckURL(r.URL.String())
		},
	}
}

// control refuses a connection by the address that it would really be made to.
func (o Options) control(_, address string, _ syscall.RawConn) error {
	target, err := netip.ParseAddrPort(address)
	if err != nil {
		return ErrAddress.Because(err)
	}
	ip := target.Addr().Unmap().WithZone("")
	if Public(ip) {
		return nil
	}
	for _, allowed := range o.Allow {
		if allowed.Contains(ip) {
			return nil
		}
	}
	return ErrAddress.Because(fmt.Errorf("%s is not a public address", ip))
}

// bounded checks each request's address and cuts answers off at the limit.
type bounded struct {
	next http.RoundTripper
	o    Options
}

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := CheckURL(r.URL.String()); err != nil {
		return nil, err
	}
	response, err := b.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	response.Body = &limited{Reader: io.LimitReader(response.Body, b.o.MaxBytes+1), Closer: response.Body, left: b.o.MaxBytes}
	return response, nil
}

type limited struct {
	io.Reader
	io.Closer
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return 0, ErrTooLarge
	}
	return n, err
}

// CheckURL refuses addresses that no client of this package would call, by their text alone: other schemes, a user name,
// odd ports, literal addresses that are not public. Where a name leads is checked when the connection is made.
func CheckURL(raw string) error {
	u, err := url.Parse(raw)
	if err != nil {
		return ErrAddress.Because(err)
	}
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || !slices.Contains(ports, u.Port()) {
		return ErrAddress
	}
	if ip, err := netip.ParseAddr(u.Hostname()); err == nil && !Public(ip.Unmap()) {
		return ErrAddress
	}
	return nil
}

// Get fetches an address with the client and answers the body. Any status but 200 is an error.
func Get(ctx context.Context, client *http.Client, address string) ([]byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, ErrAddress.Because(err)
	}
	response, err := client.Do(r)
	if err != nil {
		return nil, fmt.Errorf("fetch: %w", err)
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch: the server answers %d", response.StatusCode)
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, fmt.Errorf("fetch: %w", err)
	}
	return body, nil
}
