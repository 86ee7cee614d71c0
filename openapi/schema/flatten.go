package schema

import (
	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

// flat is a schema with its references and allOf merged into one set of keywords; the alternatives of oneOf and
// anyOf stay beside it.
type flat struct {
	keywords *node
	choices  []*node // lists of alternatives
	names    []string
	missing  bool // a reference leads nowhere: a bounded chunk left its target out
}

// Flatten merges a schema with its references and allOf into one object of keywords. oneOf and anyOf are left out.
func (s *Set) Flatten(n *document.Node) *document.Node { return s.flatten(n).keywords }

func (s *Set) flatten(n *node) *flat {
	f := &flat{keywords: &node{Kind: document.Object}}
	s.pour(f, n, 0)
	return f
}

func (f *flat) clone() *flat {
	members := append([]document.Member(nil), f.keywords.Members...)
	return &flat{
		keywords: &node{Kind: document.Object, Members: members}, choices: append([]*node(nil), f.choices...),
		names: append([]string(nil), f.names...), missing: f.missing,
	}
}

func (s *Set) pour(f *flat, n *node, depth int) {
	if n == nil || n.Kind != document.Object || depth > 24 {
		return
	}
	if ref, ok := reference(n); ok {
		if !has(f.names, ref) {
			f.names = append(f.names, ref)
			target := s.target(ref)
			f.missing = f.missing || target == nil
			s.pour(f, target, depth+1)
		}
	}
	for _, m := range n.Members {
		switch m.Key {
		case "$ref", "allOf":
		case "oneOf", "anyOf":
			if len(m.Value.Items()) > 0 {
				f.choices = append(f.choices, m.Value)
			}
		default:
			f.put(m.Key, m.Value)
		}
	}
	for _, m := range n.Get("allOf").Items() {
		s.pour(f, m.Value, depth+1)
	}
}

// put adds a keyword; where it is there already, both must hold.
func (f *flat) put(key string, v *node) {
	old := f.keywords.Get(key)
	if old == nil {
		f.set(key, v)
		return
	}
	switch key {
	case "properties":
		f.set(key, mergeProperties(old, v))
	case "required":
		f.set(key, &node{Kind: document.Array, Members: append(append([]document.Member(nil), old.Members...), v.Members...)})
	case "type":
		f.set(key, intersectTypes(old, v))
	case "enum":
		f.set(key, intersect(old, v))
	case "minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties":
		if a, b := float(old), float(v); b > a {
			f.set(key, v)
		}
	case "maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties":
		if a, b := float(old), float(v); b < a {
			f.set(key, v)
		}
	case "additionalProperties":
		if old.Kind == document.Bool && old.Text == "true" {
			f.set(key, v)
		}
	case "items":
		f.set(key, both(old, v))
	}
}

func (f *flat) set(key string, v *node) {
	for i := range f.keywords.Members {
		if f.keywords.Members[i].Key == key {
			f.keywords.Members[i].Value = v
			return
		}
	}
	f.keywords.Members = append(f.keywords.Members, document.Member{Key: key, Value: v})
}

func float(n *node) float64 {
	f, _ := number(n)
	return f
}

// both is a schema that asks for two.
func both(a, b *node) *node {
	if a == b {
		return a
	}
	list := &node{Kind: document.Array, Members: []document.Member{{Value: a}, {Value: b}}}
	return &node{Kind: document.Object, Members: []document.Member{{Key: "allOf", Value: list}}}
}

func mergeProperties(a, b *node) *node {
	out := &node{Kind: document.Object, Members: append([]document.Member(nil), a.Members...)}
next:
	for _, m := range b.Members {
		for i := range out.Members {
			if out.Members[i].Key == m.Key {
				out.Members[i].Value = both(out.Members[i].Value, m.Value)
				continue next
			}
		}
		out.Members = append(out.Members, m)
	}
	return out
}

func intersectTypes(a, b *node) *node {
	x := types(&node{Kind: document.Object, Members: []document.Member{{Key: "type", Value: a}}})
	y := types(&node{Kind: document.Object, Members: []document.Member{{Key: "type", Value: b}}})
	out := &node{Kind: document.Array}
	for _, t := range x {
		switch {
		case has(y, t), t == "integer" && has(y, "number"):
			out.Members = append(out.Members, document.Member{Value: &node{Kind: document.String, Text: t}})
		case t == "number" && has(y, "integer"):
			out.Members = append(out.Members, document.Member{Value: &node{Kind: document.String, Text: "integer"}})
		}
	}
	return out
}

func intersect(a, b *node) *node {
	allowed := map[string]bool{}
	for _, m := range b.Items() {
		allowed[canonical(m.Value)] = true
	}
	out := &node{Kind: document.Array}
	for _, m := range a.Items() {
		if allowed[canonical(m.Value)] {
			out.Members = append(out.Members, m)
		}
	}
	return out
}
