package enforce

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/dpop"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

func TestProofsAndNoncesPassEachProxyAndEndThere(t *testing.T) {
	fronts(t, func(t *testing.T, f *front) {
		keys, err := secret.OpenKeys(t.TempDir())
		require.NoError(t, err)
		f.GatewayURL, f.nonces = accessGateway, dpop.NewNonces(keys)
		i := withClients(t, f.w)
		i.client.rarely().Access = &Access{Binding: BoundWithNonce}
		s := i.snapshot(f.w)
		s.oauth.nonces = f.nonces
		f.Use(s)
		h := newHolder(t, i)
		for host, prefix := range f.doors() {
			target := map[string]string{"gateway": accessGateway + "/museum/tickets", "harbour": "https://harbour.example.com/tickets"}[host]
			response, body := f.ask(t, "127.0.0.1", host, "GET", prefix+"/tickets", "Authorization: DPoP "+h.token, "DPoP: "+h.proof("GET", target))
			require.Equal(t, 401, response.StatusCode, body)
			require.Contains(t, response.Header.Get("WWW-Authenticate"), `error="use_dpop_nonce"`, host)
			nonce := response.Header.Get("DPoP-Nonce")
			require.NotEmpty(t, nonce, host)
			response, body = f.ask(t, "127.0.0.1", host, "GET", prefix+"/tickets?a=b", "Authorization: DPoP "+h.token, "DPoP: "+h.proof("GET", target, "nonce", nonce), "DPoP-Nonce: spoof")
			require.Equal(t, 200, response.StatusCode, "%s: %s", host, body)
			if f.name != "traefik" || host != "harbour" { // it hands Gatehouse's words to its caller with refusals only
				require.Equal(t, []string{nonce}, response.Header.Values("DPoP-Nonce"), "%s: the next one comes along", host)
			}
			got := f.arrived(host)
			require.Len(t, got, 1)
			require.NotContains(t, got[0].Headers, "dpop", host)
			for name, values := range got[0].Headers {
				require.NotContains(t, values, nonce, "%s: %s", host, name)
			}
			response, _ = f.ask(t, "127.0.0.1", host, "GET", prefix+"/tickets", "Authorization: Bearer "+f.w.full, "DPoP-Nonce: spoof")
			require.Equal(t, 200, response.StatusCode, host)
			require.Empty(t, response.Header.Values("DPoP-Nonce"), "%s: others need none", host)
		}
	})
}
