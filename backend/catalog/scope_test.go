package catalog

import (
	"archive/zip"
	"bytes"
	"context"
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func needs(t *testing.T, f fixture, operation string) ([]string, bool) {
	t.Helper()
	_, table, err := f.Scopes(publisher(t), "museum")
	require.NoError(t, err)
	for _, o := range table.Operations {
		if o.Operation == operation {
			return o.Scopes, o.Edited
		}
	}
	t.Fatalf("no operation %s", operation)
	return nil, false
}

func TestAPublishersChoiceOfScopesOutlivesVersionsUntilTakenBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		f.published(t, "museum", Public)
		set := func(p ScopePatch) {
			t.Helper()
			_, _, err := f.ChangeScopes(publisher(t), "museum", 0, true, p)
			require.NoError(t, err)
		}
		set(ScopePatch{
			Scopes:     []Scope{{"hours:read", "Read hours", RiskLow, false}, {"tickets:read", "Look at tickets", RiskMedium, false}},
			Operations: []OperationChoice{{"getHours", []string{"hours:read"}}, {"buyTicket", []string{}}},
		})
		f.imported(t, "museum", Import{Label: "2.0.0", Text: strings.Replace(museum, "1.0.0", "2.0.0", 1)})
		_, err := f.Publish(publisher(t), "museum", "2.0.0", Acceptance{Breaking: true, ComparedWith: "1.0.0"})
		require.NoError(t, err)
		got, edited := needs(t, f, "getHours")
		require.Equal(t, []string{"hours:read"}, got)
		require.True(t, edited)
		got, _ = needs(t, f, "buyTicket")
		require.Empty(t, got)
		_, body := call(t, serve(t, f), "GET", "/apis/museum/scopes", "")
		require.Contains(t, body, `"scopes":[],"declared":["tickets:write"],"edited":true`, "what the document says stays in sight")
		scopes, err := f.AnyScopes(t.Context(), mustAPI(t, f).ID)
		require.NoError(t, err)
		require.Contains(t, scopes, Scope{"tickets:read", "Look at tickets", RiskMedium, false}, "an import keeps what a publisher wrote")
		set(ScopePatch{Operations: []OperationChoice{{"buyTicket", nil}}})
		got, edited = needs(t, f, "buyTicket")
		require.Equal(t, []string{"tickets:write"}, got)
		require.False(t, edited)
	})
}

func mustAPI(t *testing.T, f fixture) API {
	t.Helper()
	api, err := f.AnyAPI(t.Context(), "museum")
	require.NoError(t, err)
	return api
}

func TestScopesThatDoNotExistAreRefused(t *testing.T) {
	f := open(storetest.New(t))
	f.published(t, "museum", Public)
	_, _, err := f.ChangeScopes(publisher(t), "museum", 0, true, ScopePatch{
		Scopes:     []Scope{{"a b", "x\ny", "extreme", false}},
		Operations: []OperationChoice{{"nothing", nil}, {"buyTicket", []string{"unknown", "tickets:read", "tickets:read"}}},
	})
	require.ErrorIs(t, err, fault.ErrInvalid)
	require.Equal(t, []string{"/scopes/0/name", "/scopes/0/description", "/scopes/0/risk", "/operations/0/operation",
		"/operations/1/scopes/0", "/operations/1/scopes/2"}, fieldsOf(t, err))
}

func TestUpstreamsOutsideTheOperatorsNetworksAreRefused(t *testing.T) {
	allowed := AllowNetworks([]netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")})
	for _, good := range []string{"https://api.example.com/v1", "http://10.1.2.3:8080", "http://[fd00::1]", "http://93.184.216.34", "http://[::ffff:10.0.0.1]/"} {
		u, err := url.Parse(good)
		require.NoError(t, err)
		require.True(t, allowed(u), good)
	}
	for _, bad := range []string{
		"http://169.254.169.254", "http://127.0.0.1", "http://localhost", "http://a.localhost.", "http://192.168.1.1", "http://[::1]",
		"http://[fe80::1]", "http://0.0.0.0", "http://2130706433", "http://0x7f.1", "http://0177.0.0.1", "http://127.1", "http://100.64.0.1",
		"http://[::ffff:127.0.0.1]", "http://[64:ff9b::7f00:1]", "http://[2002:7f00:1::]", "http://255.255.255.255", "http://224.0.0.1",
	} {
		u, err := url.Parse(bad)
		require.NoError(t, err)
		require.False(t, allowed(u), bad)
	}
}

func TestUpstreamsAreHeldApart(t *testing.T) {
	f := open(storetest.New(t))
	api := f.api(t, "museum", Public)
	live := Upstream{Kind: HTTP, URL: "https://api.example.com/v1"}
	set := func(u Upstreams) error {
		_, _, err := f.SetUpstreams(publisher(t), "museum", 0, true, u)
		return err
	}
	require.NoError(t, set(Upstreams{Sandbox: Upstream{Kind: Mock}, Live: &live}))
	_, got, err := f.Upstreams(publisher(t), api.ID)
	require.NoError(t, err)
	require.Equal(t, Upstreams{Sandbox: Upstream{Kind: Mock}, Live: &live}, got)
	for name, row := range map[string]struct {
		u      Upstreams
		fields []string
	}{
		"metadata":     {Upstreams{Sandbox: Upstream{Kind: HTTP, URL: "http://169.254.169.254/"}}, []string{"/sandbox/url"}},
		"no such port": {Upstreams{Sandbox: Upstream{Kind: Mock}, Live: &Upstream{Kind: HTTP, URL: "https://example.com:99999"}}, []string{"/live/url"}},
		"port zero":    {Upstreams{Sandbox: Upstream{Kind: Mock}, Live: &Upstream{Kind: HTTP, URL: "https://example.com:0"}}, []string{"/live/url"}},
		"empty port":   {Upstreams{Sandbox: Upstream{Kind: Mock}, Live: &Upstream{Kind: HTTP, URL: "https://example.com:/"}}, []string{"/live/url"}},
		"credentials":  {Upstreams{Sandbox: Upstream{Kind: Mock}, Live: &Upstream{Kind: HTTP, URL: "https://u:p@example.com"}}, []string{"/live/url"}},
		"file":         {Upstreams{Sandbox: Upstream{Kind: HTTP, URL: "file:///etc/passwd"}}, []string{"/sandbox/url"}},
		"query":        {Upstreams{Sandbox: Upstream{Kind: HTTP, URL: "https://example.com/?a=b"}}, []string{"/sandbox/url"}},
		"kind":         {Upstreams{Sandbox: Upstream{Kind: "ftp"}}, []string{"/sandbox/kind"}},
		"mock at":      {Upstreams{Sandbox: Upstream{Kind: Mock, URL: "https://example.com"}}, []string{"/sandbox/url"}},
		"live sandbox": {Upstreams{Sandbox: Upstream{Kind: HTTP, URL: "https://API.example.com:443/other"}, Live: &live}, []string{"/sandbox/url"}},
	} {
		require.Equal(t, row.fields, fieldsOf(t, set(row.u)), name)
	}
}

func archive(t *testing.T, files map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for name, text := range files {
		entry, err := w.Create(name)
		require.NoError(t, err)
		_, err = entry.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

func TestAnArchiveIsReadFromMemoryAndNeverLeavesItself(t *testing.T) {
	f := open(storetest.New(t))
	f.api(t, "museum", Public)
	several := map[string]string{
		"openapi.yaml": strings.Replace(museum, `"#/components/schemas/Ticket"`, `"./schemas/ticket.yaml"`, 1), "schemas/ticket.yaml": "{type: object}",
	}
	v := f.imported(t, "museum", Import{Label: "zip", Upload: archive(t, several)})
	require.Equal(t, Draft, v.State, "%v", v.Findings)
	v = f.imported(t, "museum", Import{Label: "zip.gz", Upload: digest.Compress(archive(t, several))})
	require.Equal(t, Draft, v.State)
	v = f.imported(t, "museum", Import{Label: "escape", Upload: archive(t, map[string]string{"../openapi.yaml": museum})})
	require.Equal(t, Failed, v.State)
	v = f.imported(t, "museum", Import{Label: "bomb", Upload: digest.Compress(make([]byte, digest.SourceBytesMax+9<<20))})
	require.Equal(t, Failed, v.State)
	require.Equal(t, "archive", v.Findings[0].Rule)
	packed, err := digest.Pack("openapi.yaml", map[string][]byte{"a.yaml": []byte("a"), "openapi.yaml": []byte("b")})
	require.NoError(t, err)
	files, err := digest.Unpack("", packed)
	require.NoError(t, err)
	require.Equal(t, map[string][]byte{"a.yaml": []byte("a"), "openapi.yaml": []byte("b")}, files)
}

func TestAScopeTableIsNarrowedToTheOperationThatIsAskedFor(t *testing.T) {
	whole := ScopeTable{Operations: []OperationScopes{{Operation: "list"}, {Operation: "buy"}}}
	require.Equal(t, whole, whole.only(""))
	require.Equal(t, []OperationScopes{{Operation: "buy"}}, whole.only("buy").Operations)
	require.Empty(t, whole.only("Buy").Operations)
	require.Len(t, whole.Operations, 2, "the table itself stays")
}

func TestAScopeThatAnythingHoldsIsNotDeleted(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		f := open(s)
		f.published(t, "museum", Public)
		_, _, err := f.ChangeScopes(publisher(t), "museum", 0, true, ScopePatch{Scopes: []Scope{{"a/b_%", "", RiskLow, true}}})
		require.NoError(t, err)
		held := 0
		f.OnCountScope(func(_ context.Context, qualified string, uses *ScopeUses) error {
			require.Contains(t, []string{"museum:a/b_%", "museum:tickets:write"}, qualified)
			uses.Tokens += held
			return nil
		})
		remove := func(name string) error {
			_, err := f.RemoveScope(publisher(t), "museum", name, 0, true)
			return err
		}
		require.ErrorIs(t, remove("tickets:write"), ErrScopeInUse)
		require.ErrorIs(t, remove("nothing"), ErrScopeNotFound)
		uses, err := f.ScopeUses(publisher(t), "museum", "tickets:write")
		require.NoError(t, err)
		require.Equal(t, []string{"buyTicket"}, uses.Operations)
		_, err = f.RemoveScope(publisher(t), "museum", "a/b_%", 1, false)
		require.ErrorIs(t, err, ErrStale)
		held = 1
		require.ErrorContains(t, remove("a/b_%"), "scope")
		held = 0
		require.NoError(t, remove("a/b_%"))
		require.ErrorIs(t, remove("a/b_%"), ErrScopeNotFound)
	})
}
