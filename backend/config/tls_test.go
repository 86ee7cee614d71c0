package config_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTLSSettingsThatCantWorkTogetherAreNamed(t *testing.T) {
	public := []string{"--public-url=https://portal.example.com", "--gateway-url=https://gateway.example.com"}
	acme := append([]string{"--acme", "--acme-accept-terms"}, public...)
	for _, c := range []struct {
		args []string
		want string // "" = they work
	}{
		{append(public, "--tls-cert=/c", "--tls-key=/k"), ""},
		{append(public, "--tls-cert=/c", "--tls-key=/k", "--gateway-tls-cert=/g", "--gateway-tls-key=/h", "--http-listen=:80"), ""},
		{append(public, "--http-listen=:80"), ""},
		{append(acme, "--http-listen=:80", "--acme-email=ops@example.com"), ""},
		{append(acme, "--gateway-tls-cert=/g", "--gateway-tls-key=/h"), ""},
		{[]string{"--internal-tls-cert=/c", "--internal-tls-key=/k", "--internal-client-ca=/a"}, ""},
		{append(public, "--tls-cert=/c"), "tls-key: needed with tls-cert"},
		{append(public, "--gateway-tls-key=/c"), "gateway-tls-cert: needed with gateway-tls-key"},
		{[]string{"--internal-client-ca=/a"}, "internal-tls-cert: needed with internal-client-ca"},
		{[]string{"--tls-cert=/c", "--tls-key=/k"}, "public-url: must begin with https://"},
		{[]string{"--gateway-tls-cert=/c", "--gateway-tls-key=/k"}, "gateway-url: must begin with https://"},
		{[]string{"--http-listen=:80"}, "http-listen: leads to https://"},
		{append(public, "--http-listen=80"), "http-listen: must be host:port"},
		{append(public, "--http-listen=127.0.0.1:8081"), "http-listen: another listener has this address"},
		{append(public, "--acme"), "acme-accept-terms: needed with acme"},
		{append(acme, "--tls-cert=/c", "--tls-key=/k"), "acme: has nothing to do"},
		{append(acme, "--acme-directory=http://ca.example.com"), "acme-directory: must be an address"},
		{append(acme, "--acme-email=ops"), "acme-email: must be one mail address"},
		{append(acme, "--public-url=https://192.0.2.1"), "public-url: acme needs a public name"},
		{append(acme, "--gateway-url=https://localhost:8081"), "gateway-url: acme needs a public name"},
		{append(public, "--acme-email=ops@example.com"), "acme-email: does nothing without acme"},
	} {
		parsed, err := parse(t, "", c.args...)
		require.NoError(t, err, c.args)
		_, err = parsed.Check()
		if c.want == "" {
			require.NoError(t, err, c.args)
			continue
		}
		require.ErrorContains(t, err, c.want, c.args)
	}
}

func TestEachListenerHasItsOwnCertificateOrTheSharedOne(t *testing.T) {
	c, err := parse(t, "tls-cert: /c\ntls-key: /k\npublic-url: https://portal.example.com\ngateway-url: https://gateway.example.com:8443")
	require.NoError(t, err)
	s, err := c.Check()
	require.NoError(t, err)
	require.Equal(t, "/c", s.GatewayIdentity.Cert)
	require.Equal(t, "gateway.example.com", s.GatewayIdentity.Host)
	require.False(t, s.InternalIdentity.TLS())
	c.GatewayTLSCert, c.GatewayTLSKey = "/g", "/h"
	s, err = c.Check()
	require.NoError(t, err)
	require.Equal(t, "/c", s.PortalIdentity.Cert)
	require.Equal(t, "/g", s.GatewayIdentity.Cert)
	c.TLSCert, c.TLSKey, c.ACME, c.ACMEAcceptTerms = "", "", true, true
	s, err = c.Check()
	require.NoError(t, err)
	require.True(t, s.PortalIdentity.ACME)
	require.False(t, s.GatewayIdentity.ACME)
}
