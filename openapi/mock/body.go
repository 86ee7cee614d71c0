package mock

import (
	"net/http"
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

// bodyKey is everything that a body depends on. A named example exists in the document, so there are few of them.
type bodyKey struct {
	media   *document.Node
	kind    string
	example string
	dynamic bool
}

// fill writes the body in the media type that the caller accepts, or answers the problem that stands in its way.
func (o *Operation) fill(response *Response, set *schema.Set, description *document.Node, accept string, wish prefer) *Response {
	kind, media := negotiate(description.Get("content"), accept)
	if wish.example != "" && media.Get("examples").Get(wish.example).Get("value") == nil {
		p := problem(http.StatusBadRequest, "mock.unknown_example", "This response has no example "+wish.example+named(media)+".", nil)
		return &p
	}
	if media == nil {
		return nil
	}
	response.Headers["Content-Type"] = kind
	key := bodyKey{media, kind, wish.example, wish.dynamic}
	made, known := o.bodies.Load(key)
	if !known {
		made, _ = o.bodies.LoadOrStore(key, bodyOf(set, kind, media, wish))
	}
	response.Body, _ = made.([]byte)
	return nil
}

func bodyOf(set *schema.Set, kind string, media *document.Node, wish prefer) []byte {
	if item := media.Get("itemSchema"); item != nil && media.Get("schema") == nil && len(media.Get("examples").Fields()) == 0 {
		return stream(kind, set.Example(item, schema.Response))
	}
	return encode(kind, value(set, media, wish))
}

// stream writes a sequence (3.2) of two equal items, enough to see where one ends and the next begins.
func stream(kind string, item *document.Node) []byte {
	var one []byte
	switch essence(kind) {
	case "text/event-stream":
		for _, m := range item.Fields() {
			one = append(append(append(one, m.Key...), ": "...), strings.ReplaceAll(plain(m.Value), "\n", "\n"+m.Key+": ")...)
			one = append(one, '\n')
		}
		one = append(one, '\n')
	case "application/json-seq":
		one = append(item.AppendJSON([]byte{0x1e}), '\n')
	default:
		one = append(item.AppendJSON(nil), '\n')
	}
	return append(one, one...)
}

func named(media *document.Node) string {
	var names []string
	for _, m := range media.Get("examples").Fields() {
		names = append(names, m.Key)
	}
	if len(names) == 0 {
		return ""
	}
	return "; it has " + strings.Join(names, ", ")
}

// value chooses what to show. An example that is asked for by name is given as it stands. Otherwise the first one that
// satisfies the schema is, and when none does, generated data: clients are built against the schema, and the owner is told
// of the broken example by lint.
func value(set *schema.Set, media *document.Node, wish prefer) *document.Node {
	described := media.Get("schema")
	for _, m := range media.Get("examples").Fields() {
		v := m.Value.Get("value")
		switch {
		case v == nil, wish.dynamic, wish.example != "" && m.Key != wish.example:
		case m.Key == wish.example, described == nil, len(set.Validate(described, v, schema.Response)) == 0:
			return v
		}
	}
	return set.Example(described, schema.Response)
}

func encode(kind string, value *document.Node) []byte {
	switch {
	case isJSON(kind):
		return value.AppendJSON(nil)
	case value.Kind == document.String:
		return []byte(value.Text)
	case strings.Contains(kind, "xml"):
		return appendXML([]byte(`<?xml version="1.0" encoding="UTF-8"?>`), "root", value)
	}
	return []byte(plain(value))
}
