package diff

import (
	"regexp"
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

var methods = []string{"get", "put", "post", "delete", "options", "head", "patch", "trace", "query"}

// entry is one operation or webhook of one side.
type entry struct {
	kind, method, path string
	item, op           *node
}

func (e entry) key() string { return e.method + " " + e.path }

var braces = regexp.MustCompile(`\{[^{}]*\}`)

// shape is the key without the names of path parameters, which callers never see.
func (e entry) shape() string { return braces.ReplaceAllString(e.key(), "{}") }

func (s side) entries(section, kind string) (list []entry, byShape map[string]entry) {
	byShape = map[string]entry{}
	for _, m := range s.root.Get(section).Fields() {
		item := s.set.Resolve(m.Value)
		for _, method := range methods {
			if op := item.Get(method); op != nil {
				e := entry{kind, strings.ToUpper(method), m.Key, item, op}
				list, byShape[e.shape()] = append(list, e), e
			}
		}
	}
	return list, byShape
}

func (s side) group(e entry) *Group {
	id := s.ids[e.key()]
	if id == "" {
		id = e.op.Str("operationId")
	}
	return &Group{Kind: e.kind, ID: id, Method: e.method, Path: e.path, Title: e.op.Str("summary")}
}

// section compares the operations below paths or webhooks.
func (c *comparison) section(name, kind string) {
	olds, _ := c.old.entries(name, kind)
	news, byShape := c.new.entries(name, kind)
	kept := map[string]entry{}
	noun := map[string]string{KindOperation: "operation", KindWebhook: "webhook"}[kind]
	var gone []*Group
	for _, e := range olds {
		if _, there := byShape[e.shape()]; there {
			kept[e.shape()] = e
			continue
		}
		g := c.old.group(e)
		g.Gone = true
		was := ""
		if e.op.True("deprecated") {
			was = ", after it was deprecated"
		}
		g.report(Breaking, noun+"-removed", "", "The %s is gone%s.", noun, was)
		gone = append(gone, g)
	}
	for _, e := range news {
		g := c.new.group(e)
		c.groups = append(c.groups, g)
		if was, there := kept[e.shape()]; there {
			c.operation(g, was, e)
		} else {
			g.report(Compatible, noun+"-added", "", "The %s is new.", noun)
		}
	}
	c.groups = append(c.groups, gone...)
}

// operation compares what both documents have. A webhook's request is what its receiver reads, so it travels like a
// response.
func (c *comparison) operation(g *Group, was, is entry) {
	if !c.step() {
		return
	}
	in, out := schema.Request, schema.Response
	if is.kind == KindWebhook {
		in, out = out, in
	}
	if id := was.op.Str("operationId"); id != "" && id != is.op.Str("operationId") && is.op.Str("operationId") != "" {
		g.report(Risky, "operation-id-changed", "", "The operationId is `%s` and was `%s`; generated clients rename their function.", is.op.Str("operationId"), id)
	}
	if !was.op.True("deprecated") && is.op.True("deprecated") {
		g.report(Compatible, "operation-deprecated", "", "The operation is deprecated.")
	} else if was.op.True("deprecated") && !is.op.True("deprecated") {
		g.report(Compatible, "operation-reinstated", "", "The operation is no longer deprecated.")
	}
	c.security(g, was, is)
	c.parameters(g, was, is, in)
	c.requestBody(g, c.old.set.Resolve(was.op.Get("requestBody")), c.new.set.Resolve(is.op.Get("requestBody")), in)
	c.responses(g, was.op.Get("responses"), is.op.Get("responses"), out)
	if !equal(was.op.Get("callbacks"), is.op.Get("callbacks")) {
		g.report(Risky, "callbacks-changed", "", "What the API calls back changed.")
	}
}

// document compares what belongs to no operation.
func (c *comparison) document() {
	g := &Group{Kind: KindDocument}
	c.groups = append(c.groups, g)
	olds, news := addresses(c.old.root), addresses(c.new.root)
	for _, url := range olds {
		if !slices.Contains(news, url) {
			g.report(Risky, "server-removed", "Servers", "The server `%s` is gone.", url)
		}
	}
	for _, url := range news {
		if !slices.Contains(olds, url) {
			g.report(Compatible, "server-added", "Servers", "The server `%s` is new.", url)
		}
	}
	was, is := c.old.root.At("/components/securitySchemes"), c.new.root.At("/components/securitySchemes")
	for _, m := range was.Fields() {
		other := is.Get(m.Key)
		switch {
		case other == nil:
			g.report(Compatible, "security-scheme-removed", "Security", "The security scheme `%s` is gone.", m.Key)
		case kindOf(m.Value) != kindOf(other):
			g.report(Breaking, "security-scheme-changed", "Security", "The security scheme `%s` is `%s` and was `%s`.", m.Key, kindOf(other), kindOf(m.Value))
		}
	}
	for _, m := range is.Fields() {
		if was.Get(m.Key) == nil {
			g.report(Compatible, "security-scheme-added", "Security", "The security scheme `%s` is new.", m.Key)
		}
	}
}

func addresses(root *node) (urls []string) {
	for _, m := range root.Get("servers").Items() {
		urls = append(urls, m.Value.Str("url"))
	}
	return urls
}

// kindOf says in one word how a security scheme is used.
func kindOf(scheme *node) string {
	switch scheme.Str("type") {
	case "http":
		return strings.ToLower("http " + scheme.Str("scheme"))
	case "apiKey":
		return "apiKey in " + scheme.Str("in") + " " + scheme.Str("name")
	}
	return scheme.Str("type")
}
