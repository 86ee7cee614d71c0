package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"strings"
)

// TLS is what an operator can set about encryption on the listeners. A listener without a certificate speaks plain HTTP.
type TLS struct {
	TLSCert         string `name:"tls-cert" help:"Certificate chain in PEM for the portal, and for the gateway unless it has its own." type:"path"`
	TLSKey          string `name:"tls-key" help:"Its private key; mode 0600." type:"path"`
	GatewayTLSCert  string `name:"gateway-tls-cert" help:"Certificate chain of the gateway, when it is not the portal's." type:"path"`
	GatewayTLSKey   string `name:"gateway-tls-key" help:"Its private key; mode 0600." type:"path"`
	InternalTLSCert string `name:"internal-tls-cert" help:"Certificate chain of the internal listener." type:"path"`
	InternalTLSKey  string `name:"internal-tls-key" help:"Its private key; mode 0600." type:"path"`
	InternalCA      string `name:"internal-client-ca" help:"Authorities in PEM; callers of the internal listener must show a certificate of theirs." type:"path"`
	HTTPListen      string `name:"http-listen" help:"Address that leads browsers from http:// to https:// and answers ACME; refuses everything else." placeholder:"HOST:PORT"`
	ACME            bool   `name:"acme" help:"Obtain and renew the certificates of listeners without files of their own."`
	ACMEAcceptTerms bool   `name:"acme-accept-terms" help:"You accept the terms of the ACME service; needed for acme."`
	ACMEEmail       string `name:"acme-email" help:"Where the ACME service may write to."`
	ACMEDirectory   string `name:"acme-directory" help:"Directory of the ACME service." default:"https://acme-v02.api.letsencrypt.org/directory"`
	ACMECA          string `name:"acme-ca" help:"Authorities in PEM to trust for the ACME service itself, when it is a private one." type:"path"`
}

// Identity says where the certificate of a listener comes from. The zero value is plain HTTP.
type Identity struct {
	Cert, Key string
	// ACME certificates are for Host.
	ACME bool
	Host string
}

// TLS reports whether the listener speaks it.
func (i Identity) TLS() bool { return i.ACME || i.Cert != "" }

// identities says which certificate each public listener shows: its own files, the shared ones, ACME's, or none.
func (s *Settings) identities() {
	s.PortalIdentity = Identity{Cert: s.TLSCert, Key: s.TLSKey, ACME: s.ACME && s.TLSCert == ""}
	s.GatewayIdentity = s.PortalIdentity
	if s.GatewayTLSCert != "" {
		s.GatewayIdentity = Identity{Cert: s.GatewayTLSCert, Key: s.GatewayTLSKey}
	}
	if s.Public != nil {
		s.PortalIdentity.Host = s.Public.Hostname()
	}
	if s.Gateway != nil {
		s.GatewayIdentity.Host = s.Gateway.Hostname()
	}
	s.InternalIdentity = Identity{Cert: s.InternalTLSCert, Key: s.InternalTLSKey}
}

// checkTLS says which certificate each listener shows, and names the combinations that can't work.
func (s *Settings) checkTLS(bad func(name string, err error)) {
	s.identities()
	for _, pair := range [][2]string{{"tls-cert", s.TLSCert}, {"gateway-tls-cert", s.GatewayTLSCert}, {"internal-tls-cert", s.InternalTLSCert}} {
		key := map[string]string{"tls-cert": s.TLSKey, "gateway-tls-cert": s.GatewayTLSKey, "internal-tls-cert": s.InternalTLSKey}[pair[0]]
		keyName := strings.TrimSuffix(pair[0], "cert") + "key"
		if pair[1] != "" && key == "" {
			bad(keyName, fmt.Errorf("needed with %s", pair[0]))
		}
		if pair[1] == "" && key != "" {
			bad(pair[0], fmt.Errorf("needed with %s", keyName))
		}
	}
	if s.InternalCA != "" && s.InternalTLSCert == "" {
		bad("internal-tls-cert", errors.New("needed with internal-client-ca"))
	}
	if s.PortalIdentity.TLS() && s.Public != nil && s.Public.Scheme != "https" {
		bad("public-url", errors.New("must begin with https:// because the portal's listener speaks TLS"))
	}
	if s.GatewayIdentity.TLS() && s.Gateway != nil && s.Gateway.Scheme != "https" {
		bad("gateway-url", errors.New("must begin with https:// because the gateway's listener speaks TLS"))
	}
	s.checkHTTP(bad)
	s.checkACME(bad)
}

func (s *Settings) checkHTTP(bad func(name string, err error)) {
	if s.HTTPListen == "" {
		return
	}
	_, port, err := net.SplitHostPort(s.HTTPListen)
	if err != nil {
		bad("http-listen", errors.New("must be host:port"))
	}
	if port != "0" && (s.HTTPListen == s.Listen || s.HTTPListen == s.GatewayListen || s.HTTPListen == s.InternalListen) {
		bad("http-listen", errors.New("another listener has this address"))
	}
	if s.Public != nil && s.Gateway != nil && s.Public.Scheme != "https" && s.Gateway.Scheme != "https" {
		bad("http-listen", errors.New("leads to https://, but neither public-url nor gateway-url begins with it"))
	}
}

func (s *Settings) checkACME(bad func(name string, err error)) {
	if !s.ACME {
		for name, set := range map[string]bool{"acme-accept-terms": s.ACMEAcceptTerms, "acme-email": s.ACMEEmail != "", "acme-ca": s.ACMECA != ""} {
			if set {
				bad(name, errors.New("does nothing without acme"))
			}
		}
		return
	}
	if !s.ACMEAcceptTerms {
		bad("acme-accept-terms", errors.New("needed with acme: read the terms of the service and accept them"))
	}
	if s.TLSCert != "" {
		bad("acme", errors.New("has nothing to do, because tls-cert serves both listeners"))
	}
	if u, err := url.Parse(s.ACMEDirectory); err != nil || u.Scheme != "https" || u.Host == "" {
		bad("acme-directory", errors.New("must be an address that begins with https://"))
	}
	if s.ACMEEmail != "" {
		if _, err := mail.ParseAddress(s.ACMEEmail); err != nil {
			bad("acme-email", errors.New("must be one mail address"))
		}
	}
	for _, door := range []struct {
		name string
		Identity
	}{{"public-url", s.PortalIdentity}, {"gateway-url", s.GatewayIdentity}} {
		if door.ACME && door.Host != "" && !certifiable(door.Host) {
			bad(door.name, fmt.Errorf("acme needs a public name; nobody certifies %s", door.Host))
		}
	}
}

// certifiable reports whether an ACME service could confirm a name.
func certifiable(host string) bool {
	_, err := netip.ParseAddr(host)
	return err != nil && !local(host) && strings.Contains(host, ".")
}
