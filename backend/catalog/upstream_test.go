package catalog

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func sealed(t *testing.T) fixture {
	t.Helper()
	f := open(storetest.New(t))
	keys, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	f.repo.keys = keys
	f.api(t, "museum", Public)
	return f
}

func TestSecretsOfUpstreamsAreWrittenAndNeverRead(t *testing.T) {
	f := sealed(t)
	live := Upstream{Kind: HTTP, URL: "https://a.example.com/v1", Credential: &UpstreamCredential{Kind: CredentialHeader, Name: "X-Key", Secret: "swordfish"}}
	set := func(u Upstream) (Upstreams, error) {
		_, stored, err := f.SetUpstreams(publisher(t), "museum", 0, true, Upstreams{Sandbox: Upstream{Kind: Mock}, Live: &u})
		return stored, err
	}
	stored, err := set(live)
	require.NoError(t, err)
	require.Empty(t, stored.Live.Credential.Secret)
	require.Equal(t, f.clock.Now(), *stored.Live.Credential.SetAt)
	api, read, err := f.Upstreams(publisher(t), "museum")
	require.NoError(t, err)
	require.Empty(t, read.Live.Credential.Secret)

	var row upstreamRow
	require.NoError(t, f.Store.Read(t.Context()).Where("api_id = ? AND environment = 'live'", api.ID).First(&row).Error)
	require.NotContains(t, string(row.Secret)+row.Settings, "swordfish")

	kept := live
	kept.URL, kept.Credential = "https://a.example.com/v2", &UpstreamCredential{Kind: CredentialHeader, Name: "X-Key"}
	_, err = set(kept)
	require.NoError(t, err)
	_, complete, err := f.TryUpstream(publisher(t), "museum", Live, kept)
	require.NoError(t, err)
	require.Equal(t, "swordfish", complete.Credential.Secret, "what is left out stays")

	for _, url := range []string{"https://evil.example.com", "http://a.example.com/v1", "https://a.example.com:8443"} {
		away := kept
		away.URL = url
		_, err = set(away)
		require.Equal(t, []string{"/live/credential/secret"}, fieldsOf(t, err), url)
		_, _, err = f.TryUpstream(publisher(t), "museum", Live, away)
		require.Equal(t, []string{"/credential/secret"}, fieldsOf(t, err), url)
	}

	entries, err := f.log.List(t.Context(), audit.Filter{}, page.Request{Limit: 50})
	require.NoError(t, err)
	text, err := json.Marshal(entries)
	require.NoError(t, err)
	require.Contains(t, string(text), "secretWritten")
	require.NotContains(t, string(text), "swordfish")
}

func TestEveryMistakeOfAnUpstreamIsNamedAtOnce(t *testing.T) {
	f := sealed(t)
	_, _, err := f.SetUpstreams(publisher(t), "museum", 0, true, Upstreams{Sandbox: Upstream{Kind: Mock, Health: &HealthCheck{}}, Live: &Upstream{
		Kind: HTTP, Targets: []Target{{URL: "http://a.example.com"}, {URL: "http://A.example.com:80", Weight: 101}, {URL: "http://169.254.169.254"}},
		Timeouts: &Timeouts{DialMS: 60_000, FirstByteMS: 5_000, TotalMS: 1_000}, BodyBytesMax: BodyBytesMax + 1,
		Health:     &HealthCheck{Path: "healthz"},
		TLS:        &UpstreamTLS{CA: "-----BEGIN PRIVATE KEY-----", ServerName: "a b", Key: "x"},
		Credential: &UpstreamCredential{Kind: CredentialHeader, Name: "Gatehouse-App-Id", Secret: "a\r\nb"},
	}})
	require.Equal(t, []string{
		"/sandbox/kind", "/live/targets/1/url", "/live/targets/1/weight", "/live/targets/2/url", "/live/bodyBytesMax", "/live/timeouts/dialMs", "/live/timeouts/firstByteMs",
		"/live/health/path", "/live/health/intervalSeconds", "/live/health/unhealthyAfter", "/live/health/healthyAfter",
		"/live/targets/0/url", "/live/targets/1/url", "/live/targets/2/url", "/live/tls/ca", "/live/tls/serverName", "/live/tls/certificate",
		"/live/credential/name", "/live/credential/secret",
	}, fieldsOf(t, err))
}

func TestTheSandboxIsToldFromTheLiveServerByWhereItLeads(t *testing.T) {
	f := sealed(t)
	for _, pair := range [][2]string{
		{"https://api.example.com", "https://API.example.com.:443/x"}, {"http://10.0.0.1", "http://[::ffff:10.0.0.1]:80"}, {"http://10.0.0.1:080", "http://10.0.0.1"},
	} {
		_, _, err := f.SetUpstreams(publisher(t), "museum", 0, true, Upstreams{
			Sandbox: Upstream{Kind: HTTP, Targets: []Target{{URL: "https://else.example.com"}, {URL: pair[1]}}}, Live: &Upstream{Kind: HTTP, URL: pair[0]}})
		require.Equal(t, []string{"/sandbox/targets/1/url"}, fieldsOf(t, err), pair)
	}
}
