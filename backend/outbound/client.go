package outbound

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

const (
	maxBytesDefault = 1 << 20
	timeoutDefault  = 10 * time.Second
	resolveTimeout  = 3 * time.Second
	answersTried    = 4
)

// Options bound what a client may do. The zero value is the strictest: public addresses on ordinary ports, no redirects,
// 1 MiB, ten seconds.
type Options struct {
	// Allow names networks that may be called although they are private. Only the operator's configuration may fill it.
	Allow []netip.Prefix
	// MaxBytes bounds the body of an answer after decompression; 0 means 1 MiB.
	MaxBytes int64
	// Timeout bounds a call with all its redirects and the reading of its body; 0 means ten seconds.
	Timeout time.Duration
	// Redirects says how many are followed; 0 means none.
	Redirects int
	// Resolve answers the addresses of a name; nil asks the system.
	Resolve func(ctx context.Context, host string) ([]netip.Addr, error)
}

// New answers a client that keeps to the options. Its errors are, where it refused: ErrAddress, ErrRedirected, and
// ErrTooLarge from reading the body. Never show the body, or the text of another error, to whoever gave the address.
func New(o Options) *http.Client {
	if o.MaxBytes == 0 {
		o.MaxBytes = maxBytesDefault
	}
	if o.Timeout == 0 {
		o.Timeout = timeoutDefault
	}
	g := newGuard(o)
	g.dialer = &net.Dialer{Timeout: 5 * time.Second, KeepAlive: -1, Control: g.control}
	g.transport = &http.Transport{
		Proxy: nil, DialContext: g.dial, ForceAttemptHTTP2: true, TLSHandshakeTimeout: 5 * time.Second,
		ResponseHeaderTimeout: o.Timeout, MaxResponseHeaderBytes: 64 << 10,
		// Calls are rare, and a connection that is kept would outlive the check of its name.
		DisableKeepAlives: true, MaxConnsPerHost: 8,
	}
	return &http.Client{Transport: g, Timeout: o.Timeout, CheckRedirect: g.redirect}
}

func newGuard(o Options) *guard {
	if o.Resolve == nil {
		o.Resolve = func(ctx context.Context, host string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", host)
		}
	}
	return &guard{options: o}
}

// guard is the transport through which every request, also of a redirect, goes.
type guard struct {
	options   Options
	dialer    *net.Dialer
	transport *http.Transport
}

// RoundTrip checks the address, sends the request and bounds the answer.
func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if err := checkURL(r.URL, g.options); err != nil {
		return nil, err
	}
	response, err := g.transport.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	response.Body = &bounded{body: response.Body, left: g.options.MaxBytes}
	return response, nil
}

func (g *guard) redirect(next *http.Request, via []*http.Request) error {
	if len(via) > g.options.Redirects {
		return ErrRedirected
	}
	from := via[len(via)-1].URL
	if from.Scheme == "https" && next.URL.Scheme != "https" {
		return ErrRedirected
	}
	if from.Scheme != next.URL.Scheme || from.Host != next.URL.Host {
		// What was meant for one origin, credentials above all, is not for another.
		kept := http.Header{}
		for _, name := range []string{"Accept", "User-Agent"} {
			if value := next.Header.Get(name); value != "" {
				kept.Set(name, value)
			}
		}
		next.Header = kept
	}
	return nil
}

func (g *guard) permits(a netip.Addr, port string) bool {
	return within(g.options.Allow, a) || (public(a) && slices.Contains(portsDefault, port))
}

// dial resolves once, refuses the name when any of its addresses is not permitted, and connects to what was checked.
func (g *guard) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, ErrAddress.Because(err)
	}
	addresses, err := g.resolve(ctx, host)
	if err != nil {
		return nil, err
	}
	for _, a := range addresses {
		if !g.permits(a, port) {
			return nil, ErrAddress.Because(fmt.Errorf("%s resolves to %s", host, a))
		}
	}
	var problems []error
	for _, a := range addresses[:min(len(addresses), answersTried)] {
		conn, err := g.dialer.DialContext(ctx, network, net.JoinHostPort(a.String(), port))
		if err == nil {
			return conn, nil
		}
		problems = append(problems, err)
	}
	return nil, fmt.Errorf("connect to %s: %w", host, errors.Join(problems...))
}

func (g *guard) resolve(ctx context.Context, host string) ([]netip.Addr, error) {
	if a, err := netip.ParseAddr(host); err == nil {
		return []netip.Addr{a}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, resolveTimeout)
	defer cancel()
	addresses, err := g.options.Resolve(ctx, host)
	if err != nil {
		return nil, fmt.Errorf("resolve %s: %w", host, err)
	}
	if len(addresses) == 0 {
		return nil, fmt.Errorf("resolve %s: no address", host)
	}
	for i, a := range addresses {
		// The system's resolver writes IPv4 in either form; both are IPv4 on the wire.
		addresses[i] = a.Unmap()
	}
	return addresses, nil
}

// control sees the very address that the socket is about to connect to.
func (g *guard) control(_, address string, _ syscall.RawConn) error {
	target, err := netip.ParseAddrPort(address)
	if err != nil || !g.permits(target.Addr(), fmt.Sprint(target.Port())) {
		return ErrAddress.Because(fmt.Errorf("connection to %s", address))
	}
	return nil
}
