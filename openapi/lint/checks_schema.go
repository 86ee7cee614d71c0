package lint

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

// components looks at everything that has a name of its own.
func (l *linter) components() {
	l.references(l.root)
	for _, m := range l.root.At("/components/schemas").Fields() {
		described := m.Value.Str("description") != "" || m.Value.Str("title") != "" || m.Value.Get("$ref") != nil
		l.expect("schema-description", described, m.Value, "the schema "+m.Key+" is not described", "components", "schemas", m.Key)
		l.expect("schema-used", l.used["schemas/"+m.Key], m.Value, "nothing refers to the schema "+m.Key, "components", "schemas", m.Key)
		l.name("schema-naming", m.Key, m.Value, "components", "schemas", m.Key)
		l.schema(m.Value, 0, "components", "schemas", m.Key)
	}
	for _, kind := range [...]string{"parameters", "responses", "requestBodies", "headers", "examples"} {
		for _, m := range l.root.Get("components").Get(kind).Fields() {
			l.expect("component-used", l.used[kind+"/"+m.Key], m.Value, "nothing refers to "+m.Key, "components", kind, m.Key)
		}
	}
}

func (l *linter) references(n *node) {
	for _, m := range n.Members {
		if m.Value.Kind == document.String {
			if rest, ok := strings.CutPrefix(m.Value.Text, "#/components/"); ok {
				if at := document.Tokens("/" + rest); len(at) > 1 {
					l.used[at[0]+"/"+at[1]] = true
				}
			}
			continue
		}
		l.references(m.Value)
	}
}

// schemaDepthMax ends the walk into schemas within schemas.
const schemaDepthMax = 24

// schema checks a schema and those that are written inside it. What it refers to is checked where it has its name.
func (l *linter) schema(s *node, depth int, path ...string) {
	if s == nil || s.Kind != document.Object || depth > schemaDepthMax {
		return
	}
	l.values(s, path...)
	if s.Str("type") == "array" {
		given := s.Get("items") != nil || s.Get("prefixItems") != nil || s.Get("contains") != nil || s.Get("allOf") != nil
		l.expect("array-items", given, s, "the list does not say what it holds", path...)
	}
	l.required(s, path...)
	for _, m := range s.Get("properties").Fields() {
		at := below(path, "properties", m.Key)
		described := m.Value.Get("$ref") != nil || l.set.Flatten(m.Value).Str("description") != "" || m.Value.Str("title") != ""
		l.expect("property-description", described, m.Value, "the property "+m.Key+" is not described", at...)
		l.name("property-naming", m.Key, m.Value, at...)
		l.schema(m.Value, depth+1, at...)
	}
	for _, key := range [...]string{"items", "additionalProperties", "not"} {
		l.schema(s.Get(key), depth+1, below(path, key)...)
	}
	for _, key := range [...]string{"allOf", "anyOf", "oneOf", "prefixItems"} {
		for i, m := range s.Get(key).Items() {
			l.schema(m.Value, depth+1, below(path, key, strconv.Itoa(i))...)
		}
	}
}

// required compares the names that must be there with those that are described, where the schema stands alone. A part of a
// composition may demand what another part describes.
func (l *linter) required(s *node, path ...string) {
	properties := s.Get("properties")
	if len(path) > 1 && slices.Contains([]string{"allOf", "anyOf", "oneOf"}, path[len(path)-2]) {
		return
	}
	if properties == nil || s.Get("allOf") != nil || s.Get("anyOf") != nil || s.Get("oneOf") != nil || s.Get("patternProperties") != nil {
		return
	}
	for _, m := range s.Get("required").Items() {
		l.expect("required-known", properties.Get(m.Value.Text) != nil, m.Value, "the required property "+m.Value.Text+" is not described", below(path, "required")...)
	}
}

// values holds the examples, the default and the enum of a schema against the schema itself.
func (l *linter) values(s *node, path ...string) {
	for i, m := range s.Get("examples").Items() {
		l.fits("schema-example-valid", "the example", s, m.Value, below(path, "examples", strconv.Itoa(i))...)
	}
	if d := s.Get("default"); d != nil && d.Kind != document.Null {
		l.fits("default-valid", "the default", s, d, below(path, "default")...)
	}
	if s.Get("type") == nil {
		return
	}
	typed := &node{Kind: document.Object, Members: []document.Member{{Key: "type", Value: s.Get("type")}}}
	for i, m := range s.Get("enum").Items() {
		if m.Value.Kind != document.Null {
			l.fits("enum-valid", "the value", typed, m.Value, below(path, "enum", strconv.Itoa(i))...)
		}
	}
}

func (l *linter) fits(rule, what string, s, v *node, path ...string) {
	problems := l.set.Validate(s, v, schema.Any)
	message := ""
	if len(problems) > 0 {
		message = what + " breaks its schema"
		if problems[0].Pointer != "" {
			message += " at “" + problems[0].Pointer + "”"
		}
		message += ": " + problems[0].Message
	}
	l.expect(rule, len(problems) == 0, v, message, path...)
}
