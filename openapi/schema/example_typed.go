package schema

import (
	"strconv"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

func (g *generator) typed(k *node, hint string, depth int) *node {
	switch kindOf(k) {
	case "object":
		return g.object(k, depth)
	case "array":
		return g.array(k, hint, depth)
	case "integer":
		return numeric(k, true)
	case "number":
		return numeric(k, false)
	case "boolean":
		return &node{Kind: document.Bool, Text: "true"}
	case "null":
		return &node{Kind: document.Null, Text: "null"}
	}
	return g.text(k, hint)
}

// kindOf picks the type to generate: the first that is not null, else what the keywords suggest.
func kindOf(k *node) string {
	list := types(k)
	for _, t := range list {
		if t != "null" {
			return t
		}
	}
	if len(list) > 0 {
		return "null"
	}
	for _, hint := range [...][2]string{
		{"properties", "object"}, {"required", "object"}, {"additionalProperties", "object"}, {"patternProperties", "object"},
		{"items", "array"}, {"prefixItems", "array"}, {"minItems", "array"}, {"minimum", "number"}, {"maximum", "number"},
		{"multipleOf", "number"}, {"minProperties", "object"},
	} {
		if k.Get(hint[0]) != nil {
			return hint[1]
		}
	}
	return "string"
}

func (g *generator) object(k *node, depth int) *node {
	out := &node{Kind: document.Object}
	properties, required := k.Get("properties"), texts(k.Get("required"))
	for _, m := range properties.Fields() {
		needed := has(required, m.Key)
		if g.set.excluded(m.Value, g.way) || !needed && (g.sparse || depth > exampleWideMax) {
			continue
		}
		v := g.value(m.Value, m.Key, depth+1)
		if v == nil && needed {
			return nil
		}
		if v != nil {
			out.Members = append(out.Members, document.Member{Key: m.Key, Value: v})
		}
	}
	for _, name := range required {
		if out.Get(name) == nil && properties.Get(name) == nil {
			g.extra(k, out, name, depth)
		}
	}
	least := int(float(k.Get("minProperties")))
	if _, open := reference(k.Get("additionalProperties")); least == 0 && len(properties.Fields()) == 0 && !g.sparse &&
		(open || len(k.Get("additionalProperties").Fields()) > 0) && k.Get("propertyNames") == nil {
		least = 1
	}
	for i := 1; len(out.Members) < least && i < 100; i++ {
		g.extra(k, out, "key"+strconv.Itoa(i), depth)
	}
	if most, ok := number(k.Get("maxProperties")); ok && float64(len(out.Members)) > most {
		return trim(out, required, int(most))
	}
	return out
}

// trim drops optional members until the rest fits.
func trim(out *node, required []string, most int) *node {
	kept := &node{Kind: document.Object}
	surplus := len(out.Members) - most
	for i := len(out.Members) - 1; i >= 0; i-- {
		m := out.Members[i]
		if surplus > 0 && !has(required, m.Key) {
			surplus--
			continue
		}
		kept.Members = append([]document.Member{m}, kept.Members...)
	}
	return kept
}

// extra adds a member that the schema does not name.
func (g *generator) extra(k, out *node, name string, depth int) {
	schema := k.Get("additionalProperties")
	for _, p := range k.Get("patternProperties").Fields() {
		if re := g.set.pattern(p.Key); re != nil {
			if made := matching(p.Key, 0); !re.MatchString(name) && re.MatchString(made) && !has(texts(k.Get("required")), name) {
				name = made
			}
			schema = p.Value
			break
		}
	}
	if v := g.value(schema, name, depth+1); v != nil && out.Get(name) == nil {
		out.Members = append(out.Members, document.Member{Key: name, Value: v})
	}
}

func (g *generator) array(k *node, hint string, depth int) *node {
	out := &node{Kind: document.Array}
	prefix, items := k.Get("prefixItems").Items(), k.Get("items")
	least, most := int(min(float(k.Get("minItems")), 100)), 1<<20
	if n, ok := number(k.Get("maxItems")); ok {
		most = int(n)
	}
	for _, m := range prefix {
		if v := g.value(m.Value, hint, depth+1); v != nil && len(out.Members) < most {
			out.Members = append(out.Members, document.Member{Value: v})
		}
	}
	if wanted := k.Get("contains"); wanted != nil {
		if items == nil {
			items = wanted
		} else {
			items = both(items, wanted)
		}
		least = max(least, int(max(1, float(k.Get("minContains")))))
	}
	if len(prefix) == 0 && !g.sparse {
		least = max(least, 1)
	}
	for i := 0; len(out.Members) < min(least, most); i++ {
		v := g.value(items, hint, depth+1)
		if v == nil || i > 200 {
			break
		}
		if i > 0 && k.True("uniqueItems") {
			v = g.vary(items, v, i)
		}
		out.Members = append(out.Members, document.Member{Value: v})
	}
	if len(out.Members) < int(float(k.Get("minItems"))) {
		return nil
	}
	return out
}

// vary makes the i-th of several values that must differ.
func (g *generator) vary(items, v *node, i int) *node {
	if list := g.set.Flatten(items).Get("enum").Items(); i < len(list) {
		return list[i].Value
	}
	c := *v
	switch v.Kind {
	case document.Number:
		step := float(g.set.Flatten(items).Get("multipleOf"))
		if step == 0 {
			step = 1
		}
		c.Text = strconv.FormatFloat(float(v)+step*float64(i), 'f', -1, 64)
	case document.String:
		c.Text = varied(v.Text, i)
	case document.Object:
		c.Members = append([]document.Member(nil), v.Members...)
		for j, m := range c.Members {
			if m.Value.Kind == document.String || m.Value.Kind == document.Number {
				c.Members[j].Value = g.vary(g.set.Flatten(items).Get("properties").Get(m.Key), m.Value, i)
				break
			}
		}
	}
	return &c
}

// varied changes the last letter or digit, so that length and mostly the format stay.
func varied(s string, i int) string {
	b := []byte(s)
	for j := len(b) - 1; j >= 0; j-- {
		switch c := b[j]; {
		case c >= '0' && c <= '9':
			b[j] = '0' + (c-'0'+byte(i))%10
			return string(b)
		case c >= 'a' && c <= 'z':
			b[j] = 'a' + (c-'a'+byte(i))%26
			return string(b)
		}
	}
	return s + strconv.Itoa(i)
}
