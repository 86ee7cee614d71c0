package mock

import (
	"encoding/json"
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

// fetchedMax is how many schemas are fetched for one operation.
const fetchedMax = 256

// completion adds to a bounded chunk the schemas without which no answer could satisfy its own: those that are reached
// through what is required. Everything else that the bound left out is left out of answers too. Of requests all schemas are
// added, because what is missing there would let anything pass.
type completion struct {
	root    *document.Node
	find    func(name string) json.RawMessage
	visited map[string]bool
	fetched int
}

func complete(root *document.Node, find func(name string) json.RawMessage) {
	if find == nil || !root.True("partial") {
		return
	}
	c := &completion{root: root, find: find, visited: map[string]bool{}}
	for _, p := range root.Get("parameters").Items() {
		c.needAll(p.Value)
	}
	c.needAll(root.Get("requestBody"))
	c.visited = map[string]bool{}
	for _, response := range root.Get("responses").Fields() {
		for _, media := range response.Value.Get("content").Fields() {
			c.need(media.Value.Get("schema"))
		}
	}
}

// needAll fetches everything that a part of the document refers to, however it does.
func (c *completion) needAll(n *document.Node) {
	if name, isRef := strings.CutPrefix(n.Str("$ref"), "#/schemas/"); isRef && !c.visited[name] {
		c.visited[name] = true
		c.needAll(c.target(strings.NewReplacer("~1", "/", "~0", "~").Replace(name)))
	}
	for _, m := range append(n.Items(), n.Fields()...) {
		c.needAll(m.Value)
	}
}

func (c *completion) need(n *document.Node) {
	if name, isRef := strings.CutPrefix(n.Str("$ref"), "#/schemas/"); isRef && !c.visited[name] {
		c.visited[name] = true
		c.need(c.target(strings.NewReplacer("~1", "/", "~0", "~").Replace(name)))
	}
	for _, m := range n.Get("allOf").Items() {
		c.need(m.Value)
	}
	for _, key := range [...]string{"anyOf", "oneOf"} {
		if list := n.Get(key).Items(); len(list) > 0 {
			c.need(list[0].Value) // the alternative that an example tries first
		}
	}
	for _, m := range n.Get("required").Items() {
		c.need(n.Get("properties").Get(m.Value.Text))
	}
	if n.Get("minItems") != nil {
		c.need(n.Get("items"))
	}
}

func (c *completion) target(name string) *document.Node {
	schemas := c.root.Get("schemas")
	if known := schemas.Get(name); known != nil || schemas == nil || c.fetched >= fetchedMax {
		return known
	}
	c.fetched++
	found, err := document.ParseJSON(c.find(name))
	if err != nil || found.Get("schema") == nil {
		return nil
	}
	schemas.Members = append(schemas.Members, document.Member{Key: name, Value: found.Get("schema")})
	return found.Get("schema")
}
