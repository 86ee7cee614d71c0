package schema

import (
	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

const (
	exampleDepthMax = 24
	exampleWideMax  = 6 // optional properties are left out below this depth
	exampleNodesMax = 20_000
)

// Example makes a value that satisfies the schema: the schema's own examples where they are valid, else generated
// data. Circles end at the first return, and parts that the chunk left out stay out. What no generator can satisfy (contradictions, look-arounds) gives the
// nearest value that was found; Validate tells.
func (s *Set) Example(schema *document.Node, way Direction) *document.Node {
	full := &generator{set: s, way: way, active: map[string]int{}}
	v := full.value(schema, "", 0)
	if v != nil && len(s.Validate(schema, v, way)) == 0 {
		return v
	}
	sparse := &generator{set: s, way: way, active: map[string]int{}, sparse: true}
	if w := sparse.value(schema, "", 0); w != nil && (v == nil || len(s.Validate(schema, w, way)) == 0) {
		return w
	}
	if v == nil {
		return &node{Kind: document.Null, Text: "null"}
	}
	return v
}

// generator makes values; nil stands for "there is no finite one on this way".
type generator struct {
	set    *Set
	way    Direction
	active map[string]int // names that are being generated, to end circles
	count  int
	sparse bool // only what is required
}

func (g *generator) value(n *node, hint string, depth int) *node {
	if g.count++; depth > exampleDepthMax || g.count > exampleNodesMax {
		return nil
	}
	if n != nil && n.Kind == document.Bool && n.Text == "false" {
		return nil
	}
	f := g.set.flatten(n)
	for _, name := range f.names {
		if g.active[name] > 0 {
			return nil
		}
	}
	for _, name := range f.names {
		g.active[name]++
	}
	v := g.build(n, f, hint, depth)
	for _, name := range f.names {
		g.active[name]--
	}
	return v
}

func (g *generator) build(n *node, f *flat, hint string, depth int) *node {
	if f.missing {
		return nil
	}
	if v := g.given(n, f.keywords); v != nil {
		return v
	}
	if len(f.choices) > 0 {
		return g.choose(n, f, hint, depth)
	}
	return g.typed(f.keywords, hint, depth)
}

// given returns what the schema itself offers as a value, if it is valid.
func (g *generator) given(n, keywords *node) *node {
	if c := keywords.Get("const"); c != nil {
		return c
	}
	var offers []document.Member
	offers = append(offers, keywords.Get("examples").Items()...)
	if d := keywords.Get("default"); d != nil && d.Kind != document.Null {
		offers = append(offers, document.Member{Value: d})
	}
	enum := keywords.Get("enum").Items()
	offers = append(offers, enum[:min(len(enum), 20)]...)
	for _, m := range offers[:min(len(offers), 24)] {
		if m.Value.Kind == document.Null && len(enum) > 1 {
			continue
		}
		if len(g.set.Validate(n, m.Value, g.way)) == 0 {
			return m.Value
		}
	}
	return nil
}

// choose tries the alternatives in order and keeps the first that leads to a valid value.
func (g *generator) choose(n *node, f *flat, hint string, depth int) *node {
	var fallback *node
	list, rest := f.choices[0], f.clone()
	rest.choices = rest.choices[1:]
	for i, m := range g.ordered(list) {
		if i == 8 {
			break
		}
		option := rest.clone()
		g.set.pour(option, m.Value, 0)
		v := g.alternative(n, m.Value, option, hint, depth)
		if v == nil {
			continue
		}
		if len(g.set.Validate(n, v, g.way)) == 0 {
			return v
		}
		if fallback == nil {
			fallback = v
		}
	}
	return fallback
}

// ordered puts null last: an example of a nullable value should show the value.
func (g *generator) ordered(list *node) []document.Member {
	var first, last []document.Member
	for _, m := range list.Items() {
		if t := types(m.Value); len(t) == 1 && t[0] == "null" {
			last = append(last, m)
			continue
		}
		first = append(first, m)
	}
	return append(first, last...)
}

func (g *generator) alternative(n, chosen *node, option *flat, hint string, depth int) *node {
	name, isRef := reference(chosen)
	if isRef && g.active[name] > 0 || g.count > exampleNodesMax {
		return nil
	}
	g.count++
	g.active[name]++
	defer func() { g.active[name]-- }()
	if property := n.Get("discriminator").Str("propertyName"); property != "" && isRef {
		option.set("properties", g.discriminated(n, option, property, name))
	}
	if depth > exampleDepthMax {
		return nil
	}
	return g.build(withoutChoices(n, option), option, hint, depth+1)
}

// withoutChoices is what a value of one alternative is held against while it is made; the whole is checked after.
func withoutChoices(n *node, option *flat) *node {
	if len(option.choices) == 0 {
		return option.keywords
	}
	return n
}

// discriminated sets the property that tells alternatives apart to the value of the chosen one.
func (g *generator) discriminated(n *node, option *flat, property, ref string) *node {
	value := ref[lastSlash(ref)+1:]
	for _, m := range n.Get("discriminator").Get("mapping").Fields() {
		if m.Value.Text == ref {
			value = m.Key
			break
		}
	}
	properties := option.keywords.Get("properties")
	if properties == nil {
		properties = &node{Kind: document.Object}
	}
	own := g.set.Flatten(properties.Get(property))
	if own.Get("const") != nil || own.Get("enum") != nil {
		return properties
	}
	constant := &node{Kind: document.Object, Members: []document.Member{
		{Key: "const", Value: &node{Kind: document.String, Text: value}},
	}}
	return mergeProperties(properties, &node{Kind: document.Object, Members: []document.Member{{Key: property, Value: constant}}})
}

func lastSlash(s string) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '/' {
			return i
		}
	}
	return -1
}
