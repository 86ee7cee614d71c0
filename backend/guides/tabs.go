package guides

import (
	"bytes"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	goldrender "github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// tabbing lets a text offer the same thing in several ways, of which readers look at one:
//
//	:::tabs
//	== macOS
//	…
//	== Linux
//	…
//	:::
//
// What reads no tabs shows all of them one below the other, with their names.
type tabbing struct{}

var (
	kindTabs = ast.NewNodeKind("Tabs")
	kindTab  = ast.NewNodeKind("Tab")
)

type tabs struct{ ast.BaseBlock }

func (*tabs) Kind() ast.NodeKind          { return kindTabs }
func (n *tabs) Dump(source []byte, l int) { ast.DumpHelper(n, source, l, nil, nil) }

type tab struct {
	ast.BaseBlock
	name []byte
}

func (*tab) Kind() ast.NodeKind          { return kindTab }
func (n *tab) Dump(source []byte, l int) { ast.DumpHelper(n, source, l, nil, nil) }

// The bounds of tabs: names are labels, and each open block costs something on each line.
const (
	tabNameMax   = 60
	tabsDepthMax = 2
)

// Extend implements goldmark.Extender.
func (tabbing) Extend(m goldmark.Markdown) {
	m.Parser().AddOptions(parser.WithBlockParsers(util.Prioritized(tabsParser{}, 90), util.Prioritized(tabParser{}, 95)))
	m.Renderer().AddOptions(goldrender.WithNodeRenderers(util.Prioritized(tabsRenderer{}, 100)))
}

// innermost reports whether nothing that a closing mark could belong to is open inside n: tabs or a block of code.
func innermost(n ast.Node, pc parser.Context) bool {
	inside := false
	for _, open := range pc.OpenedBlocks() {
		if inside && (open.Node.Kind() == kindTabs || open.Node.Kind() == ast.KindFencedCodeBlock) {
			return false
		}
		inside = inside || open.Node == n
	}
	return true
}

// container holds what both parsers have in common.
type container struct{}

func (container) Close(ast.Node, text.Reader, parser.Context) {}
func (container) CanInterruptParagraph() bool                 { return true }
func (container) CanAcceptIndentedLine() bool                 { return false }

type tabsParser struct{ container }

func (tabsParser) Trigger() []byte { return []byte{':'} }

func (tabsParser) Open(_ ast.Node, reader text.Reader, pc parser.Context) (ast.Node, parser.State) {
	line, _ := reader.PeekLine()
	if string(bytes.TrimSpace(line)) != ":::tabs" {
		return nil, parser.NoChildren
	}
	depth := 0
	for _, open := range pc.OpenedBlocks() {
		if open.Node.Kind() == kindTabs {
			depth++
		}
	}
	if depth == tabsDepthMax {
		return nil, parser.NoChildren
	}
	reader.AdvanceToEOL()
	return &tabs{}, parser.HasChildren
}

func (tabsParser) Continue(n ast.Node, reader text.Reader, pc parser.Context) parser.State {
	line, _ := reader.PeekLine()
	if string(bytes.TrimSpace(line)) == ":::" && innermost(n, pc) {
		reader.AdvanceToEOL()
		return parser.Close
	}
	return parser.Continue | parser.HasChildren
}

type tabParser struct{ container }

func (tabParser) Trigger() []byte { return []byte{'='} }

func (tabParser) Open(parent ast.Node, reader text.Reader, _ parser.Context) (ast.Node, parser.State) {
	line, _ := reader.PeekLine()
	name := tabName(line)
	if name == nil || parent.Kind() != kindTabs {
		return nil, parser.NoChildren
	}
	reader.AdvanceToEOL()
	return &tab{name: name}, parser.HasChildren
}

func (tabParser) Continue(n ast.Node, reader text.Reader, pc parser.Context) parser.State {
	if line, _ := reader.PeekLine(); tabName(line) != nil && innermost(n, pc) {
		return parser.Close
	}
	return parser.Continue | parser.HasChildren
}

// tabName answers the name of the tab that a line begins, else nil.
func tabName(line []byte) []byte {
	name, found := bytes.CutPrefix(bytes.TrimSpace(line), []byte("== "))
	name = bytes.TrimSpace(name)
	if !found || len(name) == 0 || utf8.RuneCount(name) > tabNameMax {
		return nil
	}
	return bytes.Clone(name)
}

type tabsRenderer struct{}

func (tabsRenderer) RegisterFuncs(r goldrender.NodeRendererFuncRegisterer) {
	r.Register(kindTabs, func(w util.BufWriter, _ []byte, _ ast.Node, entering bool) (ast.WalkStatus, error) {
		return ast.WalkContinue, writeAround(w, entering, "<div class=\"tabs\">\n", "</div>\n")
	})
	r.Register(kindTab, func(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
		name := string(util.EscapeHTML(n.(*tab).name))
		return ast.WalkContinue, writeAround(w, entering, "<div class=\"tab\">\n<p class=\"tab-name\">"+name+"</p>\n", "</div>\n")
	})
}

func writeAround(w util.BufWriter, entering bool, before, after string) error {
	if !entering {
		before = after
	}
	_, err := w.WriteString(before)
	return err
}
