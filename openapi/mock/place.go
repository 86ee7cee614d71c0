package mock

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

const placeDepthMax = 12

// Place answers a finding's pointer as the document would say it: names that its schemas and parameters have stay, and what
// the caller chose (indexes, unknown members) becomes a star. So it holds nothing of what the caller sent, and there are only
// as many as the document has.
func (o *Operation) Place(pointer string) string {
	segments := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	if len(segments) > placeDepthMax {
		segments = append(segments[:placeDepthMax], "…")
	}
	known := o.names()
	for i, segment := range segments {
		if i > 0 && segment != "…" && !known[segment] {
			segments[i] = "*"
		}
	}
	return "/" + strings.Join(segments, "/")
}

// namesOf collects the names of properties, required ones and parameters, written as pointers write them.
func namesOf(chunk *document.Node) map[string]bool {
	known := map[string]bool{"Content-Type": true, "Content-Encoding": true}
	add := func(name string) { known[strings.TrimPrefix(document.Pointer(name), "/")] = true }
	for _, p := range chunk.Get("parameters").Items() {
		add(p.Value.Str("name"))
	}
	var walk func(n *document.Node)
	walk = func(n *document.Node) {
		for _, m := range n.Get("properties").Fields() {
			add(m.Key)
		}
		for _, m := range n.Get("required").Items() {
			add(m.Value.Text)
		}
		for _, m := range append(n.Items(), n.Fields()...) {
			walk(m.Value)
		}
	}
	walk(chunk.Get("parameters"))
	walk(chunk.Get("requestBody"))
	walk(chunk.Get("schemas"))
	return known
}
