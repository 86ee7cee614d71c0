package main

import (
	"sort"
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

type node = document.Node

// polish adds to the upgraded description what only the code knows.
type polish struct {
	root  *node
	facts *facts
}

const schemasAt = "#/components/schemas/"

func (p *polish) run() {
	p.security()
	taken := map[string]bool{}
	for _, path := range p.root.Get("paths").Fields() {
		for _, op := range path.Value.Fields() {
			p.operation(op.Value)
			reach(p.root, op.Value.Get("requestBody"), taken)
		}
	}
	schemas := p.root.At("/components/schemas")
	for _, m := range schemas.Fields() {
		p.members(m.Key, m.Value, taken[m.Key])
	}
	p.rename(schemas)
}

// reach collects the names of schemas that a node leads to.
func reach(root, n *node, names map[string]bool) {
	if n == nil {
		return
	}
	if name, ok := strings.CutPrefix(n.Str("$ref"), schemasAt); ok && !names[name] {
		names[name] = true
		reach(root, root.At("/components/schemas").Get(name), names)
	}
	for _, m := range n.Members {
		reach(root, m.Value, names)
	}
}

func text(s string) *node { return &node{Kind: document.String, Text: s} }

func list(values ...*node) *node {
	n := &node{Kind: document.Array}
	for _, v := range values {
		n.Members = append(n.Members, document.Member{Value: v})
	}
	return n
}

func object(members ...document.Member) *node {
	return &node{Kind: document.Object, Members: members}
}

func put(n *node, key string, v *node) {
	for i := range n.Members {
		if n.Members[i].Key == key {
			n.Members[i].Value = v
			return
		}
	}
	n.Members = append(n.Members, document.Member{Key: key, Value: v})
}

// security says what 2.0 has no words for: a cookie, a bearer token, and that both open every route.
func (p *polish) security() {
	for _, m := range p.root.At("/components/securitySchemes").Fields() {
		description := m.Value.Get("description")
		switch m.Value.Str("name") {
		case "Cookie":
			m.Value.Members = object(document.Member{Key: "type", Value: text("apiKey")},
				document.Member{Key: "in", Value: text("cookie")}, document.Member{Key: "name", Value: text("__Host-gth_s")}).Members
		case "Authorization":
			m.Value.Members = object(document.Member{Key: "type", Value: text("http")},
				document.Member{Key: "scheme", Value: text("bearer")}).Members
		}
		if description != nil {
			put(m.Value, "description", description)
		}
	}
	put(p.root, "security", p.schemes(func(string) bool { return true }))
}

func (p *polish) schemes(keep func(kind string) bool) *node {
	out := list()
	for _, m := range p.root.At("/components/securitySchemes").Fields() {
		if keep(m.Value.Str("type")) {
			out.Members = append(out.Members, document.Member{Value: object(document.Member{Key: m.Key, Value: list()})})
		}
	}
	return out
}

// operation marks public and personal routes, and problems as what they are.
func (p *polish) operation(op *node) {
	switch r := p.facts.routes[op.Str("operationId")]; {
	case r.public:
		put(op, "security", list())
	case r.personOnly:
		put(op, "security", p.schemes(func(kind string) bool { return kind == "apiKey" }))
	}
	replay(op.Get("responses"))
	for _, r := range op.Get("responses").Fields() {
		if r.Value.Str("description") == "" {
			put(r.Value, "description", text("The request failed; the problem says why and what to do."))
		}
		content := r.Value.Get("content")
		for i, m := range content.Fields() {
			if strings.HasSuffix(m.Value.Get("schema").Str("$ref"), "Problem") {
				content.Members[i].Key = "application/problem+json"
			}
		}
	}
}

// replay describes what a creation answers when its Idempotency-Key was used before.
func replay(responses *node) {
	created := responses.Get("201")
	if created == nil {
		created = responses.Get("202")
	}
	if created.Get("content") == nil || responses.Get("200") != nil {
		return
	}
	put(responses, "200", object(
		document.Member{Key: "description", Value: text("The answer to an earlier request with the same Idempotency-Key; its secret has become null.")},
		document.Member{Key: "content", Value: created.Get("content")},
	))
}

// members marks what is always there and what may be null. In bodies of requests only validation makes a member
// required.
func (p *polish) members(name string, schema *node, request bool) {
	typ, _, _ := strings.Cut(name, "-")
	required := map[string]bool{}
	for _, m := range schema.Get("required").Items() {
		required[m.Value.Text] = true
	}
	properties := schema.Get("properties")
	for i, m := range properties.Fields() {
		fact, known := p.facts.member(typ, m.Key, 0)
		if !known {
			continue
		}
		if fact.always && !request {
			required[m.Key] = true
		}
		if fact.nullable {
			properties.Members[i].Value = nullable(m.Value)
		}
	}
	if len(required) > 0 {
		names := make([]string, 0, len(required))
		for key := range required {
			names = append(names, key)
		}
		sort.Strings(names)
		out := list()
		for _, key := range names {
			out.Members = append(out.Members, document.Member{Value: text(key)})
		}
		put(schema, "required", out)
	}
}

func nullable(n *node) *node {
	null := text("null")
	t := n.Get("type")
	switch {
	case t != nil && t.Kind == document.String:
		put(n, "type", list(t, null))
		return n
	case t == nil && (n.Get("$ref") != nil || n.Get("allOf") != nil):
		return object(document.Member{Key: "anyOf", Value: list(n, object(document.Member{Key: "type", Value: null}))})
	}
	return n
}

// rename takes the package out of names that are unique without it, and writes Page-apps_App as AppPage.
func (p *polish) rename(schemas *node) {
	count := map[string]int{}
	for _, m := range schemas.Fields() {
		count[bare(m.Key)]++
	}
	names := map[string]string{}
	for i, m := range schemas.Fields() {
		name := bare(m.Key)
		if pkg, _, found := strings.Cut(m.Key, "."); found && count[name] > 1 {
			name = strings.ToUpper(pkg[:1]) + pkg[1:] + name
		}
		names[schemasAt+m.Key] = schemasAt + name
		schemas.Members[i].Key = name
	}
	if schemas != nil {
		sort.SliceStable(schemas.Members, func(i, j int) bool { return schemas.Members[i].Key < schemas.Members[j].Key })
	}
	relink(p.root, names)
}

func bare(name string) string {
	outer, inner, generic := strings.Cut(name, "-")
	outer = outer[strings.LastIndexByte(outer, '.')+1:]
	if !generic {
		return outer
	}
	return inner[strings.LastIndexAny(inner, "_.")+1:] + outer
}

func relink(n *node, names map[string]string) {
	for i, m := range n.Members {
		if m.Key == "$ref" && m.Value.Kind == document.String && names[m.Value.Text] != "" {
			n.Members[i].Value = text(names[m.Value.Text])
			continue
		}
		relink(m.Value, names)
	}
}
