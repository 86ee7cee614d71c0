package diff

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

// site is where a schema stands: in which group and place, at which path of the value ("items[].name", empty for the whole),
// and which way its values travel.
type site struct {
	group *Group
	place string
	path  string
	way   schema.Direction
}

func (s site) report(l Level, rule, format string, args ...any) {
	s.group.report(l, rule, s.place, format, args...)
}

// what names the value for the beginning of a sentence.
func (s site) what() string {
	switch {
	case s.path != "":
		return "`" + s.path + "`"
	case s.group.Kind == KindSchema, strings.HasPrefix(s.place, "Request body"), strings.HasPrefix(s.place, "Response") && !strings.Contains(s.place, "header"):
		return "The value"
	}
	return "It"
}

// level picks by the way the value travels.
func (s site) level(request, response Level) Level {
	if s.way == schema.Response {
		return response
	}
	return request
}

// words picks a sentence as level picks a level.
func (s site) words(request, response string) string {
	if s.way == schema.Response {
		return response
	}
	return request
}

func (s site) property(name string) site {
	if s.path != "" {
		name = s.path + "." + name
	}
	s.path = name
	return s
}

func (s site) below(suffix string) site {
	s.path += suffix
	return s
}

// pair is a comparison that was made for a group: parts that refer to each other in a circle are compared once.
type pair struct {
	group    *Group
	old, new *node
	way      schema.Direction
}

// use is a named schema that is reached by values that travel one way.
type use struct {
	name string
	way  schema.Direction
}

const schemasAt = "#/components/schemas/"

// named answers the schema that n only refers to.
func named(n *node) (string, bool) {
	if name, ok := strings.CutPrefix(n.Str("$ref"), schemasAt); ok && len(n.Members) == 1 {
		return document.Tokens("/" + name)[0], true
	}
	return "", false
}

func (c *comparison) uses(name string, way schema.Direction) {
	u := use{name, way}
	if !c.queued[u] {
		c.queued[u] = true
		c.queue = append(c.queue, u)
	}
}

// reached queues every named schema below a part that is the same in both documents.
func (c *comparison) reached(n *node, way schema.Direction) {
	if n == nil || !c.step() {
		return
	}
	if name, ok := named(n); ok {
		c.uses(name, way)
		return
	}
	for _, m := range n.Members {
		c.reached(m.Value, way)
	}
}

// compare compares two schemas of one place; nil allows everything.
func (c *comparison) compare(s site, was, is *node) {
	if !c.step() || was == nil && is == nil {
		return
	}
	if a, ok := named(was); ok {
		if b, ok := named(is); ok && a == b {
			c.uses(a, s.way)
			return
		}
	}
	if equal(was, is) {
		c.reached(is, s.way)
		return
	}
	c.inline(s, was, is)
}

// inline compares two schemas that are known to differ, or whose names do.
func (c *comparison) inline(s site, was, is *node) {
	p := pair{s.group, was, is, s.way}
	// A path of this depth comes from schemas that refer to each other under other names.
	if c.seen[p] || strings.Count(s.path, ".")+strings.Count(s.path, "[]") > 24 {
		return
	}
	c.seen[p] = true
	was, is = c.withoutShared(s, was, is)
	old, now := c.old.set.Flatten(was), c.new.set.Flatten(is)
	c.keywords(s, old, now)
	c.properties(s, old, now)
	c.compareBoth(s.below("[]"), old.Get("items"), now.Get("items"))
	c.additional(s, old, now)
	c.choices(s, "oneOf", was, is)
	c.choices(s, "anyOf", was, is)
	for _, key := range []string{"not", "if", "then", "else", "prefixItems", "contains", "propertyNames", "patternProperties", "dependentRequired", "dependentSchemas", "discriminator"} {
		if !equal(old.Get(key), now.Get(key)) {
			s.report(Risky, "condition-changed", "The condition `%s` of %s changed.", key, lower(s.what()))
		}
	}
}

// compareBoth compares what both sides describe; where only one does, the type says more than a schema of anything.
func (c *comparison) compareBoth(s site, was, is *node) {
	if was != nil && is != nil {
		c.compare(s, was, is)
	}
}

func lower(what string) string {
	if strings.HasPrefix(what, "`") {
		return what
	}
	return strings.ToLower(what[:1]) + what[1:]
}

// withoutShared takes out of two allOf lists the named schemas that both contain and that did not change themselves, so
// that what they reach is reported once.
func (c *comparison) withoutShared(s site, was, is *node) (a, b *node) {
	was, is = c.old.set.Resolve(was), c.new.set.Resolve(is)
	shared := map[string]bool{}
	for _, m := range was.Get("allOf").Items() {
		if name, ok := named(m.Value); ok && c.same(name) {
			shared[name] = true
		}
	}
	both := map[string]bool{}
	for _, m := range is.Get("allOf").Items() {
		if name, ok := named(m.Value); ok && shared[name] {
			both[name] = true
			c.uses(name, s.way)
		}
	}
	if len(both) == 0 {
		return was, is
	}
	return without(was, both), without(is, both)
}

// same reports whether a named schema is written alike in both documents.
func (c *comparison) same(name string) bool {
	alike, known := c.equals[name]
	if !known {
		pointer := document.Pointer("components", "schemas", name)
		alike = equal(c.old.root.At(pointer), c.new.root.At(pointer))
		c.equals[name] = alike
	}
	return alike
}

func without(n *node, names map[string]bool) *node {
	out := &node{Kind: document.Object}
	for _, m := range n.Members {
		if m.Key == "allOf" {
			list := &node{Kind: document.Array}
			for _, part := range m.Value.Items() {
				if name, ok := named(part.Value); !ok || !names[name] {
					list.Members = append(list.Members, part)
				}
			}
			m.Value = list
		}
		out.Members = append(out.Members, m)
	}
	return out
}

// equal reports whether two parts say the same; the order of members does not matter, and neither does what only people read.
func equal(a, b *node) bool {
	if a == b {
		return true
	}
	if a == nil || b == nil || a.Kind != b.Kind || a.Text != b.Text && a.Kind != document.Object && a.Kind != document.Array {
		return false
	}
	if a.Kind == document.Array {
		if len(a.Members) != len(b.Members) {
			return false
		}
		for i := range a.Members {
			if !equal(a.Members[i].Value, b.Members[i].Value) {
				return false
			}
		}
		return true
	}
	return covers(a, b) && covers(b, a)
}

// prose is what changes nothing for programs.
var prose = map[string]bool{"description": true, "summary": true, "title": true, "example": true, "examples": true, "externalDocs": true, "$comment": true}

// covers reports whether every member of a stands in b with an equal value.
func covers(a, b *node) bool {
	for i, m := range a.Members {
		if prose[m.Key] && (m.Value.Kind == document.String || strings.HasPrefix(m.Key, "ex")) {
			continue
		}
		// Members mostly stand in the same order.
		if i < len(b.Members) && b.Members[i].Key == m.Key {
			if !equal(m.Value, b.Members[i].Value) {
				return false
			}
			continue
		}
		other := b.Get(m.Key)
		if other == nil || !equal(m.Value, other) {
			return false
		}
	}
	return true
}
