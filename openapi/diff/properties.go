package diff

import (
	"slices"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

// properties compares the members of an object and which of them must be there.
func (c *comparison) properties(s site, old, now *node) {
	was, is := old.Get("properties"), now.Get("properties")
	mustWere, must := texts(old.Get("required")), texts(now.Get("required"))
	for _, m := range was.Fields() {
		if is.Get(m.Key) == nil && !c.silent(c.old, m.Value, s.way) {
			c.removed(s.property(m.Key), slices.Contains(mustWere, m.Key), closed(now))
		}
	}
	for _, m := range is.Fields() {
		at, before := s.property(m.Key), was.Get(m.Key)
		required := slices.Contains(must, m.Key)
		switch {
		case c.silent(c.new, m.Value, s.way):
			if before != nil && !c.silent(c.old, before, s.way) {
				at.report(at.level(Risky, Breaking), "property-direction", "%s", at.what()+at.words(" is read only now.", " is write only now and no longer returned."))
			}
			continue
		case before == nil && required && s.way == schema.Request:
			at.report(Breaking, "property-required", "%s is new and required.", at.what())
			continue
		case before == nil:
			at.report(Compatible, "property-added", "%s is new.", at.what())
			continue
		}
		c.compare(at, before, m.Value)
	}
	c.required(s, old, now, mustWere, must)
}

func (c *comparison) removed(at site, required, closed bool) {
	switch {
	case at.way == schema.Response && required:
		at.report(Breaking, "property-removed", "%s is gone.", at.what())
	case at.way == schema.Response:
		at.report(Risky, "property-removed", "%s is gone; it was optional.", at.what())
	case closed:
		at.report(Breaking, "property-removed", "%s is gone, and unknown members are refused.", at.what())
	default:
		at.report(Risky, "property-removed", "%s is gone; what callers send in it has no effect or is refused.", at.what())
	}
}

// required compares which members must be there, of those that both documents know.
func (c *comparison) required(s site, old, now *node, were, are []string) {
	known := func(side *node, name string) bool { return side.At(document.Pointer("properties", name)) != nil }
	for _, name := range are {
		if known(now, name) && !known(old, name) || slices.Contains(were, name) {
			continue
		}
		if property := now.At(document.Pointer("properties", name)); property != nil && c.silent(c.new, property, s.way) {
			continue
		}
		at := s.property(name)
		at.report(at.level(Breaking, Compatible), "property-required", "%s", at.what()+at.words(" is required now.", " is always there now."))
	}
	for _, name := range were {
		if known(old, name) && !known(now, name) || slices.Contains(are, name) {
			continue
		}
		if property := old.At(document.Pointer("properties", name)); property != nil && c.silent(c.old, property, s.way) {
			continue
		}
		at := s.property(name)
		at.report(at.level(Compatible, Breaking), "property-optional", "%s", at.what()+at.words(" may be left out now.", " may be missing now."))
	}
}

// silent reports whether a property does not travel this way.
func (c *comparison) silent(s side, property *node, way schema.Direction) bool {
	key := "readOnly"
	if way == schema.Response {
		key = "writeOnly"
	}
	return property.True(key) || s.set.Resolve(property).True(key)
}

func closed(n *node) bool {
	extra := n.Get("additionalProperties")
	return extra != nil && extra.Kind == document.Bool && extra.Text == "false"
}

// additional compares what an object may hold beyond its named members.
func (c *comparison) additional(s site, old, now *node) {
	was, is := old.Get("additionalProperties"), now.Get("additionalProperties")
	switch {
	case !closed(old) && closed(now):
		s.report(s.level(Breaking, Compatible), "object-closed", "Members of %s that are not described are refused now.", lower(s.what()))
	case closed(old) && !closed(now):
		s.report(Compatible, "object-opened", "%s may have members that are not described.", s.what())
	case was != nil && is != nil && was.Kind == document.Object && is.Kind == document.Object:
		c.compare(s.property("*"), was, is)
	case is != nil && is.Kind == document.Object && len(is.Members) > 0:
		s.report(s.level(Risky, Compatible), "object-narrowed", "Members of %s that are not described have a type now.", lower(s.what()))
	}
}

func texts(n *node) (out []string) {
	for _, m := range n.Items() {
		out = append(out, m.Value.Text)
	}
	return out
}
