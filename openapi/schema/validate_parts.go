package schema

import (
	"strconv"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

func (v *validation) object(schema, value *node, pointer string, depth int) (e evaluated) {
	properties := schema.Get("properties")
	v.required(schema, value, properties, pointer)
	v.counted(schema, len(value.Members), pointer, "minProperties", "maxProperties", "properties")
	patterns, rest := schema.Get("patternProperties").Fields(), schema.Get("additionalProperties")
	for _, m := range value.Members {
		at, known := pointer+document.Pointer(m.Key), false
		if p := properties.Get(m.Key); p != nil {
			known = true
			v.check(p, m.Value, at, depth+1)
		}
		for _, p := range patterns {
			if re := v.set.pattern(p.Key); re != nil && re.MatchString(m.Key) {
				known = true
				v.check(p.Value, m.Value, at, depth+1)
			}
		}
		switch {
		case known:
		case rest == nil:
			continue
		case rest.Kind == document.Bool && rest.Text == "false":
			v.fail(at, "additionalProperties", "%s is not a known property", strconv.Quote(m.Key))
		default:
			v.check(rest, m.Value, at, depth+1)
		}
		e.property(m.Key)
	}
	if names := schema.Get("propertyNames"); names != nil {
		for _, m := range value.Members {
			v.check(names, &node{Kind: document.String, Text: m.Key}, pointer+document.Pointer(m.Key), depth+1)
		}
	}
	e.add(v.dependent(schema, value, pointer, depth))
	return e
}

func (v *validation) required(schema, value, properties *node, pointer string) {
	for _, m := range schema.Get("required").Items() {
		name := m.Value.Text
		if value.Get(name) == nil && !v.set.excluded(properties.Get(name), v.way) {
			v.fail(pointer+document.Pointer(name), "required", "%s is missing", strconv.Quote(name))
		}
	}
}

func (v *validation) dependent(schema, value *node, pointer string, depth int) (e evaluated) {
	for _, m := range schema.Get("dependentRequired").Fields() {
		if value.Get(m.Key) == nil {
			continue
		}
		for _, name := range texts(m.Value) {
			if value.Get(name) == nil {
				v.fail(pointer+document.Pointer(name), "dependentRequired", "%s needs %s", strconv.Quote(m.Key), strconv.Quote(name))
			}
		}
	}
	for _, m := range schema.Get("dependentSchemas").Fields() {
		if value.Get(m.Key) != nil {
			e.add(v.check(m.Value, value, pointer, depth+1))
		}
	}
	return e
}

func (v *validation) counted(schema *node, n int, pointer, least, most, what string) {
	if limit, ok := number(schema.Get(least)); ok && float64(n) < limit {
		v.fail(pointer, least, "must have at least %v %s", limit, what)
	}
	if limit, ok := number(schema.Get(most)); ok && float64(n) > limit {
		v.fail(pointer, most, "must have at most %v %s", limit, what)
	}
}

func (v *validation) array(schema, value *node, pointer string, depth int) (e evaluated) {
	v.counted(schema, len(value.Members), pointer, "minItems", "maxItems", "items")
	prefix, items := schema.Get("prefixItems").Items(), schema.Get("items")
	for i, m := range value.Members {
		at := pointer + "/" + strconv.Itoa(i)
		switch {
		case i < len(prefix):
			v.check(prefix[i].Value, m.Value, at, depth+1)
			e.items = i + 1
		case items != nil:
			v.check(items, m.Value, at, depth+1)
			e.items = i + 1
		}
	}
	if schema.True("uniqueItems") {
		v.unique(value, pointer)
	}
	if wanted := schema.Get("contains"); wanted != nil {
		v.contains(schema, wanted, value, pointer, depth)
	}
	return e
}

func (v *validation) unique(value *node, pointer string) {
	seen := map[string]bool{}
	for i, m := range value.Members {
		key := canonical(m.Value)
		if seen[key] {
			v.fail(pointer+"/"+strconv.Itoa(i), "uniqueItems", "is there twice")
		}
		seen[key] = true
	}
}

func (v *validation) contains(schema, wanted, value *node, pointer string, depth int) {
	matches := 0
	for i, m := range value.Members {
		if _, ok := v.try(wanted, m.Value, pointer+"/"+strconv.Itoa(i), depth+1); ok {
			matches++
		}
	}
	least, most := 1.0, float64(len(value.Members))
	if n, ok := number(schema.Get("minContains")); ok {
		least = n
	}
	if n, ok := number(schema.Get("maxContains")); ok {
		most = n
	}
	if float64(matches) < least || float64(matches) > most {
		v.fail(pointer, "contains", "has %d matching items", matches)
	}
}
