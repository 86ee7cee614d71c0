package catalog

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

const hostBytesMax = 253 // RFC 1035 section 2.3.4, without the root

// hostPattern is a DNS name of at least two labels in lower case (RFC 1123 section 2.1), international ones as xn--.
var hostPattern = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$`)

// ErrHostTaken says that the gateway knows another API by this host.
var ErrHostTaken = fault.New(fault.Conflict, "catalog.host_taken", "Another API is reached by this host.", "Choose another host, or take it away from the other API first.")

// checkHost answers what is wrong with the host under which an API wants to be called, "" when nothing is.
func (s *Service) checkHost(slug, host string) string {
	_, noAddress := netip.ParseAddr(host)
	switch {
	case host == "":
		return ""
	case slug == PortalSlug:
		return "The portal's own API is called at the portal."
	case strings.ContainsAny(host, "/:*"):
		return "A host stands alone: no https://, port, path or star, such as museum.example.com."
	case len(host) > hostBytesMax || !hostPattern.MatchString(host) || noAddress == nil:
		return "A host is a name in lower case such as museum.example.com, international letters as xn--."
	case host == hostOf(s.PortalURL) || host == hostOf(s.GatewayURL):
		return "This is where all APIs, or the portal itself, are reached. Choose a host for this API alone."
	}
	return ""
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// AddressOf is where applications call an API, without a slash at the end: its own host, with the gateway's scheme and port,
// or its slug at the gateway. The portal's own API is called at the portal.
func (s *Service) AddressOf(a API) string {
	switch {
	case a.Slug == PortalSlug:
		return s.PortalURL + "/api/v1"
	case a.Host == "":
		return s.GatewayURL + "/" + a.Slug
	}
	u, err := url.Parse(s.GatewayURL)
	if err != nil {
		return s.GatewayURL + "/" + a.Slug
	}
	port := u.Port()
	if u.Host = a.Host; port != "" {
		u.Host += ":" + port
	}
	return u.String()
}
