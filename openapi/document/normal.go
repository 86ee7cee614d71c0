package document

import (
	"regexp"
	"strconv"
	"strings"
)

// normalise brings every schema to JSON Schema 2020-12 and every example to one form, and replaces what has the
// wrong shape, so that all readers after it may rely on the grammar.
func (l *linker) normalise() {
	l.path = l.path[:0]
	l.root.set("openapi", text(l.root, "3.1.0"))
	if strings.HasPrefix(l.version, "3.2") {
		l.root.set("openapi", text(l.root, "3.2.0"))
	}
	if early := l.root.Get("x-webhooks"); early != nil && early.Kind == Object && l.root.Get("webhooks") == nil {
		l.root.drop("x-webhooks")
		l.root.set("webhooks", early)
	}
	l.patterns = map[string]string{}
	l.normal(l.root, theDocument)
}

func (l *linker) normal(n *Node, s shape) {
	if n.mark == markNormal {
		return
	}
	n.mark = markNormal
	switch s {
	case literal, anything:
		return
	case schema:
		l.schema(n)
	case parameter, header, mediaType:
		examples(n)
	}
	for i := range n.Members {
		m := n.Members[i]
		if m.Key == "$ref" && m.Value.Kind == String {
			continue
		}
		child := s
		if n.Kind == Object {
			child = below(s, m.Key)
			l.path = append(l.path, m.Key)
		} else {
			l.path = append(l.path, strconv.Itoa(i))
		}
		if fixed := l.shaped(m.Value, child, s, m.Key); fixed != m.Value {
			n.Members[i].Value = fixed
		}
		l.normal(n.Members[i].Value, child)
		l.path = l.path[:len(l.path)-1]
	}
}

// listKeys hold lists of things; every other place of a known shape holds one thing.
var listKeys = map[string]bool{"parameters": true, "allOf": true, "anyOf": true, "oneOf": true, "prefixItems": true}

// shaped returns the value, or an empty one of the right kind with a finding.
func (l *linker) shaped(v *Node, s, parent shape, key string) *Node {
	if s == literal || s == anything || s == securityMap {
		return v
	}
	_, isMap := entries[parent]
	switch {
	case !isMap && listKeys[key] && !(parent == theDocument || parent == components):
		if v.Kind == Array {
			return v
		}
		l.report(ruleShape, v, "expected a list")
		return array(v)
	case v.Kind == Object:
		return v
	case s == schema && v.Kind == Bool:
		return v
	case s == schema && v.Kind == Array && key == "items" && !isMap:
		return v // a tuple of the older drafts; schema() turns it into prefixItems
	case s == exampleObject || s == schemaMap && parent == schema && key == "definitions":
		return object(v, Member{"value", v})
	}
	l.report(ruleShape, v, "expected an object")
	return object(v)
}

// examples turns a single example into a named one, and the examples of 3.2 into those of 3.1.
func examples(n *Node) {
	if _, isRef := n.ref(); isRef {
		return
	}
	if e := n.Get("example"); e != nil {
		if n.Get("examples") == nil {
			n.set("examples", object(e, Member{"default", object(e, Member{"value", e})}))
		}
		n.drop("example")
	}
	if list := n.Get("examples"); list != nil && list.Kind == Array {
		named := object(list)
		for i, m := range list.Members {
			named.Members = append(named.Members, Member{strconv.Itoa(i + 1), object(m.Value, Member{"value", m.Value})})
		}
		n.set("examples", named)
	}
	for _, m := range n.Get("examples").Fields() {
		if v := m.Value.Get("dataValue"); v != nil && m.Value.Get("value") == nil {
			m.Value.set("value", v)
			m.Value.drop("dataValue")
		}
	}
}

// annotations may stand beside a $ref of 2.0 and 3.0; anything else there was ignored by those versions.
var annotations = map[string]bool{
	"$ref": true, "description": true, "title": true, "summary": true, "deprecated": true, "readOnly": true,
	"writeOnly": true, "default": true, "example": true, "examples": true,
}

func (l *linker) old() bool {
	return l.swagger() || l.version == "3" || strings.HasPrefix(l.version, "3.0")
}

func (l *linker) schema(n *Node) {
	if n.Kind != Object {
		return
	}
	if _, isRef := n.ref(); isRef && l.old() {
		kept := make([]Member, 0, len(n.Members))
		for _, m := range n.Members {
			if annotations[m.Key] || strings.HasPrefix(m.Key, "x-") {
				kept = append(kept, m)
			}
		}
		n.Members = kept
	}
	for _, m := range n.Members {
		switch m.Key {
		case "nullable", "x-nullable":
			n.drop(m.Key)
			if m.Value.Text == "true" {
				nullable(n)
			}
		case "exclusiveMinimum", "exclusiveMaximum":
			exclusive(n, m.Key, m.Value)
		case "example":
			if n.drop("example"); n.Get("examples") == nil {
				n.set("examples", array(m.Value, m.Value))
			}
		case "discriminator":
			if m.Value.Kind == String {
				n.set("discriminator", object(m.Value, Member{"propertyName", m.Value}))
			}
		case "pattern":
			l.pattern(n, m.Value)
		case "type", "items", "required", "enum", "examples":
			l.keyword(n, m.Key, m.Value)
		}
	}
}

func (l *linker) keyword(n *Node, key string, v *Node) {
	switch {
	case key == "type" && v.Kind == String && v.Text == "file":
		n.set("type", text(v, "string"))
		n.set("format", text(v, "binary"))
	case key == "items" && v.Kind == Array:
		n.drop("items")
		n.set("prefixItems", v)
	case key == "required" && v.Kind != Array, key == "enum" && v.Kind != Array, key == "type" && v.Kind != String && v.Kind != Array:
		if key != "required" || v.Kind != Bool {
			l.report(ruleShape, v, key+" has the wrong kind of value")
		}
		n.drop(key)
	case key == "examples" && v.Kind == Object:
		list := array(v)
		for _, m := range v.Members {
			if value := m.Value.Get("value"); value != nil {
				list.Members = append(list.Members, Member{Value: value})
			}
		}
		n.set("examples", list)
	}
}

// nullable says null in the way of JSON Schema.
func nullable(n *Node) {
	null := object(n, Member{"type", text(n, "null")})
	switch t := n.Get("type"); {
	case t != nil && t.Kind == String:
		if t.Text != "null" {
			n.set("type", array(t, t, text(t, "null")))
		}
	case t != nil:
	case n.Get("oneOf") != nil && n.Get("oneOf").Kind == Array:
		n.set("oneOf", array(n.Get("oneOf"), append(values(n.Get("oneOf")), null)...))
	case n.Get("anyOf") != nil && n.Get("anyOf").Kind == Array:
		n.set("anyOf", array(n.Get("anyOf"), append(values(n.Get("anyOf")), null)...))
	case n.Get("allOf") != nil && n.Get("allOf").Kind == Array:
		all := object(n, Member{"allOf", n.Get("allOf")})
		if len(n.Get("allOf").Members) == 1 {
			all = n.Get("allOf").Members[0].Value
		}
		n.drop("allOf")
		n.set("anyOf", array(n, all, null))
	}
}

func values(n *Node) (out []*Node) {
	for _, m := range n.Members {
		out = append(out, m.Value)
	}
	return out
}

// exclusive turns the booleans of draft 4 into limits.
func exclusive(n *Node, key string, v *Node) {
	if v.Kind != Bool {
		return
	}
	plain := strings.ToLower(key[len("exclusive"):])
	limit := n.Get(plain)
	n.drop(key)
	if v.Text == "true" && limit != nil {
		n.drop(plain)
		n.set(key, limit)
	}
}

// patternMax is the longest pattern, in bytes, that is ever compiled.
const patternMax = 1024

// patternsMax bounds how many different patterns of one document are compiled to check them.
const patternsMax = 5_000

func (l *linker) pattern(n, v *Node) {
	if v.Kind != String || len(v.Text) > patternMax {
		l.report(rulePatternLong, v, "the pattern is no text of at most 1,024 bytes")
		n.drop("pattern")
		return
	}
	problem, known := l.patterns[v.Text]
	if !known && len(l.patterns) < patternsMax {
		if _, err := regexp.Compile(v.Text); err != nil {
			problem = strings.TrimPrefix(err.Error(), "error parsing regexp: ")
		}
		l.patterns[v.Text] = problem
	}
	if problem != "" {
		l.report(rulePattern, v, "the pattern can't be evaluated: "+problem)
	}
}
