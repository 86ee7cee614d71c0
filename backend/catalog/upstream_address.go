package catalog

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// addressPlain answers the parsed form of an address that calls may be sent to: http or https, a host, a plain path.
func addressPlain(raw string) (*url.URL, bool) {
	u, err := url.Parse(raw)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" || !portPlain(u) || u.User != nil ||
		u.RawQuery != "" || u.ForceQuery || strings.Contains(raw, "#") || !fits(raw, 2000, false) || strings.Contains(u.EscapedPath(), "%") {
		return nil, false
	}
	return u, true
}

// portPlain reports whether the port, where one is written, exists: url.Parse takes any digits.
func portPlain(u *url.URL) bool {
	if u.Port() == "" {
		return !strings.HasSuffix(u.Host, ":")
	}
	port, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && port > 0
}

// serverOf answers which server an address leads to, in one spelling: names in lower case without a dot at their end,
// addresses as numbers, every name of this machine as one, and the port that the scheme implies.
func serverOf(u *url.URL) string {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if address, err := netip.ParseAddr(host); err == nil {
		address = address.Unmap()
		host = address.String()
		if address.IsLoopback() || address.IsUnspecified() {
			host = "localhost"
		}
	} else if strings.HasSuffix(host, ".localhost") {
		host = "localhost"
	}
	return host + " " + portOf(u)
}

// originOf is serverOf with the scheme: where a secret that was meant for it may go.
func originOf(u *url.URL) string { return u.Scheme + " " + serverOf(u) }

// portOf answers the port as a number, so that 443 and 0443 are one.
func portOf(u *url.URL) string {
	if port, err := strconv.ParseUint(u.Port(), 10, 16); err == nil {
		return strconv.FormatUint(port, 10)
	}
	return map[string]string{"http": "80", "https": "443"}[u.Scheme]
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
