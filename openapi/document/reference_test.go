package document

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func withRef(ref string) map[string][]byte {
	return map[string][]byte{"openapi.yaml": []byte("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /a:\n    get:\n      responses:\n        '200':\n          description: d\n          content:\n            application/json:\n              schema:\n                $ref: '" + ref + "'\n")}
}

func TestImportRefusesReferencesThatLeaveTheUpload(t *testing.T) {
	for _, ref := range []string{
		"file:///etc/passwd", "http://169.254.169.254/", "https://example.com/a.yaml#/A", "../x.yaml", "a/../../x.yaml", "//host/x",
		"/etc/passwd", "%2e%2e/x.yaml", `..\\x.yaml`, "C:/x.yaml",
	} {
		_, err := Import(t.Context(), Source{Files: withRef(ref)}, Limits{})
		var refused *ReferenceError
		require.True(t, errors.As(err, &refused), "%s: %v", ref, err)
		require.Equal(t, "refused-reference", refused.Findings[0].Rule)
		require.Equal(t, 11, refused.Findings[0].Line)
	}
}

func TestImportReportsBrokenReferencesAndKeepsTheRest(t *testing.T) {
	for _, ref := range []string{"missing.yaml", "#/components/schemas/None", "#/paths/none", "broken.yaml#/A"} {
		files := withRef(ref)
		files["broken.yaml"] = []byte("A: [")
		b, err := Import(t.Context(), Source{Name: "openapi.yaml", Files: files}, Limits{})
		require.NoError(t, err)
		require.Len(t, b.Operations(), 1)
		require.NotEmpty(t, b.Findings)
		found := b.Findings[len(b.Findings)-1]
		require.Equal(t, "unresolved-reference", found.Rule)
		require.Equal(t, "/paths/~1a/get/responses/200/content/application~1json/schema", found.Pointer)
	}
}

func TestImportJoinsFilesAndNamesTheirSchemas(t *testing.T) {
	files := withRef("models/pet.yaml")
	files["models/pet.yaml"] = []byte("type: object\nproperties:\n  owner: {$ref: 'people.yaml#/Person'}\n  self: {$ref: '#'}\n  up: {$ref: '../openapi.yaml#/components/schemas/None'}\n")
	files["models/people.yaml"] = []byte("Person:\n  properties:\n    pets: {type: array, items: {$ref: 'pet.yaml'}}\n    note: {$ref: 'note.md'}\n")
	files["models/note.md"] = []byte("# Note")
	b, err := Import(t.Context(), Source{Name: "openapi.yaml", Files: files}, Limits{})
	require.NoError(t, err)
	require.Equal(t, []string{"pet", "Person", "note"}, b.SchemaNames()[:3])
	chunk, err := ParseJSON(b.OperationChunk("get-a"))
	require.NoError(t, err)
	require.Equal(t, "#/schemas/pet", chunk.At("/responses/200/content/application~1json/schema").Str("$ref"))
	require.Equal(t, "#/schemas/pet", chunk.At("/schemas/Person/properties/pets/items").Str("$ref"))
	require.Equal(t, "#/schemas/pet", chunk.At("/schemas/pet/properties/self").Str("$ref"))
}

func TestImportInlinesEverythingButSchemas(t *testing.T) {
	b, err := imported(t, "a.yaml", `openapi: 3.1.0
info: {title: T, version: "1"}
security: [{oauth: [read, write]}]
paths:
  /a/{id}:
    parameters: [{$ref: "#/components/parameters/id"}]
    post:
      operationId: make it
      parameters: [{name: id, in: path, required: true, description: own}, {name: q, in: query}]
      requestBody: {$ref: "#/components/requestBodies/B"}
      responses: {"200": {$ref: "#/components/responses/R", description: over}}
      callbacks: {done: {$ref: "#/components/callbacks/C"}}
    get: {security: [{}, {oauth: [read]}, {oauth: [admin, read]}], responses: {"200": {description: d}}}
  /undeclared/{x}: {get: {responses: {"200": {description: d}}}}
components:
  parameters: {id: {name: id, in: path, required: true, schema: {type: string}}}
  requestBodies: {B: {content: {application/json: {schema: {$ref: "#/components/schemas/S"}}}}}
  responses: {R: {description: r, headers: {X: {$ref: "#/components/headers/H"}}}}
  headers: {H: {schema: {type: string}, example: x}}
  callbacks: {C: {"{$url}": {post: {responses: {}, callbacks: {again: {$ref: "#/components/callbacks/C"}}}}}}
  securitySchemes: {oauth: {type: oauth2, flows: {}}}
  schemas: {S: {properties: {next: {$ref: "#/components/schemas/S"}}}}
`)
	require.NoError(t, err)
	chunk, err := ParseJSON(b.OperationChunk("make-it"))
	require.NoError(t, err)
	require.Len(t, chunk.Get("parameters").Members, 2)
	require.Equal(t, "own", chunk.At("/parameters/0").Str("description"))
	require.Equal(t, "#/schemas/S", chunk.At("/requestBody/content/application~1json/schema").Str("$ref"))
	require.Equal(t, "over", chunk.At("/responses/200").Str("description"))
	require.Equal(t, "x", chunk.At("/responses/200/headers/X/examples/default").Str("value"))
	require.NotNil(t, chunk.At("/callbacks/done/{$url}/post/callbacks/again").Get("$ref"), "the circle ends as a reference: %s", chunk.Get("callbacks").AppendJSON(nil))
	require.Equal(t, "oauth2", chunk.At("/security/0/0/scheme").Str("type"))
	require.Equal(t, []string{"read", "write"}, b.Operations()[0].Scopes)
	require.Equal(t, []string{"read", "admin"}, b.Operations()[1].Scopes)
	require.Contains(t, string(b.OperationChunk("get-undeclared-x")), `"in":"path"`)
}

func TestOperationIDsAreUniqueAndStable(t *testing.T) {
	b, err := imported(t, "a.yaml", `openapi: 3.1.0
info: {title: T, version: "1"}
paths:
  /a: {get: {operationId: x/y, responses: {}}, post: {operationId: X-Y, responses: {}}, put: {operationId: get-b, responses: {}}}
  /b: {get: {responses: {}}}
webhooks: {b: {post: {responses: {}}}}
`)
	require.NoError(t, err)
	ids := []string{}
	for _, o := range append(b.Operations(), b.Webhooks()...) {
		ids = append(ids, o.ID)
	}
	require.Equal(t, []string{"get-a", "post-a", "get-b", "get-b-2", "webhook-post-b"}, ids)
	require.Equal(t, "duplicate-operation-id", b.Findings[0].Rule)
}

func FuzzImport(f *testing.F) {
	f.Add([]byte(manyPaths(2)), []byte(`{"A":{"$ref":"a.json#/paths"}}`))
	f.Add([]byte(manyAliases(3)), []byte("A: &x {$ref: 'a.json'}\nB: *x\n"))
	f.Add([]byte(`{"swagger":"2.0","paths":{"/a":{"post":{"parameters":[{"in":"body","schema":{"$ref":"b.yaml#/A"}},{"$ref":"#/parameters/p"}],"responses":{"200":{"$ref":"b.yaml"}}}}},"parameters":{"p":{"$ref":"#/parameters/p"}},"definitions":{"X":{"$ref":"#/definitions/X"}}}`), []byte("A: {$ref: 'a.json#/definitions/X'}"))
	f.Add([]byte("openapi: 3.0.0\npaths: {/a: {$ref: '#/paths/~1a'}}\ncomponents: {schemas: {A: {nullable: true, allOf: [{$ref: '#/components/schemas/A'}]}}}"), []byte("- 1"))
	f.Fuzz(func(t *testing.T, entry, second []byte) {
		limits := Limits{Bytes: 1 << 20, Nodes: 20_000, Output: 1 << 20}
		source := Source{Name: "a.json", Files: map[string][]byte{"a.json": entry, "b.yaml": second}}
		l, err := read(t.Context(), source, limits.withDefaults()) // not through Import, which would contain a panic
		if err != nil {
			return
		}
		x := newExtractor(t.Context(), l)
		if x.run() != nil {
			return
		}
		for _, o := range x.bundle.Operations() {
			if _, err := ParseJSON(x.bundle.OperationChunk(o.ID)); err != nil {
				t.Fatalf("%s: %v", o.ID, err)
			}
		}
	})
}
