package guides_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/guides"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func TestTabsHoldWhateverATextMayHold(t *testing.T) {
	g, _ := open(storetest.New(t))
	one := func(name, inside string) string {
		return "<div class=\"tab\">\n<p class=\"tab-name\">" + name + "</p>\n" + inside + "</div>\n"
	}
	for text, want := range map[string]string{
		"Before\n:::tabs\n== macOS\nOne\n== Linux & so on\n- a\n\nTwo\n:::\nAfter": "<p>Before</p>\n<div class=\"tabs\">\n" + one("macOS", "<p>One</p>\n") +
			one("Linux &amp; so on", "<ul>\n<li>a</li>\n</ul>\n<p>Two</p>\n") + "</div>\n<p>After</p>\n",
		":::tabs\n== Code\n```sh\n:::\n== no tab\n```\n:::":        "<div class=\"tabs\">\n" + one("Code", "<pre><code class=\"language-sh\">:::\n== no tab\n</code></pre>\n") + "</div>\n",
		":::tabs\n== A\n:::tabs\n== B\nb\n:::\na\n== C\nc\n:::\nx": "<div class=\"tabs\">\n" + one("A", "<div class=\"tabs\">\n"+one("B", "<p>b</p>\n")+"</div>\n<p>a</p>\n") + one("C", "<p>c</p>\n") + "</div>\n<p>x</p>\n",
		":::tabs\n== Open\na":                                "<div class=\"tabs\">\n" + one("Open", "<p>a</p>\n") + "</div>\n",
		":::tabs\n== <script>alert(1)</script>\na\n:::":      "<div class=\"tabs\">\n" + one("&lt;script&gt;alert(1)&lt;/script&gt;", "<p>a</p>\n") + "</div>\n",
		":::tabs\n== Quote\n> [!NOTE]\n> a\n== Next\nb\n:::": "<div class=\"tabs\">\n" + one("Quote", "<blockquote class=\"callout-note\"><p><strong>Note</strong></p>\n<p>a</p>\n</blockquote>\n") + one("Next", "<p>b</p>\n") + "</div>\n",
		"== Nothing\n\n:::\n\n::: tabs":                      "<p>== Nothing</p>\n<p>:::</p>\n<p>::: tabs</p>\n",
		"> :::tabs\n> == In a quote\n> a\n> :::":             "<blockquote>\n<div class=\"tabs\">\n" + one("In a quote", "<p>a</p>\n") + "</div>\n</blockquote>\n",
	} {
		html, err := g.HTML(guides.Guide{Markdown: text})
		require.NoError(t, err)
		require.Equal(t, want, html, text)
	}
}
