package sample

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

// literal writes a JSON value in the syntax of a language whose literals look like JSON.
type literal struct {
	text                    func(string) string
	yes, no, null           string
	open, close, pair, fill string // of objects; fill is the width of one level
	list, end               string // of arrays
}

var (
	jsLiteral     = literal{jsString, "true", "false", "null", "{", "}", ": ", "  ", "[", "]"}
	pythonLiteral = literal{pythonString, "True", "False", "None", "{", "}", ": ", "    ", "[", "]"}
	phpLiteral    = literal{phpString, "true", "false", "null", "[", "]", " => ", "    ", "[", "]"}
	rubyLiteral   = literal{rubyString, "true", "false", "nil", "{", "}", " => ", "  ", "[", "]"}
)

func (l literal) write(n *document.Node, indent string) string {
	switch n.Kind {
	case document.String:
		return l.text(n.Text)
	case document.Number:
		return n.Text
	case document.Bool:
		if n.Text == "true" {
			return l.yes
		}
		return l.no
	case document.Object, document.Array:
		return l.container(n, indent)
	}
	return l.null
}

func (l literal) container(n *document.Node, indent string) string {
	begin, end := l.open, l.close
	if n.Kind == document.Array {
		begin, end = l.list, l.end
	}
	if len(n.Members) == 0 {
		if n.Kind == document.Object && l.open == "[" {
			return "new stdClass()"
		}
		return begin + end
	}
	var b strings.Builder
	b.WriteString(begin + "\n")
	for _, m := range n.Members {
		b.WriteString(indent + l.fill)
		if n.Kind == document.Object {
			b.WriteString(l.text(m.Key) + l.pair)
		}
		b.WriteString(l.write(m.Value, indent+l.fill) + ",\n")
	}
	b.WriteString(indent + end)
	return b.String()
}
