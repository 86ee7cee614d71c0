package schema

import (
	"fmt"
	"strconv"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

// Problem is one way in which a value misses its schema: where in the value, which keyword, and in words.
type Problem struct {
	Pointer string `json:"pointer"`
	Keyword string `json:"keyword"`
	Message string `json:"message"`
}

const (
	problemsMax = 50
	depthMax    = 200
	stepsMax    = 2_000_000 // keywords looked at in one validation
)

// Validate returns what is wrong with the value, at most 50 problems, and nothing when it satisfies the schema.
func (s *Set) Validate(schema, value *document.Node, way Direction) []Problem {
	v := &validation{set: s, way: way}
	v.check(schema, value, "", 0)
	return v.problems
}

type validation struct {
	set      *Set
	way      Direction
	problems []Problem
	count    int
}

// evaluated is what a schema has looked at in an object or array, for the unevaluated* keywords.
type evaluated struct {
	properties map[string]bool
	items      int
}

func (e *evaluated) add(other evaluated) {
	if len(other.properties) > 0 && e.properties == nil {
		e.properties = map[string]bool{}
	}
	for key := range other.properties {
		e.properties[key] = true
	}
	e.items = max(e.items, other.items)
}

func (e *evaluated) property(key string) {
	if e.properties == nil {
		e.properties = map[string]bool{}
	}
	e.properties[key] = true
}

func (v *validation) fail(pointer, keyword, format string, args ...any) {
	if len(v.problems) < problemsMax {
		v.problems = append(v.problems, Problem{pointer, keyword, fmt.Sprintf(format, args...)})
	}
}

// try validates aside and reports whether the value satisfies the schema.
func (v *validation) try(schema, value *node, pointer string, depth int) (evaluated, bool) {
	aside := &validation{set: v.set, way: v.way, count: v.count}
	e := aside.check(schema, value, pointer, depth)
	v.count = aside.count
	return e, len(aside.problems) == 0
}

func (v *validation) check(schema, value *node, pointer string, depth int) (e evaluated) {
	if v.count++; depth > depthMax || v.count > v.set.stepsMax {
		v.set.exhausted = true
		return e
	}
	if schema == nil {
		return e
	}
	if schema.Kind == document.Bool {
		if schema.Text == "false" {
			v.fail(pointer, "false", "nothing is allowed here")
		}
		return e
	}
	if ref, ok := reference(schema); ok {
		e.add(v.check(v.set.target(ref), value, pointer, depth+1))
	}
	v.generic(schema, value, pointer)
	switch value.Kind {
	case document.String:
		v.text(schema, value, pointer)
	case document.Number:
		v.number(schema, value, pointer)
	case document.Array:
		e.add(v.array(schema, value, pointer, depth))
	case document.Object:
		e.add(v.object(schema, value, pointer, depth))
	}
	e.add(v.combined(schema, value, pointer, depth))
	v.leftover(schema, value, pointer, depth, &e)
	return e
}

func (v *validation) generic(schema, value *node, pointer string) {
	if allowed := types(schema); len(allowed) > 0 && !typeMatches(allowed, value) {
		v.fail(pointer, "type", "must be %s, not %s", oneOfWords(allowed), typeOf(value))
	}
	if c := schema.Get("const"); c != nil && !equal(c, value) {
		v.fail(pointer, "const", "must be %s", short(c))
	}
	if list := schema.Get("enum"); list != nil {
		for _, m := range list.Items() {
			if equal(m.Value, value) {
				return
			}
		}
		v.fail(pointer, "enum", "must be one of %s", short(list))
	}
}

// combined checks the keywords that apply other schemas to the same value.
func (v *validation) combined(schema, value *node, pointer string, depth int) (e evaluated) {
	for _, m := range schema.Get("allOf").Items() {
		e.add(v.check(m.Value, value, pointer, depth+1))
	}
	if list := schema.Get("anyOf").Items(); len(list) > 0 {
		matched := false
		for _, m := range list {
			if seen, ok := v.try(m.Value, value, pointer, depth+1); ok {
				matched = true
				e.add(seen)
			}
		}
		if !matched {
			v.fail(pointer, "anyOf", "must match at least one of %d alternatives", len(list))
		}
	}
	if list := schema.Get("oneOf").Items(); len(list) > 0 {
		e.add(v.oneOf(list, value, pointer, depth))
	}
	if not := schema.Get("not"); not != nil {
		if _, ok := v.try(not, value, pointer, depth+1); ok {
			v.fail(pointer, "not", "must not match the excluded schema")
		}
	}
	if condition := schema.Get("if"); condition != nil {
		branch := "else"
		if seen, ok := v.try(condition, value, pointer, depth+1); ok {
			branch = "then"
			e.add(seen)
		}
		e.add(v.check(schema.Get(branch), value, pointer, depth+1))
	}
	return e
}

func (v *validation) oneOf(list []document.Member, value *node, pointer string, depth int) (e evaluated) {
	matches := 0
	for _, m := range list {
		if seen, ok := v.try(m.Value, value, pointer, depth+1); ok {
			matches++
			e.add(seen)
		}
	}
	if matches != 1 {
		v.fail(pointer, "oneOf", "must match exactly one of %d alternatives, matches %d", len(list), matches)
	}
	return e
}

// leftover checks unevaluatedProperties and unevaluatedItems, which need to know all that was looked at before.
func (v *validation) leftover(schema, value *node, pointer string, depth int, e *evaluated) {
	if rest := schema.Get("unevaluatedProperties"); rest != nil {
		for _, m := range value.Fields() {
			if !e.properties[m.Key] {
				v.check(rest, m.Value, pointer+document.Pointer(m.Key), depth+1)
				e.property(m.Key)
			}
		}
	}
	if rest := schema.Get("unevaluatedItems"); rest != nil {
		for i, m := range value.Items() {
			if i >= e.items {
				v.check(rest, m.Value, pointer+"/"+strconv.Itoa(i), depth+1)
			}
		}
		e.items = max(e.items, len(value.Items()))
	}
}
