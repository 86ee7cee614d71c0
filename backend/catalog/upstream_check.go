package catalog

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// The bounds of timeouts in milliseconds, which config.UpstreamTimeout can tighten.
const (
	timeoutMSMin = 100
	DialMSMax    = 10_000
)

// ConnectionsMax bounds the connections to one target.
const ConnectionsMax = 1024

// BodyBytesMax bounds the body of a call, whatever its upstream takes.
const BodyBytesMax = 32 << 20

const pemBytesMax = 64 << 10

// upstreamRules are what an installation allows of upstreams.
type upstreamRules struct {
	allowed func(*url.URL) bool
	totalMS int
	now     time.Time
}

// upstreamCheck gathers the mistakes of one upstream, whose pointer is at.
type upstreamCheck struct {
	upstreamRules
	at       string
	mistakes []fault.Field
}

func (c *upstreamCheck) bad(pointer, message string) {
	c.mistakes = append(c.mistakes, fault.Bad(c.at+pointer, message))
}

// check answers fault.ErrInvalid with every mistake: addresses that are not plain http(s) ones or outside what the operator
// allows, settings that contradict each other, and sandbox calls that would reach the live server.
func (u Upstreams) check(rules upstreamRules) error {
	mistakes := u.Sandbox.check("/sandbox", rules)
	if u.Live != nil {
		mistakes = append(mistakes, u.Live.check("/live", rules)...)
		if len(mistakes) == 0 {
			mistakes = u.shared()
		}
	}
	return invalid(mistakes)
}

// shared names sandbox targets on a server that is also a live one.
func (u Upstreams) shared() (mistakes []fault.Field) {
	if u.Sandbox.Kind != HTTP || u.Live.Kind != HTTP {
		return nil
	}
	live := map[string]bool{}
	for _, t := range u.Live.Servers() {
		if parsed, ok := addressPlain(t.URL); ok {
			live[serverOf(parsed)] = true
		}
	}
	for i, t := range u.Sandbox.Servers() {
		if parsed, ok := addressPlain(t.URL); ok && live[serverOf(parsed)] {
			mistakes = append(mistakes, fault.Bad(u.Sandbox.pointer("/sandbox", i), "The sandbox may not use the live server; sandbox calls must never reach it."))
		}
	}
	return mistakes
}

// pointer answers where the i-th of Servers stands.
func (u Upstream) pointer(at string, i int) string {
	if len(u.Targets) == 0 {
		return at + "/url"
	}
	return at + "/targets/" + strconv.Itoa(i) + "/url"
}

func (u Upstream) check(at string, rules upstreamRules) []fault.Field {
	c := &upstreamCheck{upstreamRules: rules, at: at}
	switch u.Kind {
	case Mock:
		if u.URL != "" {
			c.bad("/url", "The built-in sandbox has no address.")
		}
		if u.LongLived {
			c.bad("/longLived", "The built-in sandbox answers at once.")
		}
		if len(u.Targets) > 0 || u.Timeouts != nil || u.Health != nil || u.TLS != nil || u.Credential != nil || u.Connections != 0 || u.BodyBytesMax != 0 {
			c.bad("/kind", "The built-in sandbox has nothing to set; targets, connections, sizes, timeouts, checks, TLS and credentials belong to a server.")
		}
		return c.mistakes
	case HTTP:
	default:
		c.bad("/kind", "An upstream is mock or http.")
		return c.mistakes
	}
	c.targets(u)
	if u.Connections < 0 || u.Connections > ConnectionsMax {
		c.bad("/connections", "A target has 1 to "+strconv.Itoa(ConnectionsMax)+" connections at once.")
	}
	if u.BodyBytesMax < 0 || u.BodyBytesMax > BodyBytesMax {
		c.bad("/bodyBytesMax", "A body has at most "+strconv.Itoa(BodyBytesMax)+" bytes (32 MiB); 0 is the gateway's own bound of 1 MiB.")
	}
	c.timeouts(u.Timeouts)
	c.health(u.Health)
	c.tls(u)
	c.credential(u.Credential)
	return c.mistakes
}

func (c *upstreamCheck) targets(u Upstream) {
	if u.URL != "" && len(u.Targets) > 0 {
		c.bad("/targets", "Write one address in url, or several in targets, not both.")
		return
	}
	if len(u.Targets) > 20 {
		c.bad("/targets", "An upstream has at most 20 targets.")
		return
	}
	seen := map[string]bool{}
	for i, t := range u.Servers() {
		pointer := strings.TrimPrefix(u.pointer(c.at, i), c.at)
		c.address(pointer, t.URL)
		if parsed, ok := addressPlain(t.URL); ok {
			key := originOf(parsed) + parsed.Path
			if seen[key] {
				c.bad(pointer, "This target is named twice.")
			}
			seen[key] = true
		}
		if t.Weight > 100 || len(u.Targets) > 0 && u.Targets[i].Weight < 0 {
			c.bad("/targets/"+strconv.Itoa(i)+"/weight", "A weight is a whole number from 1 to 100.")
		}
	}
}

func (c *upstreamCheck) address(pointer, raw string) {
	parsed, ok := addressPlain(raw)
	if !ok {
		c.bad(pointer, "An upstream's address is http:// or https://, a host and a plain path, without user, query or fragment.")
	} else if !c.allowed(parsed) {
		c.mistakes = append(c.mistakes, fault.Field{Pointer: c.at + pointer, Code: "not_allowed", Message: "The operator's configuration does not allow this address as an upstream."})
	}
}

func (c *upstreamCheck) timeouts(t *Timeouts) {
	if t == nil {
		return
	}
	for _, row := range []struct {
		pointer  string
		ms, most int
	}{{"/timeouts/dialMs", t.DialMS, min(DialMSMax, c.totalMS)}, {"/timeouts/firstByteMs", t.FirstByteMS, c.totalMS}, {"/timeouts/totalMs", t.TotalMS, c.totalMS}} {
		if row.ms != 0 && (row.ms < timeoutMSMin || row.ms > row.most) {
			c.bad(row.pointer, "This installation allows "+strconv.Itoa(timeoutMSMin)+" to "+strconv.Itoa(row.most)+" milliseconds.")
		}
	}
	if t.TotalMS > 0 && t.FirstByteMS > t.TotalMS {
		c.bad("/timeouts/firstByteMs", "Waiting for the first byte can't take longer than the whole call.")
	}
}

func (c *upstreamCheck) health(h *HealthCheck) {
	if h == nil {
		return
	}
	if u, err := url.Parse(h.Path); err != nil || !strings.HasPrefix(h.Path, "/") || strings.HasPrefix(h.Path, "//") || u.Fragment != "" || strings.ContainsAny(h.Path, " \\") || !fits(h.Path, 500, false) {
		c.bad("/health/path", "A path begins with / and holds no blanks, such as /healthz.")
	}
	if h.Status != 0 && (h.Status < 200 || h.Status > 599) {
		c.bad("/health/status", "A status is from 200 to 599; left out, any 2xx is well.")
	}
	if h.IntervalSeconds < 1 || h.IntervalSeconds > 300 {
		c.bad("/health/intervalSeconds", "Checks come every 1 to 300 seconds.")
	}
	if h.UnhealthyAfter < 1 || h.UnhealthyAfter > 10 {
		c.bad("/health/unhealthyAfter", "A target counts as down after 1 to 10 failed checks.")
	}
	if h.HealthyAfter < 1 || h.HealthyAfter > 10 {
		c.bad("/health/healthyAfter", "A target counts as well after 1 to 10 good checks.")
	}
}

func (c *upstreamCheck) tls(u Upstream) {
	if u.TLS == nil {
		return
	}
	for i, t := range u.Servers() {
		if strings.HasPrefix(t.URL, "http://") {
			c.bad(strings.TrimPrefix(u.pointer(c.at, i), c.at), "TLS settings need https:// addresses.")
		}
	}
	t := u.TLS
	if t.CA != "" && !certificatesOnly(t.CA) {
		c.bad("/tls/ca", "Paste one or more certificates as PEM (BEGIN CERTIFICATE), at most 64 KiB.")
	}
	if t.ServerName != "" {
		if parsed, err := url.Parse("https://" + t.ServerName); err != nil || parsed.Host != t.ServerName || parsed.Port() != "" {
			c.bad("/tls/serverName", "A server name is a host such as tickets.internal.")
		}
	}
	c.certificate(t)
}

func (c *upstreamCheck) certificate(t *UpstreamTLS) {
	switch {
	case t.Certificate == "" && t.Key == "":
	case t.Certificate == "":
		c.bad("/tls/certificate", "A key needs its certificate.")
	case !certificatesOnly(t.Certificate):
		c.bad("/tls/certificate", "Paste the certificate, and its chain, as PEM (BEGIN CERTIFICATE), at most 64 KiB.")
	case t.Key == "":
		c.bad("/tls/key", "A certificate needs its private key.")
	default:
		pair, err := tls.X509KeyPair([]byte(t.Certificate), []byte(t.Key))
		if err != nil || len(t.Key) > pemBytesMax {
			c.bad("/tls/key", "This is not the certificate's private key as PEM, without a passphrase.")
		} else if pair.Leaf != nil && pair.Leaf.NotAfter.Before(c.now) {
			c.bad("/tls/certificate", "This certificate ended on "+pair.Leaf.NotAfter.UTC().Format("2 January 2006")+".")
		}
	}
}

// certificatesOnly reports whether text is PEM of certificates and nothing else: a key must not end up where it can be read.
func certificatesOnly(text string) bool {
	rest, count := []byte(text), 0
	if len(text) > pemBytesMax || strings.Contains(text, "PRIVATE KEY") {
		return false
	}
	for len(strings.TrimSpace(string(rest))) > 0 {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil || block.Type != "CERTIFICATE" {
			return false
		}
		if _, err := x509.ParseCertificate(block.Bytes); err != nil {
			return false
		}
		count++
	}
	return count > 0
}
