package document

import "strings"

// body is the resolved text of one operation, without its schemas, and the names of those that it mentions.
type body struct {
	text []byte
	refs []string
}

// schemaText is the text of one named schema and the names that it mentions.
type schemaText struct {
	text []byte
	refs []string
}

// schemasPrefix is where references inside chunks point to.
const schemasPrefix = "#/schemas/"

// renderer writes a part of the document with every reference resolved except those to schemas, whose names it
// collects.
type renderer struct {
	root     *Node
	out      []byte
	refs     []string
	seen     map[string]bool
	open     []string // references being written, outermost first
	max      int
	overflow bool
}

func newRenderer(root *Node, max int) *renderer {
	return &renderer{root: root, seen: map[string]bool{}, max: max}
}

func (r *renderer) raw(s string) { r.out = append(r.out, s...) }

func (r *renderer) write(n *Node, s shape) {
	if len(r.out) > r.max {
		r.overflow = true
	}
	if r.overflow {
		r.raw("null")
		return
	}
	if s == literal || s == anything || n == nil || n.Kind != Object && n.Kind != Array {
		r.out = n.AppendJSON(r.out)
		return
	}
	if n.Kind == Array {
		r.raw("[")
		for i, m := range n.Members {
			if i > 0 {
				r.raw(",")
			}
			r.write(m.Value, s)
		}
		r.raw("]")
		return
	}
	if ref, ok := n.ref(); ok && s != schemaMap {
		if s == schema {
			r.schemaRef(n, ref)
			return
		}
		if r.inline(n, ref, s) {
			return
		}
	}
	r.object(n, s)
}

func (r *renderer) object(n *Node, s shape) {
	r.raw("{")
	for i, m := range n.Members {
		if i > 0 {
			r.raw(",")
		}
		r.key(m.Key)
		if s == schema && m.Key == "discriminator" {
			r.discriminator(m.Value)
			continue
		}
		r.write(m.Value, below(s, m.Key))
	}
	r.raw("}")
}

func (r *renderer) key(key string) {
	r.out = append(AppendString(r.out, key), ':')
}

// schemaLink returns the reference of a chunk for one of the document, and remembers the name.
func (r *renderer) schemaLink(ref string) string {
	token, ok := strings.CutPrefix(ref, "#/components/schemas/")
	if !ok {
		return ref
	}
	name := token
	if strings.Contains(token, "~") {
		name = Tokens("/" + token)[0]
	}
	if !r.seen[name] {
		r.seen[name] = true
		r.refs = append(r.refs, name)
	}
	return schemasPrefix + token
}

func (r *renderer) schemaRef(n *Node, ref string) {
	r.raw(`{"$ref":`)
	r.out = AppendString(r.out, r.schemaLink(ref))
	for _, m := range n.Members {
		if m.Key != "$ref" {
			r.raw(",")
			r.key(m.Key)
			r.write(m.Value, below(schema, m.Key))
		}
	}
	r.raw("}")
}

func (r *renderer) discriminator(n *Node) {
	mapping := n.Get("mapping")
	if mapping == nil || mapping.Kind != Object {
		r.out = n.AppendJSON(r.out)
		return
	}
	copied := n.shallow()
	links := object(mapping)
	for _, m := range mapping.Members {
		links.Members = append(links.Members, Member{m.Key, text(m.Value, r.schemaLink(m.Value.Text))})
	}
	copied.set("mapping", links)
	r.out = copied.AppendJSON(r.out)
}

// inline writes the target of a reference in its place; false means that n is to be written as it is.
func (r *renderer) inline(n *Node, ref string, s shape) bool {
	for _, open := range r.open {
		if open == ref {
			return false
		}
	}
	target := r.root.At(strings.TrimPrefix(ref, "#"))
	if target == nil {
		return false
	}
	if len(n.Members) > 1 && target.Kind == Object {
		target = target.shallow()
		for _, m := range n.Members {
			if m.Key != "$ref" {
				target.set(m.Key, m.Value)
			}
		}
	}
	r.open = append(r.open, ref)
	r.write(target, s)
	r.open = r.open[:len(r.open)-1]
	return true
}

// follow returns what a reference to a component stands for, without siblings.
func follow(root, n *Node) *Node {
	for range 16 {
		ref, ok := n.ref()
		if !ok {
			return n
		}
		target := root.At(strings.TrimPrefix(ref, "#"))
		if target == nil {
			return n
		}
		n = target
	}
	return n
}

// appendIndented writes the node over several lines, two spaces for each level.
func (n *Node) appendIndented(b []byte, indent string) []byte {
	if n == nil || (n.Kind != Object && n.Kind != Array) || len(n.Members) == 0 {
		return n.AppendJSON(b)
	}
	opening, closing := byte('{'), byte('}')
	if n.Kind == Array {
		opening, closing = '[', ']'
	}
	b = append(b, opening)
	for i, m := range n.Members {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(b, '\n'), indent+"  "...)
		if n.Kind == Object {
			b = append(AppendString(b, m.Key), ": "...)
		}
		b = m.Value.appendIndented(b, indent+"  ")
	}
	return append(append(append(b, '\n'), indent...), closing)
}
