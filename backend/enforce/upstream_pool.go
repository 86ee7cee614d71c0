package enforce

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
)

// kindSealed marks a server whose secrets can't be opened with the keys that are here.
const kindSealed = "sealed"

var errSealed = errors.New("the upstream's secrets were sealed with other keys; they have to be written again")

// pool is the servers of one upstream. Only its counters change.
type pool struct {
	targets     []*target
	order       []*target // each as often as its weight says, mixed; one target stands alone
	next        atomic.Uint32
	credential  presenter // nil = none
	health      *catalog.HealthCheck
	total       time.Duration
	firstByte   time.Duration // 0 = as total
	dialing     time.Duration // 0 = the installation's own
	connections int           // to each target at once
	up          *upstreams
	standing    standing // of the watch
}

// target is one server.
type target struct {
	breaker
	conns    *conns
	tls      *tls.Config // nil = plain HTTP
	url      string
	address  string // host:port
	host     []byte
	basePath []byte // without a slash at its end
	weight   int
	pool     *pool
}

// open makes the pool of an upstream. It connects to nothing.
func (u *upstreams) open(up *Upstream) (*pool, error) {
	config := up.Config
	if config == nil {
		config = &catalog.Upstream{Kind: catalog.HTTP, URL: up.URL}
	}
	p := &pool{up: u, total: u.timeout, health: config.Health, connections: upstreamConnsMax}
	if config.Connections > 0 {
		p.connections = min(config.Connections, upstreamConnsMax)
	}
	if t := config.Timeouts; t != nil {
		p.total = tighter(u.timeout, t.TotalMS)
		if p.firstByte = tighter(p.total, t.FirstByteMS); p.firstByte == p.total {
			p.firstByte = 0
		}
		if t.DialMS > 0 {
			p.dialing = tighter(catalog.DialMSMax*time.Millisecond, t.DialMS)
		}
	}
	shape, err := tlsShape(config.TLS)
	if err != nil {
		return nil, err
	}
	for _, server := range config.Servers() {
		t, err := p.newTarget(server, shape)
		if err != nil {
			return nil, err
		}
		p.targets = append(p.targets, t)
	}
	p.order = mixed(p.targets)
	p.credential, err = u.newCredential(config.Credential, p.total)
	return p, err
}

func tighter(most time.Duration, ms int) time.Duration {
	if ms <= 0 {
		return most
	}
	return min(most, time.Duration(ms)*time.Millisecond)
}

func (p *pool) newTarget(server catalog.Target, shape *tls.Config) (*target, error) {
	parsed, err := parseUpstream(server.URL)
	if err != nil {
		return nil, err
	}
	t := &target{url: server.URL, address: addressOf(parsed), host: []byte(parsed.Host), basePath: []byte(strings.TrimRight(parsed.EscapedPath(), "/")), weight: server.Weight, pool: p}
	t.every = p.up.probeEvery
	if parsed.Scheme == "https" {
		t.tls = shape.Clone()
		if t.tls.ServerName == "" {
			t.tls.ServerName = parsed.Hostname()
		}
	}
	t.conns = &conns{open: t.open, plain: t.tls == nil, slots: make(chan struct{}, p.connections)}
	return t, nil
}

func addressOf(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

// tlsShape is what all targets of an upstream share. A certificate authority of its own replaces the system's.
func tlsShape(own *catalog.UpstreamTLS) (*tls.Config, error) {
	shape := &tls.Config{MinVersion: tls.VersionTLS12, ClientSessionCache: tls.NewLRUClientSessionCache(8)}
	if own == nil {
		return shape, nil
	}
	shape.ServerName = own.ServerName
	if own.CA != "" {
		shape.RootCAs = x509.NewCertPool()
		if !shape.RootCAs.AppendCertsFromPEM([]byte(own.CA)) {
			return nil, errors.New("the upstream's certificate authority can't be read")
		}
	}
	if own.Certificate != "" {
		pair, err := tls.X509KeyPair([]byte(own.Certificate), []byte(own.Key))
		if err != nil {
			return nil, fmt.Errorf("read the client certificate for the upstream: %w", err)
		}
		shape.Certificates = []tls.Certificate{pair}
	}
	return shape, nil
}

// mixed spreads targets by their weights: each turn goes to the one that is furthest behind its share.
func mixed(targets []*target) (order []*target) {
	total := 0
	for _, t := range targets {
		total += max(1, t.weight)
	}
	behind := make([]int, len(targets))
	for range total {
		best := 0
		for i, t := range targets {
			behind[i] += max(1, t.weight)
			if behind[i] > behind[best] {
				best = i
			}
		}
		behind[best] -= total
		order = append(order, targets[best])
	}
	return order
}

// pick answers whose turn it is among those that may be called, other than not; nil when there is none.
func (p *pool) pick(not *target) *target {
	if len(p.targets) == 1 {
		if t := p.targets[0]; t != not && t.usable() {
			return t
		}
		return nil
	}
	n := uint32(len(p.order))
	start := p.next.Add(1) - 1
	for i := range n {
		if t := p.order[(start+i)%n]; t != not && t.usable() {
			return t
		}
	}
	return nil
}

func (p *pool) close() {
	for _, t := range p.targets {
		t.conns.close()
	}
}
