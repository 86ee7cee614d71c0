package diff_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/openapi/diff"
	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

func bundled(t testing.TB, text string) diff.Document {
	t.Helper()
	b, err := document.Import(t.Context(), document.Source{Files: map[string][]byte{"openapi.yaml": []byte(text)}}, document.Limits{})
	require.NoError(t, err)
	return of(b)
}

func of(b *document.Bundle) diff.Document {
	ids := map[string]string{}
	for _, o := range append(b.Operations(), b.Webhooks()...) {
		ids[o.Method+" "+o.Path] = o.ID
	}
	return diff.Document{JSON: b.Bundled(), IDs: ids}
}

func compare(t *testing.T, older, newer string) []string {
	t.Helper()
	result, err := diff.Compare(t.Context(), bundled(t, older), bundled(t, newer))
	require.NoError(t, err)
	return lines(result)
}

func lines(r diff.Result) []string {
	out := []string{}
	for _, g := range r.Groups {
		for _, c := range g.Changes {
			out = append(out, fmt.Sprintf("%s|%s|%s|%s|%s", c.Level, g.ID, c.Rule, c.Place, c.Text))
		}
	}
	return out
}

// whole puts one operation and some components into a document.
func whole(operation, components string) string {
	return "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a/{id}:\n    post: {operationId: op, " + operation + "}\n" +
		"components:\n  securitySchemes: {key: {type: apiKey, in: header, name: K}, oauth: {type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://a', scopes: {r: r, w: w}}}}}\n" + components
}

func request(schema string) string {
	return whole("requestBody: {content: {application/json: {schema: "+schema+"}}}, responses: {'200': {description: ok}}", "")
}

func response(schema string) string {
	return whole("responses: {'200': {description: ok, content: {application/json: {schema: "+schema+"}}}}", "")
}

func TestCompareTellsWhatASchemaChangeDoesToCallers(t *testing.T) {
	for name, row := range map[string]struct{ old, new, request, response string }{
		"nothing":                 {"{type: string}", "{type: string, description: words}", "", ""},
		"type wider":              {"{type: integer}", "{type: number}", "compatible type-widened", "breaking type-widened"},
		"type narrower":           {"{type: [string, 'null']}", "{type: string}", "breaking type-narrowed", "compatible type-narrowed"},
		"type other":              {"{type: string}", "{type: integer}", "breaking type-changed", "breaking type-changed"},
		"any type becomes one":    {"{title: a}", "{type: string}", "breaking type-narrowed", "compatible type-narrowed"},
		"value gone":              {"{enum: [a, b]}", "{enum: [a]}", "breaking values-removed", "compatible values-removed"},
		"value new":               {"{enum: [a]}", "{enum: [a, b]}", "compatible values-added", "risky values-added"},
		"values listed":           {"{type: string}", "{type: string, enum: [a]}", "breaking values-listed", "compatible values-listed"},
		"longer minimum":          {"{type: string, minLength: 1}", "{type: string, minLength: 2}", "breaking bound-tightened", "compatible bound-tightened"},
		"higher maximum":          {"{type: integer, maximum: 9}", "{type: integer, maximum: 10}", "compatible bound-relaxed", "risky bound-relaxed"},
		"maximum new":             {"{type: integer}", "{type: integer, maximum: 10}", "breaking bound-added", "compatible bound-added"},
		"pattern new":             {"{type: string}", "{type: string, pattern: a}", "breaking pattern-added", "compatible pattern-added"},
		"format other":            {"{type: string, format: date}", "{type: string, format: date-time}", "risky format-changed", "risky format-changed"},
		"required now":            {"{properties: {a: {}}}", "{properties: {a: {}}, required: [a]}", "breaking property-required", "compatible property-required"},
		"optional now":            {"{properties: {a: {}}, required: [a]}", "{properties: {a: {}}}", "compatible property-optional", "breaking property-optional"},
		"new optional property":   {"{type: object}", "{type: object, properties: {a: {}}}", "compatible property-added", "compatible property-added"},
		"new required property":   {"{type: object}", "{type: object, properties: {a: {}}, required: [a]}", "breaking property-required", "compatible property-added"},
		"optional property gone":  {"{properties: {a: {}}}", "{properties: {}}", "risky property-removed", "risky property-removed"},
		"required property gone":  {"{properties: {a: {}}, required: [a]}", "{properties: {}}", "risky property-removed", "breaking property-removed"},
		"read only property new":  {"{type: object}", "{type: object, properties: {a: {readOnly: true}}, required: [a]}", "", "compatible property-added"},
		"closed":                  {"{type: object}", "{type: object, additionalProperties: false}", "breaking object-closed", "compatible object-closed"},
		"deep":                    {"{type: array, items: {properties: {a: {type: string}}}}", "{type: array, items: {properties: {a: {type: integer}}}}", "breaking type-changed", "breaking type-changed"},
		"alternative new":         {"{oneOf: [{title: A, type: string}]}", "{oneOf: [{title: A, type: string}, {title: B, type: integer}]}", "compatible choice-added", "risky choice-added"},
		"alternative gone":        {"{anyOf: [{type: string}, {type: integer}]}", "{anyOf: [{type: integer}]}", "breaking choice-removed", "compatible choice-removed"},
		"condition":               {"{not: {const: 1}}", "{not: {const: 2}}", "risky condition-changed", "risky condition-changed"},
		"composed otherwise":      {"{allOf: [{properties: {a: {type: string}}}, {required: [a]}]}", "{properties: {a: {type: string}}, required: [a]}", "", ""},
		"default":                 {"{type: integer, default: 1}", "{type: integer, default: 2}", "risky default-changed", "compatible default-changed"},
		"property deprecated":     {"{properties: {a: {type: string}}}", "{properties: {a: {type: string, deprecated: true}}}", "compatible deprecated", "compatible deprecated"},
		"order of members is not": {"{properties: {a: {type: string}, b: {}}}", "{properties: {b: {}, a: {type: string}}}", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			for way, documents := range map[string][2]string{row.request: {request(row.old), request(row.new)}, row.response + " ": {response(row.old), response(row.new)}} {
				got := []string{}
				for _, line := range compare(t, documents[0], documents[1]) {
					parts := strings.Split(line, "|")
					got = append(got, parts[0]+" "+parts[2])
				}
				require.Equal(t, strings.TrimSpace(way), strings.Join(got, ", "))
			}
		})
	}
}

func TestCompareTellsWhatAnOperationChangeDoesToCallers(t *testing.T) {
	const ok = "responses: {'200': {description: ok}}"
	for name, row := range map[string]struct{ old, new, want string }{
		"parameter gone":      {"parameters: [{name: q, in: query, schema: {}}], " + ok, ok, "risky|op|parameter-removed|Query parameter `q`"},
		"parameter new":       {ok, "parameters: [{name: q, in: query, schema: {}}], " + ok, "compatible|op|parameter-added|Query parameter `q`"},
		"parameter needed":    {ok, "parameters: [{name: q, in: query, required: true, schema: {}}], " + ok, "breaking|op|parameter-required|Query parameter `q`"},
		"header case":         {"parameters: [{name: X-A, in: header, schema: {}}], " + ok, "parameters: [{name: x-a, in: header, schema: {}}], " + ok, ""},
		"parameter type":      {"parameters: [{name: q, in: query, schema: {type: string}}], " + ok, "parameters: [{name: q, in: query, schema: {type: integer}}], " + ok, "breaking|op|type-changed|Query parameter `q`"},
		"body needed":         {ok, "requestBody: {required: true, content: {}}, " + ok, "breaking|op|body-required|Request body"},
		"media type gone":     {"requestBody: {content: {a/b: {}, c/d: {}}}, " + ok, "requestBody: {content: {a/b: {}}}, " + ok, "breaking|op|media-type-removed|Request body"},
		"success gone":        {"responses: {'200': {description: ok}, '201': {description: ok}}", ok, "breaking|op|response-removed|Response 201"},
		"error new":           {ok, "responses: {'200': {description: ok}, '404': {description: no}}", "compatible|op|response-added|Response 404"},
		"deprecated":          {ok, "deprecated: true, " + ok, "compatible|op|operation-deprecated|"},
		"credentials":         {ok, "security: [{key: []}], " + ok, "breaking|op|security-added|Security"},
		"another scope":       {"security: [{oauth: [r]}], " + ok, "security: [{oauth: [r, w]}], " + ok, "breaking|op|security-tightened|Security"},
		"fewer scopes":        {"security: [{oauth: [r, w]}], " + ok, "security: [{oauth: [r]}], " + ok, "compatible|op|security-loosened|Security"},
		"another alternative": {"security: [{oauth: [r]}], " + ok, "security: [{oauth: [r]}, {key: []}], " + ok, "compatible|op|security-loosened|Security"},
	} {
		t.Run(name, func(t *testing.T) {
			got := compare(t, whole(row.old, ""), whole(row.new, ""))
			if row.want == "" {
				require.Empty(t, got)
				return
			}
			require.Len(t, got, 1)
			require.True(t, strings.HasPrefix(got[0], row.want), got[0])
		})
	}
}

const base = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\n"

func TestCompareFollowsOperationsByMethodAndPathAndNotByTheNamesOfParameters(t *testing.T) {
	older := base + "paths:\n  /a/{id}: {get: {operationId: getA, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'200': {description: ok}}}}\n  /b: {get: {operationId: getB, responses: {'200': {description: ok}}}}"
	newer := base + "paths:\n  /a/{key}: {get: {operationId: getA, parameters: [{name: key, in: path, required: true, schema: {type: string}}], responses: {'200': {description: ok}}}}\n  /c: {get: {operationId: getC, responses: {'200': {description: ok}}}}"
	result, err := diff.Compare(t.Context(), bundled(t, older), bundled(t, newer))
	require.NoError(t, err)
	require.Equal(t, diff.Counts{Breaking: 1, Compatible: 1}, result.Counts)
	require.Equal(t, "getB", result.Groups[0].ID)
	require.True(t, result.Groups[0].Gone)
	require.Equal(t, "getC", result.Groups[1].ID)
}

func TestCompareReportsANamedSchemaOnceWithItsOperations(t *testing.T) {
	document := func(name string) string {
		return base + `paths:
  /a: {get: {operationId: getA, responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/List'}}}}}}}
  /b: {put: {operationId: putB, requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Item'}}}}, responses: {'200': {description: ok}}}}
  /c: {get: {operationId: getC, responses: {'200': {description: ok}}}}
components:
  schemas:
    List: {type: array, items: {$ref: '#/components/schemas/Item'}}
    Item: {type: object, properties: {` + name + `: {type: string}, parent: {$ref: '#/components/schemas/Item'}}}`
	}
	result, err := diff.Compare(t.Context(), bundled(t, document("a")), bundled(t, document("b")))
	require.NoError(t, err)
	require.Len(t, result.Groups, 1)
	group := result.Groups[0]
	require.Equal(t, diff.KindSchema, group.Kind)
	require.Equal(t, "Item", group.ID)
	require.ElementsMatch(t, []string{"getA", "putB"}, group.UsedBy)
	require.Equal(t, 2, group.Users)
	require.Equal(t, []string{
		"risky|Item|property-removed|In requests|`a` is gone; what callers send in it has no effect or is refused.",
		"risky|Item|property-removed|In responses|`a` is gone; it was optional.",
		"compatible|Item|property-added|In requests and responses|`b` is new.",
	}, lines(result))
}

func TestCompareReadsWebhooksFromTheirReceiversSide(t *testing.T) {
	hook := func(schema string) string {
		return base + "webhooks:\n  made: {post: {operationId: made, requestBody: {content: {application/json: {schema: " + schema + "}}}, responses: {'200': {description: ok}}}}"
	}
	got := compare(t, hook("{properties: {a: {}}, required: [a]}"), hook("{properties: {a: {}}}"))
	require.Equal(t, []string{"breaking|made|property-optional|Request body|`a` may be missing now."}, got)
}

func TestCompareEndsOnSchemasThatReferToEachOtherUnderNewNames(t *testing.T) {
	ring := func(prefix string) string {
		out := base + "paths:\n  /a: {get: {operationId: getA, responses: {'200': {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/" + prefix + "0'}}}}}}}\ncomponents:\n  schemas:\n"
		for i := range 12 {
			out += fmt.Sprintf("    %s%d: {type: object, properties: {", prefix, i)
			for j := range 12 {
				out += fmt.Sprintf("p%d: {$ref: '#/components/schemas/%s%d'}, ", j, prefix, j)
			}
			out += "own: {type: string}}}\n"
		}
		return out
	}
	require.Empty(t, compare(t, ring("A"), ring("B")))
}

func TestCompareEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	big := base + "paths:\n"
	for i := range 3000 {
		big += fmt.Sprintf("  /a%d: {get: {operationId: get%d, responses: {'200': {description: ok}}}}\n", i, i)
	}
	_, err := diff.Compare(ctx, bundled(t, big), bundled(t, big))
	require.ErrorIs(t, err, context.Canceled)
	_, err = diff.Compare(t.Context(), diff.Document{JSON: []byte("{")}, diff.Document{JSON: []byte("{}")})
	require.Error(t, err)
	require.False(t, errors.Is(err, context.Canceled))
}

// changed answers a real document and what it is when every integer and boolean of it became something else.
func changed(t testing.TB, name string) (older, newer diff.Document) {
	t.Helper()
	dir := os.Getenv("GATEHOUSE_SPECS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "specs")
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Skip("the real documents are not here: set GATEHOUSE_SPECS to their directory")
	}
	b, err := document.Import(t.Context(), document.Source{Files: map[string][]byte{name: data}}, document.Limits{})
	require.NoError(t, err)
	older, newer = of(b), of(b)
	newer.JSON = []byte(strings.ReplaceAll(strings.ReplaceAll(string(b.Bundled()), `"type":"integer"`, `"type":"number"`), `"type":"boolean"`, `"type":"string"`))
	return older, newer
}

// allocationsMax is how often a comparison may allocate for each byte of the two documents. One that followed every reference
// anew would need thousands of times as many.
const allocationsMax = 0.25

func TestCompareCostsInProportionToTheDocumentsWhenEverySchemaChanges(t *testing.T) {
	for _, name := range []string{"museum.v31.yaml", "github.json", "stripe.json", "kubernetes.v2.json", "gitea.v2.json", "circular-tests.yaml"} {
		older, newer := changed(t, name)
		same, err := diff.Compare(t.Context(), older, older)
		require.NoError(t, err)
		require.Empty(t, same.Groups)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		result, err := diff.Compare(t.Context(), older, newer)
		runtime.ReadMemStats(&after)
		require.NoError(t, err)
		share := float64(after.Mallocs-before.Mallocs) / float64(len(older.JSON)+len(newer.JSON))
		t.Logf("%s: %.3f allocations a byte, %+v, %d groups, cut %v", name, share, result.Counts, len(result.Groups), result.Cut)
		require.Less(t, share, allocationsMax, name)
	}
}

func BenchmarkCompareWhenEverySchemaChanges(b *testing.B) {
	for _, name := range []string{"github.json", "stripe.json", "kubernetes.v2.json"} {
		b.Run(name, func(b *testing.B) {
			older, newer := changed(b, name)
			for b.Loop() {
				_, err := diff.Compare(b.Context(), older, newer)
				require.NoError(b, err)
			}
		})
	}
}

func FuzzCompareEndsOnAnything(f *testing.F) {
	f.Add(`{"paths":{"/a/{b}":{"get":{"parameters":[{"name":"b","in":"path"}],"security":[{"a":["b"]}]}}}}`, `{"components":{"schemas":{"A":{"$ref":"#/components/schemas/A"}}}}`)
	f.Add(`{"paths":{"/a":{"get":{"responses":{"200":{"content":{"a":{"schema":{"$ref":"#/components/schemas/A"}}}}}}}},"components":{"schemas":{"A":{"allOf":[{"$ref":"#/components/schemas/A"}]}}}}`,
		`{"paths":{"/a":{"get":{"responses":{"200":{"content":{"a":{"schema":{"$ref":"#/components/schemas/A"}}}}}}}},"components":{"schemas":{"A":{"allOf":[{"type":"string"}],"oneOf":[1,{"not":2}]}}}}`)
	f.Fuzz(func(t *testing.T, a, b string) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if _, err := diff.Compare(ctx, diff.Document{JSON: []byte(a)}, diff.Document{JSON: []byte(b)}); errors.Is(err, context.DeadlineExceeded) {
			t.Fatal("took too long")
		}
	})
}
