package catalog

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// UpstreamKind says what answers the calls of an environment.
type UpstreamKind string

// The kinds: the built-in sandbox, or a server at an address.
const (
	Mock UpstreamKind = "mock"
	HTTP UpstreamKind = "http"
)

// Upstream is where the gateway sends the calls of one environment.
type Upstream struct {
	Kind UpstreamKind `json:"kind" validate:"required,oneof=mock http" enums:"mock,http"`
	URL  string       `json:"url,omitempty" validate:"max=2000" example:"https://tickets.internal.example.com/v1"`
} //@name Upstream

// Upstreams are the upstreams of an API. Without Live, live calls are refused.
type Upstreams struct {
	Sandbox Upstream  `json:"sandbox" validate:"required"`
	Live    *Upstream `json:"live,omitempty"`
} //@name Upstreams

// check answers fault.ErrInvalid for addresses that are not plain http(s) ones, are outside what the operator allows, or
// would let sandbox calls reach the live server.
func (u Upstreams) check(allowed func(*url.URL) bool) error {
	var mistakes []fault.Field
	mistakes = append(mistakes, u.Sandbox.check("/sandbox", allowed)...)
	if u.Live != nil {
		mistakes = append(mistakes, u.Live.check("/live", allowed)...)
		if len(mistakes) == 0 && u.Live.Kind == HTTP && u.Sandbox.Kind == HTTP && u.Live.origin() == u.Sandbox.origin() {
			mistakes = append(mistakes, fault.Bad("/sandbox/url", "The sandbox may not use the live server; sandbox calls must never reach it."))
		}
	}
	return invalid(mistakes)
}

func (u Upstream) check(at string, allowed func(*url.URL) bool) []fault.Field {
	switch u.Kind {
	case Mock:
		if u.URL != "" {
			return []fault.Field{fault.Bad(at+"/url", "The built-in sandbox has no address.")}
		}
		return nil
	case HTTP:
	default:
		return []fault.Field{fault.Bad(at+"/kind", "An upstream is mock or http.")}
	}
	parsed, err := url.Parse(u.URL)
	if err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" || parsed.Hostname() == "" || !portPlain(parsed) || parsed.User != nil ||
		parsed.RawQuery != "" || parsed.ForceQuery || strings.Contains(u.URL, "#") || !fits(u.URL, 2000, false) || strings.Contains(parsed.EscapedPath(), "%") {
		return []fault.Field{fault.Bad(at+"/url", "An upstream's address is http:// or https://, a host and a plain path, without user, query or fragment.")}
	}
	if !allowed(parsed) {
		return []fault.Field{{Pointer: at + "/url", Code: "not_allowed", Message: "The operator's configuration does not allow this address as an upstream."}}
	}
	return nil
}

// portPlain reports whether the port, where one is written, exists: url.Parse takes any digits.
func portPlain(u *url.URL) bool {
	if u.Port() == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && port > 0
}

func (u Upstream) origin() string {
	parsed, err := url.Parse(u.URL)
	if err != nil {
		return u.URL
	}
	port := parsed.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[parsed.Scheme]
	}
	return strings.ToLower(parsed.Hostname()) + ":" + port
}

// AllowNetworks answers a check for upstream addresses: public ones pass, and so do literal addresses inside the networks
// that the operator's configuration names (S-SSRF-04). localhost stands for 127.0.0.1 and ::1. Other names pass here; where
// they lead is checked by the gateway when it connects, because names change their minds.
func AllowNetworks(private []netip.Prefix) func(*url.URL) bool {
	return func(u *url.URL) bool {
		host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
		if host == "localhost" || strings.HasSuffix(host, ".localhost") {
			return within(private, netip.AddrFrom4([4]byte{127, 0, 0, 1})) || within(private, netip.IPv6Loopback())
		}
		address, err := netip.ParseAddr(host)
		if err != nil {
			return !numeric(host)
		}
		address = address.Unmap()
		return within(private, address) || address.Zone() == "" && public(address)
	}
}

func within(networks []netip.Prefix, address netip.Addr) bool {
	for _, n := range networks {
		if n.Contains(address) {
			return true
		}
	}
	return false
}

// numeric tells the odd spellings of IPv4 addresses (0x7f.1, 2130706433, 0177.0.0.1) from names: their last label is a
// number, and no top-level domain is.
func numeric(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if last == "" {
		return true
	}
	return strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x")
}

// special are the networks beside the private ones that are not on the public internet (IANA's registries).
var special = prefixes("0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "::/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "fec0::/10")

func public(address netip.Addr) bool {
	return address.IsGlobalUnicast() && !address.IsPrivate() && !within(special, address)
}

func prefixes(texts ...string) []netip.Prefix {
	out := make([]netip.Prefix, len(texts))
	for i, text := range texts {
		out[i] = netip.MustParsePrefix(text)
	}
	return out
}
