package schema

import (
	"math"
	"sort"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

func (v *validation) text(schema, value *node, pointer string) {
	length := float64(utf8.RuneCountInString(value.Text))
	if limit, ok := number(schema.Get("minLength")); ok && length < limit {
		v.fail(pointer, "minLength", "must have at least %v characters", limit)
	}
	if limit, ok := number(schema.Get("maxLength")); ok && length > limit {
		v.fail(pointer, "maxLength", "must have at most %v characters", limit)
	}
	if p := schema.Get("pattern"); p != nil && p.Kind == document.String {
		if re := v.set.pattern(p.Text); re != nil && !re.MatchString(value.Text) {
			v.fail(pointer, "pattern", "must match %s", p.Text)
		}
	}
	if format := schema.Str("format"); !formatMatches(format, value.Text) {
		v.fail(pointer, "format", "must be a valid %s", format)
	}
}

func (v *validation) number(schema, value *node, pointer string) {
	n, ok := number(value)
	if !ok {
		return
	}
	for _, limit := range [...]struct {
		keyword, words string
		broken         func(float64) bool
	}{
		{"minimum", "must be at least %v", func(l float64) bool { return n < l }},
		{"maximum", "must be at most %v", func(l float64) bool { return n > l }},
		{"exclusiveMinimum", "must be more than %v", func(l float64) bool { return n <= l }},
		{"exclusiveMaximum", "must be less than %v", func(l float64) bool { return n >= l }},
		{"multipleOf", "must be a multiple of %v", func(l float64) bool { return l > 0 && !multiple(n, l) }},
	} {
		if l, ok := number(schema.Get(limit.keyword)); ok && limit.broken(l) {
			v.fail(pointer, limit.keyword, limit.words, l)
		}
	}
	if schema.Str("format") == "int32" && (n < math.MinInt32 || n > math.MaxInt32) {
		v.fail(pointer, "format", "must fit into 32 bits")
	}
}

func multiple(n, of float64) bool {
	q := n / of
	return math.Abs(q-math.Round(q)) <= 1e-9*math.Max(1, math.Abs(q))
}

func number(n *node) (float64, bool) {
	if n == nil || n.Kind != document.Number {
		return 0, false
	}
	f, err := strconv.ParseFloat(n.Text, 64)
	return f, err == nil
}

func typeOf(n *node) string {
	switch n.Kind {
	case document.String:
		return "string"
	case document.Bool:
		return "boolean"
	case document.Array:
		return "array"
	case document.Object:
		return "object"
	case document.Number:
		if f, ok := number(n); ok && f == math.Trunc(f) {
			return "integer"
		}
		return "number"
	}
	return "null"
}

func typeMatches(allowed []string, n *node) bool {
	t := typeOf(n)
	return has(allowed, t) || t == "integer" && has(allowed, "number")
}

func oneOfWords(list []string) string { return strings.Join(list, " or ") }

func short(n *node) string {
	s := string(n.AppendJSON(nil))
	if len(s) > 120 {
		return strings.ToValidUTF8(s[:117], "") + "…"
	}
	return s
}

// equal compares as JSON Schema does: numbers by value, objects without order.
func equal(a, b *node) bool {
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case document.Object, document.Array:
		return canonical(a) == canonical(b)
	case document.Number:
		x, _ := number(a)
		y, _ := number(b)
		return x == y
	}
	return a.Text == b.Text
}

// canonical is one text for all equal values.
func canonical(n *node) string { return string(appendCanonical(nil, n)) }

func appendCanonical(b []byte, n *node) []byte {
	switch n.Kind {
	case document.Number:
		f, _ := number(n)
		return strconv.AppendFloat(b, f, 'g', -1, 64)
	case document.Array:
		b = append(b, '[')
		for _, m := range n.Members {
			b = append(appendCanonical(b, m.Value), ',')
		}
		return append(b, ']')
	case document.Object:
		members := append([]document.Member(nil), n.Members...)
		sort.Slice(members, func(i, j int) bool { return members[i].Key < members[j].Key })
		b = append(b, '{')
		for _, m := range members {
			b = append(document.AppendString(b, m.Key), ':')
			b = append(appendCanonical(b, m.Value), ',')
		}
		return append(b, '}')
	}
	return n.AppendJSON(b)
}
