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
	licensed := info.Get("license").Str("name") != "" || info.Str("termsOfService") != ""
	l.expect("info-license", licensed, info, "the document names neither a license nor terms", "info")
	l.tags()
	for _, m := range l.root.Get("servers").Items() {
		address := m.Value.Str("url")
		plain := strings.HasPrefix(address, "http://") && !local.MatchString(address)
		l.expect("server-https", !plain, m.Value, address+" is not encrypted", "servers")
	}
}

var (
	local   = regexp.MustCompile(`^http://(localhost|127\.0\.0\.1|\[::1\])(:|/|$)`)
	verb    = regexp.MustCompile(`(?i)/(get|list|fetch|create|add|insert|update|set|edit|delete|remove)([-_A-Z][^/]*)?(/|$)`)
	segment = regexp.MustCompile(`^([a-z0-9][a-z0-9._~-]*|[a-z0-9._~-]*\{[^{}]+\}[a-z0-9._~-]*)$`)
)

func (l *linter) section(name string) {
	shapes := map[string]string{}
	for _, item := range l.root.Get(name).Fields() {
		operations := l.set.Resolve(item.Value)
		if name == "paths" {
			l.pathItem(shapes, item)
		}
		for _, m := range operations.Get("parameters").Items() {
			l.parameter(l.set.Resolve(m.Value), name, item.Key)
		}
		for _, op := range operations.Fields() {
			switch op.Key {
			case "get", "put", "post", "delete", "options", "head", "patch", "trace", "query":
				l.operation(op.Value, op.Key, name == "webhooks", name, item.Key, op.Key)
			case "additionalOperations":
				for _, m := range op.Value.Fields() {
					l.operation(m.Value, m.Key, name == "webhooks", name, item.Key, op.Key, m.Key)
				}
			}
		}
	}
}

// pathItem looks at the address alone; shapes are the paths before this one without the names of their parameters.
func (l *linter) pathItem(shapes map[string]string, item document.Member) {
	path := item.Key
	l.expect("path-naming", namedWell(path), item.Value, path+" departs from the usual spelling", "paths", path)
	l.expect("path-verb", !verb.MatchString(path), item.Value, path+" names what is done", "paths", path)
	shape := parameterName.ReplaceAllString(path, "{}")
	twin, double := shapes[shape]
	l.expect("path-distinct", !double, item.Value, path+" and "+twin+" are the same address", "paths", path)
	shapes[shape] = path
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
	id, summary, description := op.Str("operationId"), op.Str("summary"), op.Str("description")
	l.expect("operation-id", id != "", op, name+" has no operationId", path...)
	if id != "" {
		l.name("operation-id-style", id, op, path...)
	}
	l.expect("operation-summary", summary != "", op, name+" has no summary", path...)
	if summary != "" {
		brief := len([]rune(summary)) <= 120 && !strings.Contains(strings.TrimSpace(summary), "\n")
		l.expect("summary-length", brief, op, "the summary of "+name+" is too long for a list", path...)
	}
	l.expect("operation-description", description != "", op, name+" has no description", path...)
	if op.True("deprecated") {
		l.expect("deprecated-advice", description != "", op, name+" is deprecated and does not say what to use instead", path...)
	}
	l.tagsOf(op, name, path...)
	for _, m := range op.Get("parameters").Items() {
		l.parameter(l.set.Resolve(m.Value), path...)
	}
	reading := method == "get" || method == "head"
	if reading || op.Get("requestBody") != nil {
		l.expect("body-on-read", !reading || op.Get("requestBody") == nil, op, name+" takes a body", path...)
	}
	l.bodies(l.set.Resolve(op.Get("requestBody")), schema.Request, below(path, "requestBody")...)
	l.responses(op, name, webhook, path...)
	if !webhook {
		l.credentials(op, method, name, path...)
	}
}

// below is a path one or more steps down, in memory of its own.
func below(path []string, more ...string) []string {
	return append(path[:len(path):len(path)], more...)
}

func (l *linter) responses(op *node, name string, webhook bool, path ...string) {
	success, failure := false, false
	for _, m := range op.Get("responses").Fields() {
		class := m.Key[:min(1, len(m.Key))]
		success = success || class == "2" || class == "3" || m.Key == "default" || m.Key == "101"
		failure = failure || class == "4" || m.Key == "default"
		at, response := below(path, "responses", m.Key), l.set.Resolve(m.Value)
		l.expect("response-description", strings.TrimSpace(response.Str("description")) != "", m.Value, "the response "+m.Key+" is not described", at...)
		if m.Key == "204" || m.Key == "205" || m.Key == "304" {
			l.expect("no-content-body", len(response.Get("content").Fields()) == 0, m.Value, "a "+m.Key+" describes a body", at...)
		}
		l.bodies(response, schema.Response, at...)
	}
	if !webhook {
		l.expect("success-response", success, op, name+" describes no success", path...)
		l.expect("error-response", failure, op, name+" describes no error", path...)
	}
}

func (l *linter) parameter(p *node, path ...string) {
	if p == nil || p.Str("name") == "" {
		return
	}
	name := p.Str("name")
	described := p.Str("description") != "" || l.set.Flatten(p.Get("schema")).Str("description") != ""
	l.expect("parameter-description", described, p, "the parameter "+name+" is not described", path...)
	if p.Str("in") == "query" {
		l.name("parameter-naming", name, p, path...)
		l.expect("secret-in-query", !secret.MatchString(name), p, "the parameter "+name+" carries a secret in the address", path...)
	}
	l.examples(p, p.Get("schema"), schema.Request, append(path[:len(path):len(path)], "parameters")...)
}

// bodies checks the media types of a request body or a response.
func (l *linter) bodies(holder *node, way schema.Direction, path ...string) {
	for _, m := range holder.Get("content").Fields() {
		at := append(path[:len(path):len(path)], "content", m.Key)
		media, s := l.set.Resolve(m.Value), m.Value.Get("schema")
		if !strings.Contains(m.Key, "json") {
			continue
		}
		l.expect("body-schema", s != nil || media.Get("itemSchema") != nil, m.Value, "this body has no schema", at...)
		if s == nil {
			continue
		}
		if s.Get("$ref") == nil {
			l.schema(s, 0, below(at, "schema")...)
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
