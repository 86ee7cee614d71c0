package guides

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

var calloutMark = regexp.MustCompile(`(?i)^\[!(note|tip|important|warning|caution)\]$`)

// callouts turns quotes whose first line is a mark such as [!NOTE] into quotes of class callout-note that begin with the
// word in bold.
type callouts struct{}

// Transform implements parser.ASTTransformer.
func (callouts) Transform(document *ast.Document, reader text.Reader, _ parser.Context) {
	var quotes []*ast.Blockquote
	// The walker never fails, so neither does the walk.
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if quote, ok := n.(*ast.Blockquote); ok && entering {
			quotes = append(quotes, quote)
		}
		return ast.WalkContinue, nil
	})
	for _, quote := range quotes {
		callout(quote, reader.Source())
	}
}

func callout(quote *ast.Blockquote, source []byte) {
	first, ok := quote.FirstChild().(*ast.Paragraph)
	if !ok || first.Lines().Len() == 0 {
		return
	}
	line := first.Lines().At(0)
	mark := calloutMark.FindSubmatch(bytes.TrimSpace(line.Value(source)))
	if mark == nil {
		return
	}
	dropLine(first)
	if !first.HasChildren() {
		quote.RemoveChild(quote, first)
	}
	kind := strings.ToLower(string(mark[1]))
	quote.SetAttributeString("class", []byte("callout-"+kind))
	word := ast.NewEmphasis(2)
	word.AppendChild(word, ast.NewString([]byte(strings.ToUpper(kind[:1])+kind[1:])))
	title := ast.NewParagraph()
	title.AppendChild(title, word)
	if quote.HasChildren() {
		quote.InsertBefore(quote, quote.FirstChild(), title)
		return
	}
	quote.AppendChild(quote, title)
}

// dropLine removes what stands on a paragraph's first line.
func dropLine(p *ast.Paragraph) {
	for n := p.FirstChild(); n != nil; n = p.FirstChild() {
		p.RemoveChild(p, n)
		if t, ok := n.(*ast.Text); ok && (t.SoftLineBreak() || t.HardLineBreak()) {
			return
		}
	}
}
