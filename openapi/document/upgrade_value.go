package document

import "strings"

// valueKeysV2 are the keys that describe a value right at a parameter or a header in 2.0 and belong to its schema
// since 3.0.
var valueKeysV2 = []string{
	"type", "format", "items", "default", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength",
	"minLength", "pattern", "maxItems", "minItems", "uniqueItems", "enum", "multipleOf", "x-nullable",
}

// valueSchema makes the schema of a parameter, header or item of 2.0.
func (u *upgrader) valueSchema(p *Node) *Node {
	s := object(p)
	for _, key := range valueKeysV2 {
		v := p.Get(key)
		switch {
		case v == nil:
		case key == "items" && v.Kind == Object:
			s.Members = append(s.Members, Member{key, u.valueSchema(v)})
		default:
			s.Members = append(s.Members, Member{key, v})
		}
	}
	return s
}

// parameter upgrades a parameter that is neither body nor form, in place. Doing it twice changes nothing.
func (u *upgrader) parameter(p *Node) {
	if _, isRef := p.ref(); isRef || p.Kind != Object || p.Get("schema") != nil {
		return
	}
	s := u.valueSchema(p)
	style, explode := u.style(p)
	example := p.Get("x-example")
	p.drop(append([]string{"collectionFormat", "x-example", "allowEmptyValue"}, valueKeysV2...)...)
	if style != "" {
		p.set("style", text(p, style))
		p.set("explode", boolean(p, explode))
	}
	p.set("schema", s)
	if example != nil {
		p.set("example", example)
	}
}

func (u *upgrader) style(p *Node) (style string, explode bool) {
	if p.Str("type") != "array" {
		return "", false
	}
	inQuery := p.Str("in") == "query"
	switch format := p.Str("collectionFormat"); {
	case inQuery && format == "multi":
		return "form", true
	case inQuery && format == "ssv":
		return "spaceDelimited", false
	case inQuery && format == "pipes":
		return "pipeDelimited", false
	case format == "tsv":
		u.report(ruleTab, p, "tab-separated values of "+p.Str("name")+" are described as comma-separated")
	}
	if inQuery {
		return "form", false
	}
	return "simple", false
}

// response upgrades a response in place. Doing it twice changes nothing.
func (u *upgrader) response(r *Node, produces []string) {
	if _, isRef := r.ref(); isRef || r.Kind != Object || r.Get("content") != nil {
		return
	}
	for _, m := range r.Get("headers").Fields() {
		u.header(m.Value)
	}
	s, examples := r.Get("schema"), r.Get("examples")
	if s == nil && len(examples.Fields()) == 0 {
		r.drop("examples")
		return
	}
	kinds := append([]string(nil), produces...)
	if s.Str("type") == "file" && len(kinds) == 0 {
		kinds = []string{"application/octet-stream"}
	}
	for _, m := range examples.Fields() {
		if strings.Contains(m.Key, "/") && !contains(kinds, m.Key) {
			kinds = append(kinds, m.Key)
		}
	}
	if len(kinds) == 0 {
		kinds = []string{"application/json"}
	}
	content := object(r)
	for _, kind := range kinds {
		media := object(r)
		if s != nil {
			media.Members = append(media.Members, Member{"schema", s})
		}
		if e := examples.Get(kind); e != nil {
			media.Members = append(media.Members, Member{"example", e})
		}
		content.Members = append(content.Members, Member{kind, media})
	}
	r.drop("schema", "examples")
	r.set("content", content)
}

func (u *upgrader) header(h *Node) {
	if h.Kind != Object || h.Get("schema") != nil {
		return
	}
	s := u.valueSchema(h)
	h.drop(append([]string{"collectionFormat"}, valueKeysV2...)...)
	if len(s.Members) == 0 {
		s.Members = []Member{{"type", text(h, "string")}}
	}
	h.set("schema", s)
}

func contains(list []string, s string) bool {
	for _, item := range list {
		if item == s {
			return true
		}
	}
	return false
}
