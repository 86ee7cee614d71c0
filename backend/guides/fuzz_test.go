package guides

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// safeTags are all that a page may be made of.
var safeTags = []string{
	"html", "head", "body", "p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em",
	"strong", "del", "div", "table", "thead", "tbody", "tr", "th", "td", "a", "img", "colgroup",
}

// FuzzMarkdownNeverBecomesAnythingThatRuns reads what was rendered as a browser does.
func FuzzMarkdownNeverBecomesAnythingThatRuns(f *testing.F) {
	for _, text := range []string{
		"# Hello\n\n[a](javascript:alert(1))", "<script>alert(1)</script>", "![x](//evil/x.png)", "[a]( \tjava\nscript:x)", "<img src=x onerror=alert(1)>",
		"| a |\n|:-:|\n| <svg/onload=x> |", "```js\"onclick=x\ncode\n```", "<https://a.example/\"onmouseover=x>", "[a](data:text/html,x)", "<math><mtext></p><style>",
		"[x]: javascript&colon;alert(1)\n[x]", "&lt;script&gt;", "<a name=body>", "<!--><script>", "[a](vbscript:x \"onx='1'\")",
		"> [!NOTE]\n> a\n>\n> > [!tip]", "> [!WARNING]", ">> [!note]\n[!note]: /x", "> [!note]  \n> - a",
		":::tabs\n== A\na\n:::tabs\n== <b>\n:::\n== C\n```\n:::\n", ":::tabs\n:::tabs\n:::tabs\n== x", "- :::tabs\n  == y\n> :::",
		"# a\n# a\n# a-2\n# \"onx=1\n# root {#root}\n## `x` [y](z)\n# <b id=root>",
	} {
		f.Add(text)
	}
	r := newGuideRenderer()
	f.Fuzz(func(t *testing.T, text string) {
		rendered, err := r.html(text)
		if err != nil {
			return
		}
		root, err := html.Parse(strings.NewReader(rendered))
		if err != nil {
			t.Fatalf("%q is no HTML: %v", rendered, err)
		}
		for n := range root.Descendants() {
			if n.Type != html.ElementNode {
				continue
			}
			if !slices.Contains(safeTags, n.Data) {
				t.Fatalf("<%s> in %q", n.Data, rendered)
			}
			for _, a := range n.Attr {
				if !safeAttribute(a) {
					t.Fatalf("%s=%q in %q", a.Key, a.Val, rendered)
				}
			}
		}
	})
}

func safeAttribute(a html.Attribute) bool {
	value := strings.ToLower(strings.TrimSpace(a.Val))
	switch a.Key {
	case "class":
		return strings.HasPrefix(a.Val, "language-") || slices.Contains([]string{"callout-note", "callout-tip", "callout-important", "callout-warning", "callout-caution", "tabs", "tab", "tab-name"}, a.Val)
	case "id":
		return partID.MatchString(a.Val)
	case "start", "align", "alt", "title", "rel", "target":
		return true
	case "src":
		return strings.HasPrefix(value, "/") && !strings.HasPrefix(value, "//") && !strings.HasPrefix(value, "/\\")
	case "href":
		scheme, _, found := strings.Cut(value, ":")
		return !found || strings.ContainsAny(scheme, "/?#") || slices.Contains([]string{"http", "https", "mailto"}, scheme)
	}
	return false
}
