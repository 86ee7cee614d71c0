package enforce

import (
	"context"
	"encoding/hex"
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
)

const (
	dialTimeout      = 3 * time.Second
	handshakeTimeout = 5 * time.Second
	upstreamConnsMax = catalog.ConnectionsMax
	// Shorter than the idle time of common servers (Node closes after 5 s), so that we don't send into a connection
	// that its other end is closing: such a call could not be repeated safely.
	upstreamIdleMax     = 4 * time.Second
	responseHeaderBytes = 32 << 10
	upstreamConnWaitMax = time.Second
)

// ErrUpstreamForbidden reports an upstream that resolves to a private address outside the operator's allow list.
var ErrUpstreamForbidden = errors.New("the upstream's address is private and not in the operator's allow list")

// Upstream is where the calls of an environment go. Config is nil where there is nothing but an address.
type Upstream struct {
	Kind string // mock, http, or sealed: a server whose secrets can't be opened, which gets no calls
	URL  string
	// LongLived upstreams may answer without end (server-sent events) and tunnel WebSockets.
	LongLived bool
	Key       string            // changes with every setting; "" = URL
	Config    *catalog.Upstream // with secrets: not for logs
}

// key is what the upstream's pool is found by.
func (u *Upstream) key() string {
	if u.Key != "" {
		return u.Key
	}
	return u.URL
}

// upstreams holds the pools of all upstreams.
type upstreams struct {
	mu      sync.RWMutex
	pools   map[string]*pool
	allow   []netip.Prefix
	timeout time.Duration
	// How long an open breaker waits for its next probe, and an upstream must be well to be told as back.
	probeEvery, steady time.Duration
}

func newUpstreams(allow []netip.Prefix, timeout time.Duration) *upstreams {
	return &upstreams{pools: map[string]*pool{}, allow: allow, timeout: timeout, probeEvery: breakerProbeEvery, steady: upstreamSteady}
}

// pool returns the servers of an upstream, made on its first use. A changed upstream has another key and begins anew; what
// it leaves behind holds no connections after a few seconds, and is dropped by the watch.
func (u *upstreams) pool(up *Upstream) (*pool, error) {
	key := up.key()
	u.mu.RLock()
	p := u.pools[key]
	u.mu.RUnlock()
	if p != nil {
		return p, nil
	}
	p, err := u.open(up)
	if err != nil {
		return nil, err
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if have := u.pools[key]; have != nil {
		return have, nil
	}
	u.pools[strings.Clone(key)] = p
	return p, nil
}

// keepOnly drops the pools of upstreams that are gone, and from the others the connections that were idle for too long.
func (u *upstreams) keepOnly(living map[string]*pool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for key, p := range u.pools {
		if living[key] != p {
			delete(u.pools, key)
			p.close()
			continue
		}
		for _, t := range p.targets {
			t.conns.sweep()
		}
	}
}

func parseUpstream(raw string) (*url.URL, error) {
	parsed, err := url.Parse(raw)
	if err != nil || parsed.Host == "" || parsed.User != nil || parsed.Scheme != "http" && parsed.Scheme != "https" {
		return nil, errors.New("the upstream's URL is not http(s)://host/path")
	}
	return parsed, nil
}

// keyOfUpstream is a name for exactly these settings that tells nothing of them.
func keyOfUpstream(api string, e Environment, sum []byte) string {
	return api + "/" + e.String() + "/" + hex.EncodeToString(sum[:12])
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
