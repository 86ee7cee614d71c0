package schema_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

func parse(t testing.TB, s string) *document.Node {
	t.Helper()
	n, err := document.ParseJSON([]byte(s))
	require.NoError(t, err, s)
	return n
}

func TestValidateNamesPointerAndKeyword(t *testing.T) {
	for _, c := range []struct{ name, schema, value, pointer, keyword string }{
		{"type", `{"type":"string"}`, `1`, "", "type"},
		{"integer accepts 1.0", `{"type":"integer"}`, `1.0`, "", ""},
		{"type list", `{"type":["string","null"]}`, `null`, "", ""},
		{"required", `{"required":["a"]}`, `{}`, "/a", "required"},
		{"escaped pointer", `{"properties":{"a/b":{"type":"string"}}}`, `{"a/b":1}`, "/a~1b", "type"},
		{"additional", `{"properties":{"a":{}},"additionalProperties":false}`, `{"b":1}`, "/b", "additionalProperties"},
		{"pattern properties", `{"patternProperties":{"^x":{"type":"string"}}}`, `{"x1":1}`, "/x1", "type"},
		{"property names", `{"propertyNames":{"maxLength":1}}`, `{"ab":1}`, "/ab", "maxLength"},
		{"dependent", `{"dependentRequired":{"a":["b"]}}`, `{"a":1}`, "/b", "dependentRequired"},
		{"items", `{"items":{"type":"string"}}`, `["a",1]`, "/1", "type"},
		{"prefix items", `{"prefixItems":[{"type":"string"}],"items":false}`, `["a",1]`, "/1", "false"},
		{"unique", `{"uniqueItems":true}`, `[{"a":1,"b":2},{"b":2,"a":1.0}]`, "/1", "uniqueItems"},
		{"contains", `{"contains":{"type":"string"}}`, `[1]`, "", "contains"},
		{"enum", `{"enum":["a","b"]}`, `"c"`, "", "enum"},
		{"const by value", `{"const":1}`, `1.0`, "", ""},
		{"exclusive minimum", `{"exclusiveMinimum":1}`, `1`, "", "exclusiveMinimum"},
		{"multiple of decimals", `{"multipleOf":0.01}`, `19.99`, "", ""},
		{"one of two", `{"oneOf":[{"type":"integer"},{"minimum":2}]}`, `3`, "", "oneOf"},
		{"any of", `{"anyOf":[{"type":"string"},{"type":"boolean"}]}`, `3`, "", "anyOf"},
		{"not", `{"not":{"type":"string"}}`, `"a"`, "", "not"},
		{"then", `{"if":{"type":"string"},"then":{"minLength":2}}`, `"a"`, "", "minLength"},
		{"unevaluated", `{"allOf":[{"properties":{"a":{}}}],"unevaluatedProperties":false}`, `{"a":1,"b":1}`, "/b", "false"},
		{"date-time", `{"format":"date-time"}`, `"yesterday"`, "", "format"},
		{"reference", `{"$ref":"#/schemas/S"}`, `1`, "", "type"},
		{"reference to itself", `{"$ref":"#/schemas/Loop"}`, `1`, "", ""},
		{"look-around is not evaluated", `{"pattern":"(?=a)"}`, `"b"`, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := parse(t, `{"schemas":{"S":{"type":"string"},"Loop":{"$ref":"#/schemas/Loop"}}}`)
			problems := schema.New(root).Validate(parse(t, c.schema), parse(t, c.value), schema.Any)
			if c.keyword == "" {
				require.Empty(t, problems)
				return
			}
			require.NotEmpty(t, problems)
			require.Equal(t, c.keyword, problems[0].Keyword)
			require.Equal(t, c.pointer, problems[0].Pointer)
		})
	}
}

func TestValidateExpectsReadOnlyPropertiesInResponsesOnly(t *testing.T) {
	s := parse(t, `{"required":["id"],"properties":{"id":{"type":"string","readOnly":true}}}`)
	set := schema.New(parse(t, `{}`))
	require.Empty(t, set.Validate(s, parse(t, `{}`), schema.Request))
	require.Len(t, set.Validate(s, parse(t, `{}`), schema.Response), 1)
}

func TestExampleSatisfiesItsSchema(t *testing.T) {
	root := parse(t, `{"schemas":{
		"Tree":{"type":"object","required":["name"],"properties":{"name":{"type":"string"},"children":{"type":"array","items":{"$ref":"#/schemas/Tree"}}}},
		"Next":{"type":"object","required":["next"],"properties":{"next":{"anyOf":[{"$ref":"#/schemas/Next"},{"type":"null"}]}}},
		"Cat":{"type":"object","required":["kind"],"properties":{"kind":{"type":"string"},"lives":{"type":"integer","maximum":9}}},
		"Pet":{"oneOf":[{"$ref":"#/schemas/Cat"}],"discriminator":{"propertyName":"kind","mapping":{"cat":"#/schemas/Cat"}}}}}`)
	set := schema.New(root)
	for _, s := range []string{
		`{"$ref":"#/schemas/Tree"}`, `{"$ref":"#/schemas/Next"}`, `{"$ref":"#/schemas/Pet"}`,
		`{"type":"string","pattern":"^[A-Z]{2}-\\d{4,}$","minLength":9}`, `{"type":"string","minLength":30}`,
		`{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":0.1}`, `{"type":"integer","minimum":7,"multipleOf":5}`,
		`{"type":"array","minItems":3,"uniqueItems":true,"items":{"type":"string","format":"date"}}`,
		`{"allOf":[{"required":["a"],"properties":{"a":{"type":"string"}}},{"properties":{"a":{"maxLength":2},"b":{"type":"boolean"}}}]}`,
		`{"type":"object","minProperties":2,"additionalProperties":{"type":"integer"}}`, `{"type":["null","string"],"enum":[null,"x"]}`,
		`{"type":"object","required":["z"],"additionalProperties":{"type":"number"}}`, `{"type":"string","maxLength":3}`,
	} {
		n := parse(t, s)
		v := set.Example(n, schema.Any)
		require.Empty(t, set.Validate(n, v, schema.Any), "%s: %s", s, v.AppendJSON(nil))
	}
}

func TestExampleIsTheSameEveryTime(t *testing.T) {
	s := parse(t, `{"properties":{"a":{"type":"string","format":"uuid"},"b":{"type":"array","items":{"enum":[1,2]}}}}`)
	first := schema.New(s).Example(s, schema.Any).AppendJSON(nil)
	require.Equal(t, string(first), string(schema.New(s).Example(s, schema.Any).AppendJSON(nil)))
}

func FuzzExampleEnds(f *testing.F) {
	f.Add(`{"$ref":"#/schemas/A"}`, `{"A":{"allOf":[{"$ref":"#/schemas/A"}],"items":{"$ref":"#/schemas/A"}}}`)
	f.Add(`{"type":"string","pattern":"(a{1000}){1000}"}`, `{}`)
	f.Add(`{"minItems":1e308,"minLength":1e300,"multipleOf":1e-300}`, `{}`)
	f.Fuzz(func(t *testing.T, s, named string) {
		root, err := document.ParseJSON([]byte(`{"schemas":` + named + `}`))
		if err != nil {
			return
		}
		n, err := document.ParseJSON([]byte(s))
		if err != nil {
			return
		}
		set := schema.New(root)
		set.Validate(n, set.Example(n, schema.Request), schema.Request)
	})
}

func TestPatternsAreEvaluatedInLinearTimeOrNotAtAll(t *testing.T) {
	text := func(s string) *document.Node { return &document.Node{Kind: document.String, Text: s} }
	for _, row := range []struct {
		pattern, value string
		problems       int
	}{
		{"^(a+)+$", strings.Repeat("a", 100_000) + "b", 1},
		{"(a+)+$", strings.Repeat("a", 100_000) + "b", 1},
		{"^(a|a)*$", strings.Repeat("a", 100_000) + "b", 1},
		{"(?=a)", "b", 0}, // a look-around is shown and not evaluated
		{`(a)\1`, "b", 0},
		{"^" + strings.Repeat("a?", 511) + "b", "c", 1},          // 1,024 bytes
		{"^" + strings.Repeat("a?", 511) + "bb", "c", 0},         // 1,025 bytes are never compiled
		{"^" + strings.Repeat("(a{1,1000}){1,1000}", 3), "c", 0}, // RE2 refuses what would be too large
	} {
		chunk, err := document.ParseJSON([]byte(fmt.Sprintf(`{"schema":{"type":"string","pattern":%q}}`, row.pattern)))
		require.NoError(t, err)
		// An evaluation that tries again and again would not end before the sun does; BenchmarkPattern says how long ours takes.
		problems := schema.New(chunk).Validate(chunk.Get("schema"), text(row.value), schema.Any)
		require.Len(t, problems, row.problems, "%.40s", row.pattern)
	}
}

// BenchmarkPattern evaluates what would stop an engine that goes back; S-OAS-04 wants at most 10 ms.
func BenchmarkPattern(b *testing.B) {
	chunk, err := document.ParseJSON([]byte(`{"schema":{"type":"string","pattern":"^(a+)+$"}}`))
	require.NoError(b, err)
	set, value := schema.New(chunk), &document.Node{Kind: document.String, Text: strings.Repeat("a", 100_000) + "b"}
	for b.Loop() {
		set.Validate(chunk.Get("schema"), value, schema.Any)
	}
}
