package enforce

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestCanonicalPathsAreTaken(t *testing.T) {
	for _, path := range []string{
		"/", "/a", "/a/", "/a/b", "/tickets/42", "/a.b", "/a..b", "/...", "/.well-known", "/a%20b", "/%C3%A9", "/caf%c3%a9", "/%F0%9F%8E%AB",
		"/a:b", "/@a", "/a,b", "/a+b", "/a=b", "/a&b", "/$a", "/!a", "/*", "/(a)", "/'a'", "/~a", "/a-_b", "/a%3Fb", "/a%23b", "/%22", "/%7B",
	} {
		require.True(t, PathCanonical(path), path)
	}
}

func TestOddPathsAreRefused(t *testing.T) {
	for _, path := range []string{
		"", "a", "*", "//", "//a", "/a//b", "/a//", "/.", "/..", "/a/.", "/a/..", "/a/./b", "/a/../b", "/./", "/../",
		"/%2e", "/%2E%2e/a", "/.%2e/", "/a/%2e%2e", "/a%2Fb", "/a%2fb", "/a%5Cb", "/a%5cb", `/a\b`, "/a%00", "/a%0d%0ab", "/a%7F", "/a%1f",
		"/a%252Fb", "/a%25", "/%", "/a%", "/a%2", "/a%zz", "/a%u002f", "/%C0%AE", "/%C0%AF", "/%E0%80%AF", "/%ff", "/%C3", "/%C3a", "/%ED%A0%80",
		"/a;b", "/a;jsessionid=1/b", "/a%3Bb", "/a#b", "/a b", "/a\tb", "/a\x00b", "/a\x7fb", "/é", "/a\"b", "/a<b", "/a>b", "/a[b", "/a^b", "/a`b", "/a{b}", "/a|b",
		"/%61dmin", "/%41", "/%7E", "/%2D", "/%5F", "/%30", "/%C2%80", "/%C2%9F", "http://a/b", strings.Repeat("/a", pathSegmentsMax+1), "/" + strings.Repeat("a", pathBytesMax),
	} {
		require.False(t, PathCanonical(path), "%q", path)
	}
}

func FuzzCanonicalPath(f *testing.F) {
	for _, seed := range []string{"/", "/a/b", "/a%20b", "/%2e%2e/", "/a//b", "/%C3%A9", "/a;b", "/%61"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		if !PathCanonical(path) {
			return
		}
		decoded, err := url.PathUnescape(path)
		if err != nil || !utf8.ValidString(decoded) {
			t.Fatalf("%q is taken and doesn't decode", path)
		}
		if strings.Count(decoded, "/") != strings.Count(path, "/") || strings.ContainsAny(decoded, "\\;\x00%") {
			t.Fatalf("%q decodes to another structure: %q", path, decoded)
		}
		parsed, err := url.ParseRequestURI(path)
		if err != nil || parsed.Path != decoded || parsed.RawQuery != "" {
			t.Fatalf("%q is read differently by net/url", path)
		}
		if cleaned := parsed.JoinPath().Path; strings.TrimRight(cleaned, "/") != strings.TrimRight(decoded, "/") {
			t.Fatalf("%q would be cleaned to %q", path, cleaned)
		}
		api, rest := splitAPI(path)
		if strings.Contains(api, "/") || !strings.HasPrefix(rest, "/") {
			t.Fatalf("%q splits into %q and %q", path, api, rest)
		}
	})
}

func TestRoutesPreferLiteralsAndBacktrack(t *testing.T) {
	r := NewRoutes([]*Operation{
		{ID: "param", Method: "GET", Template: "/a/{x}"}, {ID: "literal", Method: "GET", Template: "/a/b"},
		{ID: "deep", Method: "GET", Template: "/a/{x}/c"}, {ID: "deepLiteral", Method: "POST", Template: "/a/b/c"},
		{ID: "suffix", Method: "GET", Template: "/f/{name}.json"}, {ID: "plain", Method: "GET", Template: "/f/{name}"},
		{ID: "two", Method: "GET", Template: "/r/{from}..{to}"}, {ID: "space", Method: "GET", Template: "/with space"},
		{ID: "duplicate", Method: "GET", Template: "/a/b"}, {ID: "onlyParam", Method: "DELETE", Template: "/a/{x}"},
	})
	for call, want := range map[string]string{
		"GET /a/b": "literal", "GET /a/z": "param", "GET /a/b/c": "deep", "POST /a/b/c": "deepLiteral", "GET /f/x.json": "suffix",
		"GET /f/x.xml": "plain", "GET /f/.json": "plain", "GET /r/1..2": "two", "GET /with%20space": "space", "DELETE /a/b": "onlyParam",
		"GET /r/1..": "", "GET /a": "", "GET /a/": "", "GET /": "", "GET /a/b/": "", "GET /A/b": "",
	} {
		method, path, _ := strings.Cut(call, " ")
		op, _ := r.find(method, path)
		got := ""
		if op != nil {
			got = op.ID
		}
		require.Equal(t, want, got, call)
	}
	_, known := r.find("PATCH", "/a/b")
	require.NotNil(t, known)
	require.Equal(t, "GET, HEAD", known.allow())
	var none *Routes
	op, known := none.find("GET", "/a")
	require.Nil(t, op)
	require.Nil(t, known)
}
