package enforce

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/valyala/fasthttp"
)

const (
	dialTimeout      = 3 * time.Second
	upstreamConnsMax = 1024
	// Shorter than the idle time of common servers (Node closes after 5 s), so that we don't send into a connection
	// that its other end is closing: such a call could not be repeated safely.
	upstreamIdleMax       = 4 * time.Second
	responseBytesMax      = 32 << 20
	responseHeaderBytes   = 32 << 10
	upstreamConnWaitMax   = time.Second
	upstreamTargetsKeptMx = 4096
)

// ErrUpstreamForbidden reports an upstream that resolves to a private address outside the operator's allow list.
var ErrUpstreamForbidden = errors.New("the upstream's address is private and not in the operator's allow list")

// upstreams holds one connection pool per upstream URL.
type upstreams struct {
	mu      sync.RWMutex
	targets map[string]*target
	allow   []netip.Prefix
	timeout time.Duration
}

// target is where calls of one upstream URL go. Immutable.
type target struct {
	client   *fasthttp.HostClient
	host     []byte
	basePath []byte // without a slash at its end
	secure   bool
}

func newUpstreams(allow []netip.Prefix, timeout time.Duration) *upstreams {
	return &upstreams{targets: map[string]*target{}, allow: allow, timeout: timeout}
}

// target returns the pool of an upstream URL, made on its first use. Changed URLs leave their old pools behind, which
// hold no connections after a few seconds; when very many have gathered, all are dropped at once.
func (u *upstreams) target(raw string) (*target, error) {
	u.mu.RLock()
	t := u.targets[raw]
	u.mu.RUnlock()
	if t != nil {
		return t, nil
	}
	t, err := u.open(raw)
	if err != nil {
		return nil, err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if have := u.targets[raw]; have != nil {
		return have, nil
	}
	if len(u.targets) >= upstreamTargetsKeptMx {
		clear(u.targets)
	}
	u.targets[strings.Clone(raw)] = t
	return t, nil
}

func (u *upstreams) open(raw string) (*target, error) {
	parsed, err := url.Parse(raw)
	if err != nil || parsed.Host == "" || parsed.User != nil || parsed.Scheme != "http" && parsed.Scheme != "https" {
		return nil, errors.New("the upstream's URL is not http(s)://host/path")
	}
	secure := parsed.Scheme == "https"
	port := parsed.Port()
	if port == "" {
		port = map[bool]string{false: "80", true: "443"}[secure]
	}
	t := &target{host: []byte(parsed.Host), basePath: []byte(strings.TrimRight(parsed.EscapedPath(), "/")), secure: secure}
	t.client = &fasthttp.HostClient{
		Addr: net.JoinHostPort(parsed.Hostname(), port), IsTLS: secure, DialTimeout: u.dial,
		MaxConns: upstreamConnsMax, MaxConnWaitTimeout: upstreamConnWaitMax, MaxIdleConnDuration: upstreamIdleMax,
		MaxIdemponentCallAttempts: 1, RetryIfErr: neverAgain,
		ReadTimeout: u.timeout, WriteTimeout: u.timeout,
		ReadBufferSize: responseHeaderBytes, MaxResponseBodySize: responseBytesMax,
		NoDefaultUserAgentHeader: true, DisablePathNormalizing: true, SecureErrorLogMessage: true,
	}
	if secure {
		t.client.TLSConfig = &tls.Config{ServerName: parsed.Hostname(), MinVersion: tls.VersionTLS12}
	}
	return t, nil
}

// neverAgain: a call is sent once. Whether an upstream acted on it before it failed is not ours to guess.
func neverAgain(*fasthttp.Request, int, error) (resetTimeout, retry bool) { return false, false }

// dial checks the address that is really dialled, after the name was resolved, so that a name can't point somewhere
// else between check and use.
func (u *upstreams) dial(addr string, timeout time.Duration) (net.Conn, error) {
	if timeout <= 0 || timeout > dialTimeout {
		timeout = dialTimeout
	}
	dialer := net.Dialer{Timeout: timeout, KeepAlive: 30 * time.Second, ControlContext: u.check}
	conn, err := dialer.Dial("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("dial upstream: %w", err)
	}
	return conn, nil
}

func (u *upstreams) check(_ context.Context, _, address string, _ syscall.RawConn) error {
	peer, err := netip.ParseAddrPort(address)
	if err != nil {
		return ErrUpstreamForbidden
	}
	ip := peer.Addr().Unmap().WithZone("")
	if addressPublic(ip) || contains(u.allow, ip) {
		return nil
	}
	return ErrUpstreamForbidden
}

// specialNetworks are not reachable on the public Internet, or lead back inside (RFC 6890 and later).
var specialNetworks = func() (all []netip.Prefix) {
	for _, text := range []string{
		"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16",
		"fec0::/10", "3fff::/20", "5f00::/16",
	} {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}()

func addressPublic(ip netip.Addr) bool {
	return ip.IsGlobalUnicast() && !ip.IsPrivate() && !ip.IsLoopback() && !ip.IsLinkLocalUnicast() && !contains(specialNetworks, ip)
}
