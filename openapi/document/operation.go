package document

import (
	"bytes"
	"regexp"
	"strings"
)

// ownKeys are written by operation itself, in one order; the rest of an operation follows as it stands.
var ownKeys = map[string]bool{
	"operationId": true, "summary": true, "description": true, "tags": true, "deprecated": true, "parameters": true,
	"security": true, "servers": true,
}

// operation writes the body of one operation's chunk and fills in its scopes.
func (x *extractor) operation(f *found) (text []byte, refs []string, ok bool) {
	r := newRenderer(x.root, x.limits.Output)
	r.head(f)
	r.member("servers", firstNode(f.node.Get("servers"), follow(x.root, f.item).Get("servers"), x.root.Get("servers")), anything)
	r.raw(`,"parameters":`)
	r.write(x.parametersOf(f), parameter)
	x.security(r, f)
	r.raw(`,"scopes":`)
	r.strings(f.Scopes)
	if len(f.node.Get("responses").Fields()) == 0 && !f.webhook {
		x.report(ruleNoResponses, f.node, "the operation describes no response")
	}
	for _, m := range f.node.Members {
		if !ownKeys[m.Key] {
			r.member(m.Key, m.Value, below(operation, m.Key))
		}
	}
	r.raw("}")
	return bytes.Clone(r.out), r.refs, !r.overflow
}

func firstNode(nodes ...*Node) *Node {
	for _, n := range nodes {
		if n != nil {
			return n
		}
	}
	return nil
}

func (r *renderer) head(f *found) {
	r.raw(`{"id":`)
	r.out = AppendString(r.out, f.ID)
	r.text("operationId", f.OperationID)
	r.text("method", f.Method)
	r.text("path", f.Path)
	r.text("summary", f.Summary)
	r.text("description", f.Description)
	r.raw(`,"tags":`)
	r.strings(f.Tags)
	if f.Deprecated {
		r.raw(`,"deprecated":true`)
	}
	if f.webhook {
		r.raw(`,"webhook":true`)
	}
}

func (r *renderer) text(key, value string) {
	if value != "" {
		r.raw(",")
		r.key(key)
		r.out = AppendString(r.out, value)
	}
}

func (r *renderer) member(key string, n *Node, s shape) {
	if n != nil {
		r.raw(",")
		r.key(key)
		r.write(n, s)
	}
}

func (r *renderer) strings(list []string) {
	r.raw("[")
	for i, s := range list {
		if i > 0 {
			r.raw(",")
		}
		r.out = AppendString(r.out, s)
	}
	r.raw("]")
}

var templateName = regexp.MustCompile(`\{([^{}]+)\}`)

// parametersOf joins the parameters of the path with those of the operation, which win by name and place, and adds
// the ones that the path's template names but nobody declared.
func (x *extractor) parametersOf(f *found) *Node {
	list := array(f.node)
	at := map[string]int{}
	for _, source := range [...]*Node{follow(x.root, f.item).Get("parameters"), f.node.Get("parameters")} {
		for _, m := range source.Items() {
			p := follow(x.root, m.Value)
			key := p.Str("in") + " " + p.Str("name")
			if i, ok := at[key]; ok {
				list.Members[i].Value = m.Value
				continue
			}
			at[key] = len(list.Members)
			list.Members = append(list.Members, m)
		}
	}
	if f.webhook {
		return list
	}
	for _, m := range templateName.FindAllStringSubmatch(f.Path, -1) {
		if _, declared := at["path "+m[1]]; declared {
			continue
		}
		x.report(rulePathParam, f.node, "the path names {"+m[1]+"}, but no parameter declares it")
		at["path "+m[1]] = len(list.Members)
		list.Members = append(list.Members, Member{Value: object(f.node,
			Member{"name", text(f.node, m[1])}, Member{"in", text(f.node, "path")}, Member{"required", boolean(f.node, true)},
			Member{"schema", object(f.node, Member{"type", text(f.node, "string")})})})
	}
	return list
}

// security writes the alternatives of an operation, each a list of schemes that are needed together, with the
// scheme's own description beside the name. An empty alternative means that no credentials are needed.
func (x *extractor) security(r *renderer, f *found) {
	list := firstNode(f.node.Get("security"), x.root.Get("security"))
	schemes := x.root.At("/components/securitySchemes")
	r.raw(`,"security":[`)
	for i, alternative := range list.Items() {
		if i > 0 {
			r.raw(",")
		}
		r.raw("[")
		for j, m := range alternative.Value.Fields() {
			if j > 0 {
				r.raw(",")
			}
			scheme := schemes.Get(m.Key)
			if scheme == nil {
				x.report(ruleSecurity, m.Value, "the security scheme "+m.Key+" is not declared")
			}
			scopes := strs(m.Value)
			r.raw(`{"name":`)
			r.out = AppendString(r.out, m.Key)
			r.raw(`,"scopes":`)
			r.strings(scopes)
			r.member("scheme", scheme, anything)
			r.raw("}")
			for _, s := range scopes {
				if !contains(f.Scopes, s) {
					f.Scopes = append(f.Scopes, strings.Clone(s))
				}
			}
		}
		r.raw("]")
	}
	r.raw("]")
}
