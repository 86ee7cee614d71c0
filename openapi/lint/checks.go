package lint

import (
	"regexp"
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

func (l *linter) document() {
	info := l.root.Get("info")
	l.expect("info-description", info.Str("description") != "", info, "the document has no description", "info")
	contact := info.Get("contact")
	l.expect("info-contact", contact.Str("email") != "" || contact.Str("url") != "", info, "the document names no contact", "info")
	for _, m := range l.root.Get("servers").Items() {
		address := m.Value.Str("url")
		plain := strings.HasPrefix(address, "http://") && !local.MatchString(address)
		l.expect("server-https", !plain, m.Value, address+" is not encrypted", "servers")
	}
	for _, m := range l.root.At("/components/securitySchemes").Fields() {
		if m.Value.Str("type") == "apiKey" {
			l.expect("key-in-query", m.Value.Str("in") != "query", m.Value, "the key "+m.Key+" travels in the address",
				"components", "securitySchemes", m.Key)
		}
	}
}

var (
	local   = regexp.MustCompile(`^http://(localhost|127\.0\.0\.1|\[::1\])(:|/|$)`)
	segment = regexp.MustCompile(`^([a-z0-9][a-z0-9._~-]*|[a-z0-9._~-]*\{[^{}]+\}[a-z0-9._~-]*)$`)
)

func (l *linter) section(name string) {
	for _, item := range l.root.Get(name).Fields() {
		operations := l.set.Resolve(item.Value)
		if name == "paths" {
			l.expect("path-naming", namedWell(item.Key), item.Value, item.Key+" departs from the usual spelling", name, item.Key)
		}
		for _, m := range operations.Get("parameters").Items() {
			l.parameter(l.set.Resolve(m.Value), name, item.Key)
		}
		for _, op := range operations.Fields() {
			switch op.Key {
			case "get", "put", "post", "delete", "options", "head", "patch", "trace", "query":
				l.operation(op.Value, op.Key, name == "webhooks", name, item.Key, op.Key)
			}
		}
	}
}

func namedWell(path string) bool {
	if path == "/" {
		return true
	}
	for _, s := range strings.Split(strings.TrimPrefix(path, "/"), "/") {
		if !segment.MatchString(s) {
			return false
		}
	}
	return true
}

func (l *linter) operation(op *node, method string, webhook bool, path ...string) {
	name := strings.ToUpper(method) + " " + path[1]
	l.expect("operation-id", op.Str("operationId") != "", op, name+" has no operationId", path...)
	l.expect("operation-summary", op.Str("summary") != "", op, name+" has no summary", path...)
	l.expect("operation-description", op.Str("description") != "", op, name+" has no description", path...)
	l.expect("operation-tag", len(op.Get("tags").Items()) > 0, op, name+" has no tag", path...)
	for _, m := range op.Get("parameters").Items() {
		l.parameter(l.set.Resolve(m.Value), path...)
	}
	l.bodies(l.set.Resolve(op.Get("requestBody")), schema.Request, append(path[:len(path):len(path)], "requestBody")...)
	success, failure := false, false
	for _, m := range op.Get("responses").Fields() {
		success = success || m.Key[:min(1, len(m.Key))] == "2" || m.Key[:min(1, len(m.Key))] == "3" || m.Key == "default" || m.Key == "101"
		failure = failure || m.Key[:min(1, len(m.Key))] == "4" || m.Key == "default"
		l.bodies(l.set.Resolve(m.Value), schema.Response, append(path[:len(path):len(path)], "responses", m.Key)...)
	}
	if webhook {
		return
	}
	l.expect("success-response", success, op, name+" describes no success", path...)
	l.expect("error-response", failure, op, name+" describes no error", path...)
	if method != "get" && method != "head" && method != "options" && method != "trace" && method != "query" {
		l.expect("unsafe-security", op.Get("security") != nil || l.root.Get("security") != nil, op, name+" changes something and asks for no credentials", path...)
	}
}

func (l *linter) parameter(p *node, path ...string) {
	if p == nil || p.Str("name") == "" {
		return
	}
	name := p.Str("name")
	described := p.Str("description") != "" || l.set.Flatten(p.Get("schema")).Str("description") != ""
	l.expect("parameter-description", described, p, "the parameter "+name+" is not described", path...)
	l.examples(p, p.Get("schema"), schema.Request, append(path[:len(path):len(path)], "parameters")...)
}

// bodies checks the media types of a request body or a response.
func (l *linter) bodies(holder *node, way schema.Direction, path ...string) {
	for _, m := range holder.Get("content").Fields() {
		at := append(path[:len(path):len(path)], "content", m.Key)
		media, s := l.set.Resolve(m.Value), m.Value.Get("schema")
		if !strings.Contains(m.Key, "json") || s == nil {
			continue
		}
		shown := len(media.Get("examples").Fields()) > 0 || l.exemplified(s, 0)
		l.expect("body-example", shown, m.Value, "there is no example of this body", at...)
		l.examples(media, s, way, at...)
	}
}

// exemplified reports whether a schema, or the first level below it, shows an example.
func (l *linter) exemplified(s *node, depth int) bool {
	flat := l.set.Flatten(s)
	if flat.Get("examples") != nil || flat.Get("default") != nil || flat.Get("enum") != nil || flat.Get("const") != nil {
		return true
	}
	if depth > 2 {
		return false
	}
	for _, m := range flat.Get("properties").Fields() {
		if l.exemplified(m.Value, depth+1) {
			return true
		}
	}
	return flat.Get("items") != nil && l.exemplified(flat.Get("items"), depth+1)
}

func (l *linter) examples(holder, s *node, way schema.Direction, path ...string) {
	for _, m := range holder.Get("examples").Fields() {
		v := l.set.Resolve(m.Value).Get("value")
		if v == nil || s == nil {
			continue
		}
		problems := l.set.Validate(s, v, way)
		message := ""
		if len(problems) > 0 {
			message = "the example " + m.Key + " breaks its schema at “" + problems[0].Pointer + "”: " + problems[0].Message
		}
		l.expect("example-valid", len(problems) == 0, v, message, append(path[:len(path):len(path)], "examples", m.Key)...)
	}
}

const schemasAt = "#/components/schemas/"

func (l *linter) schemas() {
	l.references(l.root)
	for _, m := range l.root.At("/components/schemas").Fields() {
		described := m.Value.Str("description") != "" || m.Value.Str("title") != "" || m.Value.Get("$ref") != nil
		l.expect("schema-description", described, m.Value, "the schema "+m.Key+" is not described", "components", "schemas", m.Key)
		l.expect("schema-used", l.used[m.Key], m.Value, "nothing refers to the schema "+m.Key, "components", "schemas", m.Key)
	}
}

func (l *linter) references(n *node) {
	for _, m := range n.Members {
		if m.Value.Kind == document.String {
			if rest, ok := strings.CutPrefix(m.Value.Text, schemasAt); ok {
				l.used[document.Tokens("/" + rest)[0]] = true
			}
			continue
		}
		l.references(m.Value)
	}
}
