package enforce

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"
)

// A balancer in front of Traefik is trusted with X-Forwarded-*, and most hand on what their callers wrote there.
func TestATraefikThatTrustsABalancerAsksAboutTheCallThatItForwards(t *testing.T) {
	f := startFront(t, "traefik", "forwardedHeaders: { insecure: false }", "forwardedHeaders: { insecure: true }")
	token := "Authorization: Bearer " + f.w.full
	for _, row := range []struct {
		code         Code
		method, path string
		lie          string
	}{
		{ScopeMissing, "POST", "/tickets", "X-Forwarded-Method: GET"},
		{OperationUnknown, "GET", "/none", "X-Forwarded-Uri: /tickets"},
	} {
		response, body := f.ask(t, "127.0.0.1", "harbour", row.method, row.path, token, row.lie, "Content-Length: 0")
		require.Equal(t, f.forwardCode(row.code), response.StatusCode, "%s: %s", row.lie, body)
		require.Contains(t, body, `"code":"`+row.code.String()+`"`, row.lie)
		require.Empty(t, f.arrived("harbour"), row.lie)
	}
}

// What Traefik takes away is a line for each header, so that each of them can get lost. This is held without Traefik as well.
func TestTheExampleForTraefikTakesAwayEveryWordOfACaller(t *testing.T) {
	text, err := os.ReadFile("../../deploy/traefik.yaml")
	require.NoError(t, err)
	var example struct {
		HTTP struct {
			Middlewares map[string]struct {
				Headers struct {
					Request map[string]string `yaml:"customRequestHeaders"`
				} `yaml:"headers"`
				ForwardAuth struct {
					Trust *bool `yaml:"trustForwardHeader"`
				} `yaml:"forwardAuth"`
			} `yaml:"middlewares"`
		} `yaml:"http"`
	}
	require.NoError(t, yaml.Unmarshal(text, &example))
	parts := example.HTTP.Middlewares

	trust := parts["harbour-question"].ForwardAuth.Trust
	require.NotNil(t, trust, "left out, Traefik hands some X-Forwarded headers on")
	require.False(t, *trust)
	for part, names := range map[string][]string{
		"harbour-words": {
			"Gatehouse-Token-Id", "Gatehouse-App-Id", "Gatehouse-Environment", "Gatehouse-Scopes", "Gatehouse-Request-Id", "Gatehouse-Context",
			"Forwarded", "DPoP-Nonce", "Upgrade",
		},
		"harbour-credential": {"Authorization", "X-API-Key", "DPoP", "Proxy-Authorization", "Gatehouse-Verifier"},
	} {
		for _, name := range names {
			value, there := parts[part].Headers.Request[name]
			require.True(t, there, "%s: %s", part, name)
			require.Empty(t, value, "%s: %s", part, name)
		}
	}
}
