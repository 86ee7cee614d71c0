package diff

import (
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

// schemas compares the named schemas that both documents reach, once for each way their values travel.
func (c *comparison) schemas() {
	groups := map[string]*Group{}
	var order []*Group
	for len(c.queue) > 0 && c.step() {
		u := c.queue[0]
		c.queue = c.queue[1:]
		pointer := document.Pointer("components", "schemas", u.name)
		was, is := c.old.root.At(pointer), c.new.root.At(pointer)
		if was == nil && is == nil {
			continue
		}
		if equal(was, is) {
			c.reached(is, u.way)
			continue
		}
		g := groups[u.name]
		if g == nil {
			g = &Group{Kind: KindSchema, ID: u.name, Title: u.name}
			groups[u.name], order = g, append(order, g)
		}
		place := "In requests"
		if u.way == schema.Response {
			place = "In responses"
		}
		c.inline(site{group: g, place: place, way: u.way}, was, is)
	}
	for _, g := range order {
		g.Changes = merged(g.Changes)
	}
	c.attribute(order)
	c.groups = append(c.groups, order...)
}

// merged makes one change of two that say the same of requests and of responses, with the worse level.
func merged(changes []Change) []Change {
	var out []Change
	at := map[string]int{}
	for _, change := range changes {
		i, twin := at[change.Text]
		if !twin {
			at[change.Text] = len(out)
			out = append(out, change)
			continue
		}
		if out[i].Place != change.Place {
			out[i].Place = "In requests and responses"
		}
		if severity[change.Level] > severity[out[i].Level] {
			out[i].Level = change.Level
		}
	}
	return out
}

// attribute names the operations of the newer document that reach each changed schema.
func (c *comparison) attribute(groups []*Group) {
	users := map[string][]string{} // by the name of a schema or the id of an operation (with a blank before it): what refers to it
	for _, m := range c.new.root.At("/components/schemas").Fields() {
		for _, name := range c.refersTo(m.Value) {
			users[name] = append(users[name], m.Key)
		}
	}
	for _, section := range []string{"paths", "webhooks"} {
		list, _ := c.new.entries(section, "")
		for _, e := range list {
			id := " " + c.new.group(e).ID
			for _, part := range []*node{e.item.Get("parameters"), e.op} {
				for _, name := range c.refersTo(part) {
					users[name] = append(users[name], id)
				}
			}
		}
	}
	for _, g := range groups {
		if len(g.Changes) > 0 && c.step() {
			g.name(users)
		}
	}
}

// name walks from a schema up to the operations that reach it.
func (g *Group) name(users map[string][]string) {
	seen, queue := map[string]bool{g.ID: true}, []string{g.ID}
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		for _, user := range users[name] {
			if seen[user] {
				continue
			}
			seen[user] = true
			if id, operation := strings.CutPrefix(user, " "); operation {
				if g.Users++; len(g.UsedBy) < usedByMax {
					g.UsedBy = append(g.UsedBy, id)
				}
				continue
			}
			queue = append(queue, user)
		}
	}
}

// refersTo answers the named schemas that a part mentions, also through named parameters, bodies and responses.
func (c *comparison) refersTo(part *node) (names []string) {
	seen := map[*node]bool{}
	var walk func(n *node)
	walk = func(n *node) {
		if n == nil || !c.step() {
			return
		}
		if ref := n.Str("$ref"); ref != "" {
			if name, ok := strings.CutPrefix(ref, schemasAt); ok {
				if name = document.Tokens("/" + name)[0]; !slices.Contains(names, name) {
					names = append(names, name)
				}
			} else if target := c.new.set.Resolve(n); target != nil && !seen[target] {
				seen[target] = true
				walk(target)
			}
		}
		for _, m := range n.Members {
			if m.Value.Kind == document.Object || m.Value.Kind == document.Array {
				walk(m.Value)
			}
		}
	}
	walk(part)
	return names
}
