package guides_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/guides"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
	"github.com/gatehouse-dev/gatehouse/embed"
)

type keys string

func (k keys) Derive(purpose string) []byte { return []byte(string(k) + purpose) }

func open(s *store.Store) (*guides.Service, *audit.Log) {
	log := audit.New(audit.Deps{Store: s, Keys: keys("k")})
	return guides.New(guides.Deps{Store: s, Audit: log, Clock: clock.NewFake(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))}), log
}

func entries(t *testing.T, log *audit.Log) int {
	t.Helper()
	found, err := log.List(context.Background(), audit.Filter{}, page.Request{Limit: 200})
	require.NoError(t, err)
	return len(found.Items)
}

func shipped(text string) fstest.MapFS {
	return fstest.MapFS{"a.md": {Data: []byte("---\ntitle: A\nslug: a\norder: 3\nsummary: About a\n---\n\n" + text)}}
}

func TestShippedGuidesAreRefreshedUntilSomebodyEditsThem(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		g, log := open(s)
		require.NoError(t, g.EnsureShipped(t.Context(), shipped("one")))
		require.NoError(t, g.EnsureShipped(t.Context(), shipped("one")))
		require.Equal(t, 1, entries(t, log), "an unchanged guide is not written again")
		require.NoError(t, g.EnsureShipped(t.Context(), shipped("two")))
		found, err := g.Find(t.Context(), "a")
		require.NoError(t, err)
		require.Equal(t, "two", strings.TrimSpace(found.Markdown))
		require.Equal(t, 3, found.Order)
		_, err = g.Save(t.Context(), "a", found.Version, false, guides.Text{Title: "Ours", Markdown: "three"})
		require.NoError(t, err)
		require.NoError(t, g.EnsureShipped(t.Context(), shipped("four")))
		found, err = g.Find(t.Context(), "a")
		require.NoError(t, err)
		require.Equal(t, "three", found.Markdown)
	})
}

func TestTheGuidesOfTheBinaryAreSound(t *testing.T) {
	g, _ := open(storetest.New(t))
	require.NoError(t, g.EnsureShipped(t.Context(), embed.Guides()))
	all, err := g.List(t.Context())
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(all), 4)
	for i, guide := range all {
		html, err := g.HTML(guide)
		require.NoError(t, err)
		require.NotEmpty(t, html)
		require.True(t, i == 0 || all[i-1].Order <= guide.Order)
	}
}

func TestANewGuideAndAStaleOneNeedTheRightVersion(t *testing.T) {
	g, _ := open(storetest.New(t))
	text := guides.Text{Title: "New", Markdown: "Text"}
	_, err := g.Save(t.Context(), "new", 1, false, text)
	require.ErrorIs(t, err, guides.ErrNotFound)
	saved, err := g.Save(t.Context(), "new", 0, true, text)
	require.NoError(t, err)
	_, err = g.Save(t.Context(), "new", saved.Version, false, text)
	require.NoError(t, err)
	_, err = g.Save(t.Context(), "new", saved.Version, false, text)
	require.ErrorIs(t, err, guides.ErrStale)
}

func TestBadGuidesNameEveryMistake(t *testing.T) {
	g, log := open(storetest.New(t))
	_, err := g.Save(t.Context(), "../x", 0, true, guides.Text{Title: "a\nb", Summary: strings.Repeat("s", 301), Order: -1, Markdown: " "})
	require.ErrorIs(t, err, fault.ErrInvalid)
	var f *fault.Fault
	require.True(t, errors.As(err, &f))
	require.Len(t, f.Fields, 5)
	require.Zero(t, entries(t, log))
	require.Error(t, g.EnsureShipped(t.Context(), fstest.MapFS{"a.md": {Data: []byte("no front matter")}}))
}

func TestNoTextBecomesAnythingThatRunsOrClobbers(t *testing.T) {
	g, _ := open(storetest.New(t))
	for _, text := range []string{
		"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "[a](data:text/html;base64,PHNjcmlwdD4=)",
		"![a](https://evil.example/pixel.gif)", "![a](//evil.example/x)", "<style>*{}</style>", "<iframe src=/x></iframe>", "<form id=a><input name=b></form>",
		"<a id=\"location\" name=\"location\">x</a>", "[a](vbscript:x)", "<svg onload=alert(1)>", "# Heading {#id onclick=alert(1)}",
		"[a](&#106;avascript:alert(1))", "![a](/\\evil.example/x)", "```html\n<script>alert(1)</script>\n```", "<https://example.com/\"onmouseover=alert(1)>",
	} {
		html, err := g.HTML(guides.Guide{Markdown: text})
		require.NoError(t, err)
		for _, bad := range []string{"<script", "<style", "<iframe", "<form", "<input", "<svg", " onerror", " onload", " onclick=\"", " onmouseover=\"", " id=", " name=", "href=\"javascript", "href=\"data", "href=\"vbscript", "src=\"http", "src=\"//", "src=\"/\\"} {
			// A heading's own id has a dash in it, which no name in a program has.
			require.NotContains(t, strings.ReplaceAll(strings.ToLower(html), ` id="part-`, ""), bad, text)
		}
	}
	html, err := g.HTML(guides.Guide{Markdown: "| a |\n| --: |\n| `b` |\n\n```sh\ncurl\n```\n\n[x](https://example.com) ![p](/assets/a.png)"})
	require.NoError(t, err)
	require.Contains(t, html, `<td align="right"><code>b</code></td>`)
	require.Contains(t, html, `class="language-sh"`)
	require.Contains(t, html, `rel="nofollow noreferrer noopener"`)
	require.Contains(t, html, `src="/assets/a.png"`)
}

func TestQuotesThatBeginWithAMarkBecomeCallouts(t *testing.T) {
	g, _ := open(storetest.New(t))
	for text, want := range map[string]string{
		"> [!NOTE]\n> Mind *this*.\n> And that.": "<blockquote class=\"callout-note\"><p><strong>Note</strong></p>\n<p>Mind <em>this</em>.\nAnd that.</p>\n</blockquote>\n",
		"> [!warning]\n>\n> - a":                 "<blockquote class=\"callout-warning\"><p><strong>Warning</strong></p>\n<ul>\n<li>a</li>\n</ul>\n</blockquote>\n",
		"> [!TIP]":                               "<blockquote class=\"callout-tip\"><p><strong>Tip</strong></p>\n</blockquote>\n",
		"> [!OTHER]\n> a":                        "<blockquote>\n<p>[!OTHER]\na</p>\n</blockquote>\n",
		"> [!NOTE] a":                            "<blockquote>\n<p>[!NOTE] a</p>\n</blockquote>\n",
		"[!NOTE]\na":                             "<p>[!NOTE]\na</p>\n",
	} {
		html, err := g.HTML(guides.Guide{Markdown: text})
		require.NoError(t, err)
		require.Equal(t, want, html, text)
	}
	safe, err := g.SafeHTML("<blockquote class=\"callout-note x\"><p class=\"callout-note\">a</p></blockquote>")
	require.NoError(t, err)
	require.Equal(t, "<blockquote><p>a</p></blockquote>", safe)
}

func TestGuidesShowThePortalsOwnAddresses(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		g := guides.New(guides.Deps{
			Store: s, Audit: audit.New(audit.Deps{Store: s, Keys: keys("k")}), Clock: clock.NewFake(time.Unix(0, 0)),
			PublicURL: "https://portal.acme.test", GatewayURL: "http://localhost:8081",
		})
		text := "Call `" + guides.ExampleGateway + "/harbour`, read " + guides.ExamplePortal + "/guides/a.\n"
		require.NoError(t, g.EnsureShipped(t.Context(), shipped(text)))
		found, err := g.Find(t.Context(), "a")
		require.NoError(t, err)
		require.Contains(t, found.Markdown, guides.ExampleGateway, "what editors see stays as it was written")
		html, err := g.HTML(found)
		require.NoError(t, err)
		require.Contains(t, html, "http://localhost:8081/harbour")
		require.Contains(t, html, "https://portal.acme.test/guides/a")
		preview, err := g.Preview(found.Markdown)
		require.NoError(t, err)
		require.Equal(t, html, preview)
	})
}
