package mock

import (
	"bytes"
	"encoding/xml"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

// appendXML writes a value as plain elements, without the finer points of the xml keyword.
func appendXML(b []byte, name string, n *document.Node) []byte {
	if !token(name) || name[0] >= '0' && name[0] <= '9' {
		name = "item"
	}
	b = append(append(append(b, '<'), name...), '>')
	switch n.Kind {
	case document.Object:
		for _, m := range n.Members {
			if m.Value.Kind == document.Array {
				for _, item := range m.Value.Members {
					b = appendXML(b, m.Key, item.Value)
				}
				continue
			}
			b = appendXML(b, m.Key, m.Value)
		}
	case document.Array:
		for _, m := range n.Members {
			b = appendXML(b, "item", m.Value)
		}
	case document.Null:
	default:
		var text bytes.Buffer
		if err := xml.EscapeText(&text, []byte(n.Text)); err == nil {
			b = append(b, text.Bytes()...)
		}
	}
	return append(append(append(b, "</"...), name...), '>')
}
