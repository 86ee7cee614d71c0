package document

import (
	"context"
	"strconv"
	"strings"
)

// extractor cuts the normalised tree into a bundle.
type extractor struct {
	*linker
	ctx     context.Context
	bundle  *Bundle
	found   []*found
	written int
}

// found is one operation on the way into the bundle.
type found struct {
	Operation
	node, item *Node
	webhook    bool
}

func newExtractor(ctx context.Context, l *linker) *extractor {
	b := &Bundle{root: l.root, files: l.names, bodies: map[string]body{}, schemas: map[string]*schemaText{}}
	l.path = l.path[:0]
	return &extractor{linker: l, ctx: ctx, bundle: b}
}

func (x *extractor) run() error {
	b := x.bundle
	x.info()
	x.collect("paths", false)
	x.collect("webhooks", true)
	if len(x.found) > x.limits.Operations {
		return &LimitError{What: "operations", Max: x.limits.Operations, File: x.entry.name}
	}
	x.identify()
	if err := x.operations(); err != nil {
		return err
	}
	if err := x.schemas(); err != nil {
		return err
	}
	b.bundled = x.root.AppendJSON(make([]byte, 0, x.bytes))
	b.Hash = hash(b.bundled)
	b.Counts = Counts{
		Operations: len(b.operations), Webhooks: len(b.webhooks), Schemas: len(b.names),
		Nodes: x.arena.count, Files: len(b.files),
	}
	b.index = x.index()
	b.Findings = x.findings
	return nil
}

func (x *extractor) info() {
	n := x.root.Get("info")
	i := &x.bundle.Info
	*i = Info{
		Title: scalarText(n.Get("title")), Version: scalarText(n.Get("version")), Summary: n.Str("summary"),
		Description: n.Str("description"), OpenAPI: x.version, TermsOfService: n.Str("termsOfService"),
		ContactName: n.Get("contact").Str("name"), ContactEmail: n.Get("contact").Str("email"),
		License: n.Get("license").Str("name"),
	}
	if i.Title == "" || i.Version == "" {
		x.path = append(x.path[:0], "info")
		x.report(ruleInfo, n, "the document lacks a title or a version")
		x.path = x.path[:0]
	}
}

// scalarText lets a version such as 1.0, which YAML reads as a number, be text.
func scalarText(n *Node) string {
	if n == nil || n.Kind == Object || n.Kind == Array || n.Kind == Null {
		return ""
	}
	return n.Text
}

var methodOrder = [...]string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}

// collect finds the operations of paths or webhooks in the order of the document.
func (x *extractor) collect(section string, webhook bool) {
	for _, m := range x.root.Get(section).Fields() {
		if strings.HasPrefix(m.Key, "x-") {
			continue
		}
		x.path = append(x.path[:0], section, m.Key)
		if !webhook && !strings.HasPrefix(m.Key, "/") {
			x.report(rulePathSlash, m.Value, "the path "+m.Key+" does not begin with a slash")
			continue
		}
		item := follow(x.root, m.Value)
		for _, member := range item.Fields() {
			if isMethod(member.Key) {
				x.add(m.Key, member.Key, member.Value, m.Value, webhook)
			}
		}
		for _, member := range item.Get("additionalOperations").Fields() {
			x.add(m.Key, member.Key, member.Value, m.Value, webhook)
		}
	}
	x.path = x.path[:0]
}

func isMethod(key string) bool {
	for _, m := range methodOrder {
		if m == key {
			return true
		}
	}
	return false
}

func (x *extractor) add(path, method string, node, item *Node, webhook bool) {
	f := &found{node: node, item: item, webhook: webhook}
	f.Operation = Operation{
		OperationID: node.Str("operationId"), Method: strings.ToUpper(method), Path: path,
		Summary: node.Str("summary"), Description: node.Str("description"), Deprecated: node.True("deprecated"),
		Tags: strs(node.Get("tags")), Scopes: []string{},
	}
	if f.Tags == nil {
		f.Tags = []string{}
	}
	if f.Summary == "" {
		f.Summary = item.Str("summary")
	}
	x.found = append(x.found, f)
}

// identify gives every operation an id: its operationId where that is unique, else method and path.
func (x *extractor) identify() {
	count := map[string]int{}
	for _, f := range x.found {
		if f.OperationID != "" {
			count[strings.ToLower(slug(f.OperationID))]++
		}
	}
	used := map[string]bool{}
	for _, f := range x.found {
		id := slug(f.OperationID)
		if f.OperationID == "" || count[strings.ToLower(id)] > 1 {
			if f.OperationID != "" {
				x.path = append(x.path[:0], section(f), f.Path, strings.ToLower(f.Method))
				x.report(ruleOperationID, f.node, "the operationId "+f.OperationID+" is used more than once")
			}
			id = slug(strings.ToLower(f.Method) + "-" + f.Path)
			if f.webhook {
				id = "webhook-" + id
			}
		}
		f.ID = id
		for i := 2; used[strings.ToLower(f.ID)] || f.ID != slug(f.OperationID) && count[strings.ToLower(f.ID)] > 0; i++ {
			f.ID = id + "-" + strconv.Itoa(i)
		}
		used[strings.ToLower(f.ID)] = true
	}
	x.path = x.path[:0]
}

func section(f *found) string {
	if f.webhook {
		return "webhooks"
	}
	return "paths"
}

func (x *extractor) operations() error {
	for _, f := range x.found {
		if err := x.ctx.Err(); err != nil {
			return err
		}
		x.path = append(x.path[:0], section(f), f.Path, strings.ToLower(f.Method))
		text, refs, ok := x.operation(f)
		if x.written += len(text); !ok || x.written > x.limits.Output {
			return &LimitError{What: "output bytes", Max: x.limits.Output, File: x.entry.name, Line: int(f.node.Line)}
		}
		x.bundle.bodies[f.ID] = body{text, refs}
		if f.webhook {
			x.bundle.webhooks = append(x.bundle.webhooks, f.Operation)
		} else {
			x.bundle.operations = append(x.bundle.operations, f.Operation)
		}
	}
	x.path = x.path[:0]
	return nil
}

func (x *extractor) schemas() error {
	for _, m := range x.root.At("/components/schemas").Fields() {
		r := newRenderer(x.root, x.limits.Output)
		if r.write(m.Value, schema); r.overflow {
			return &LimitError{What: "output bytes", Max: x.limits.Output, File: x.entry.name, Line: int(m.Value.Line)}
		}
		x.bundle.names = append(x.bundle.names, m.Key)
		x.bundle.schemas[m.Key] = &schemaText{r.out, r.refs}
	}
	return nil
}
