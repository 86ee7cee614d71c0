package catalog

import (
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"
)

const originBytesMax = 255

// IsOrigin accepts scheme://host[:port] as a browser writes it: lower case, ASCII, and nothing after it. http:// is for this
// machine only.
func IsOrigin(s string) bool {
	u, err := url.Parse(s)
	if err != nil || len(s) > originBytesMax || u.Host == "" || u.User != nil || u.Scheme+"://"+u.Host != s || !originText(u.Host) || !portPlain(u) {
		return false
	}
	ip, err := netip.ParseAddr(u.Hostname())
	local := u.Hostname() == "localhost" || err == nil && ip.IsLoopback()
	return u.Scheme == "https" || u.Scheme == "http" && local
}

func originText(host string) bool {
	for _, c := range []byte(host) {
		switch {
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9', c == '.', c == '-', c == '_', c == ':', c == '[', c == ']':
		default:
			return false
		}
	}
	return true
}

// defaultPort says that the origin names the port that its scheme has anyway, which browsers leave out.
func defaultPort(origin string) bool {
	return strings.HasPrefix(origin, "https://") && strings.HasSuffix(origin, ":443") ||
		strings.HasPrefix(origin, "http://") && strings.HasSuffix(origin, ":80")
}

// isOriginPattern accepts https://*.example.com: one label in the star's place, under a domain that somebody owns. Under
// *.github.io everybody has pages.
func isOriginPattern(s string) bool {
	rest, ok := strings.CutPrefix(s, "https://*.")
	if !ok || !IsOrigin("https://"+rest) {
		return false
	}
	host, _, _ := strings.Cut(rest, ":")
	if _, err := netip.ParseAddr(host); err == nil {
		return false
	}
	_, err := publicsuffix.EffectiveTLDPlusOne(host)
	return err == nil
}
