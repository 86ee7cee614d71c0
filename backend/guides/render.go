package guides

import (
	"bytes"
	"fmt"
	"html"
	"regexp"

	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/util"
)

// renderer turns Markdown into HTML. Raw HTML in the text is dropped here, and what is left passes an allow list (S-OAS-08).
type renderer struct {
	markdown goldmark.Markdown
	policy   *bluemonday.Policy
}

// newGuideRenderer answers one whose headings have ids. Those of descriptions have none: they stand on pages that are not theirs.
func newGuideRenderer() renderer {
	r := newRenderer()
	r.markdown.Parser().AddOptions(parser.WithAutoHeadingID())
	r.policy.AllowAttrs("id").Matching(partID).OnElements("h1", "h2", "h3", "h4", "h5", "h6")
	return r
}

func newRenderer() renderer {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "em",
		"strong", "del", "table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^language-[A-Za-z0-9+#-]{1,30}$`)).OnElements("code")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^callout-(note|tip|important|warning|caution)$`)).OnElements("blockquote")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^tabs?$`)).OnElements("div")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^tab-name$`)).OnElements("p")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("align").Matching(regexp.MustCompile(`^(left|right|center)$`)).OnElements("th", "td")
	p.AllowAttrs("href").OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	p.RequireNoFollowOnFullyQualifiedLinks(true)
	p.RequireNoReferrerOnFullyQualifiedLinks(true)
	p.AddTargetBlankToFullyQualifiedLinks(true)
	// Pictures come from this portal only: another server would learn who reads what.
	p.AllowAttrs("src").Matching(regexp.MustCompile(`^/[^/\\].*$`)).OnElements("img")
	p.AllowAttrs("alt", "title").OnElements("img")
	p.AllowAttrs("width", "height").Matching(bluemonday.Integer).OnElements("img")
	return renderer{markdown: goldmark.New(
		goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), extension.Strikethrough, extension.Linkify, tabbing{}),
		goldmark.WithParserOptions(parser.WithASTTransformers(util.Prioritized(callouts{}, 100), util.Prioritized(sizes{}, 101))),
	), policy: p}
}

// html answers the safe HTML of a text. What would cost more than its length is worth is shown as it is written.
func (r renderer) html(markdown string) (string, error) {
	if costly(markdown) {
		return "<pre><code>" + html.EscapeString(markdown) + "</code></pre>", nil
	}
	var out bytes.Buffer
	if err := r.markdown.Convert([]byte(markdown), &out, parser.WithContext(parser.NewContext(parser.WithIDs(parts{})))); err != nil {
		return "", fmt.Errorf("render a guide: %w", err)
	}
	return string(r.policy.SanitizeBytes(out.Bytes())), nil
}
