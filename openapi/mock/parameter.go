package mock

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

// read takes a parameter out of a request by its style. A nil value that is present could not be read.
func read(set *schema.Set, p *document.Node, request Request) (value *document.Node, present bool) {
	name, in := p.Str("name"), p.Str("in")
	kind := kindOf(set, schemaOf(p))
	var raw []string
	switch in {
	case "path":
		v, ok := request.PathParams[name]
		raw, present = []string{bare(p, v)}, ok && v != ""
	case "query":
		if exploded := p.Get("explode"); p.Str("style") == "deepObject" ||
			kind == "object" && p.Get("content") == nil && (exploded == nil || exploded.Text == "true") {
			return deepObject(set, schemaOf(p), name, request.Query)
		}
		raw, present = request.Query[name], request.Query.Has(name)
		if more, ok := request.Query[name+"[]"]; ok && !present {
			raw, present = more, true
		}
	case "header":
		raw = request.Headers.Values(name)
		present = len(raw) > 0
	case "cookie":
		raw, present = cookie(request.Headers, name)
	case "querystring":
		return formValue(set, schemaOf(p), request.Query), len(request.Query) > 0
	}
	if !present {
		return nil, false
	}
	if p.Get("content") != nil {
		n, err := document.ParseJSON([]byte(strings.Join(raw, ",")))
		if err != nil {
			return nil, true
		}
		return n, true
	}
	return decode(set, p, kind, raw), true
}

// reserved headers are described elsewhere in a document and ignored as parameters. X-API-Key carries the caller's token, which
// whoever answers for a document has looked at before and never hands on.
func reserved(name string) bool {
	switch strings.ToLower(name) {
	case "accept", "content-type", "authorization", "x-api-key":
		return true
	}
	return false
}

func cookie(headers http.Header, name string) ([]string, bool) {
	request := http.Request{Header: headers}
	c, err := request.Cookie(name)
	if err != nil {
		return nil, false
	}
	return []string{c.Value}, true
}

func kindOf(set *schema.Set, s *document.Node) string {
	flat := set.Flatten(s)
	t := flat.Get("type")
	if t != nil && t.Kind == document.Array {
		for _, m := range t.Members {
			if m.Value.Text != "null" {
				return m.Value.Text
			}
		}
	}
	if t == nil && flat.Get("items") != nil {
		return "array"
	}
	if t == nil && flat.Get("properties") != nil {
		return "object"
	}
	return flat.Str("type")
}

func decode(set *schema.Set, p *document.Node, kind string, raw []string) *document.Node {
	switch kind {
	case "array":
		out := &document.Node{Kind: document.Array}
		items := set.Flatten(schemaOf(p)).Get("items")
		for _, part := range split(p, raw) {
			out.Members = append(out.Members, document.Member{Value: scalar(set, items, part)})
		}
		return out
	case "object":
		return pairs(set, schemaOf(p), split(p, raw))
	}
	return scalar(set, schemaOf(p), strings.Join(raw, ","))
}

// bare takes the signs of the label and matrix styles off a path parameter, so that what is left is a simple one.
func bare(p *document.Node, text string) string {
	name, exploded := p.Str("name"), p.True("explode")
	switch p.Str("style") {
	case "label":
		text = strings.TrimPrefix(text, ".")
		if exploded {
			return strings.ReplaceAll(text, ".", ",")
		}
	case "matrix":
		text = strings.TrimPrefix(text, ";")
		if text == name { // a boolean that is true
			return ""
		}
		if exploded {
			return strings.ReplaceAll(strings.ReplaceAll(text, ";"+name+"=", ","), ";", ",")[prefix(text, name+"="):]
		}
		return strings.TrimPrefix(text, name+"=")
	}
	return text
}

func prefix(text, start string) int {
	if strings.HasPrefix(text, start) {
		return len(start)
	}
	return 0
}

// split parts the text of a list by the style of its parameter.
func split(p *document.Node, raw []string) []string {
	if len(raw) != 1 {
		return raw
	}
	separator := ","
	switch p.Str("style") {
	case "spaceDelimited":
		separator = " "
	case "pipeDelimited":
		separator = "|"
	case "form", "":
		if explode := p.Get("explode"); p.Str("in") == "query" && (explode == nil || explode.Text == "true") {
			return raw
		}
	}
	parts := strings.Split(raw[0], separator)
	for i, part := range parts {
		parts[i] = strings.TrimSpace(part)
	}
	return parts
}

// pairs reads "key,value,key,value" or "key=value,key=value".
func pairs(set *schema.Set, s *document.Node, parts []string) *document.Node {
	out := &document.Node{Kind: document.Object}
	properties := set.Flatten(s).Get("properties")
	for i := 0; i < len(parts); i++ {
		key, value, ok := strings.Cut(parts[i], "=")
		if !ok && i+1 < len(parts) {
			i++
			value = parts[i]
		}
		out.Members = append(out.Members, document.Member{Key: key, Value: scalar(set, properties.Get(key), value)})
	}
	return out
}

// deepObject reads name[key]=value, and for plain form objects the properties themselves.
func deepObject(set *schema.Set, s *document.Node, name string, query url.Values) (*document.Node, bool) {
	out := &document.Node{Kind: document.Object}
	properties := set.Flatten(s).Get("properties")
	for _, m := range properties.Fields() {
		for _, key := range [...]string{name + "[" + m.Key + "]", m.Key} {
			if query.Has(key) {
				p := &document.Node{Kind: document.Object, Members: []document.Member{{Key: "schema", Value: m.Value}}}
				v := decode(set, p, kindOf(set, m.Value), query[key])
				out.Members = append(out.Members, document.Member{Key: m.Key, Value: v})
				break
			}
		}
	}
	return out, len(out.Members) > 0
}

// scalar gives a text the type that its schema asks for, if it has that form; otherwise it stays text, and validation
// says what is wrong.
func scalar(set *schema.Set, s *document.Node, text string) *document.Node {
	kind := kindOf(set, s)
	if kind != "string" && len(text) < 64 {
		n, err := document.ParseJSON([]byte(text))
		if err == nil && n.Kind != document.Object && n.Kind != document.Array && (kind != "" || n.Kind == document.Number) {
			return n
		}
	}
	return &document.Node{Kind: document.String, Text: text}
}
