package document

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestImportJoinsFilesByTheAddressTheySayIsTheirs(t *testing.T) {
	entry := func(ref string) []byte {
		return []byte("openapi: 3.2.0\n$self: https://api.example.com/v1/openapi\ninfo: {title: T, version: '1'}\npaths:\n  /a: {get: {responses: {'200': {description: d, content: {application/json: {schema: {$ref: '" + ref + "'}}}}}}}\ncomponents: {schemas: {Own: {type: integer}}}\n")
	}
	shared := []byte(`{"openapi": "3.2.0", "$self": "https://api.example.com/v1/shared", "info": {"title": "S", "version": "1"}, "components": {"schemas": {"Pet": {"type": "object"}}}}`)
	for ref, name := range map[string]string{
		"shared#/components/schemas/Pet": "Pet", "https://api.example.com/v1/shared#/components/schemas/Pet": "Pet", "files/other.json#/components/schemas/Pet": "Pet",
		"https://api.example.com/v1/openapi#/components/schemas/Own": "Own", "openapi#/components/schemas/Own": "Own",
	} {
		b, err := Import(t.Context(), Source{Name: "main.yaml", Files: map[string][]byte{"main.yaml": entry(ref), "files/other.json": shared}}, Limits{})
		require.NoError(t, err, ref)
		require.Empty(t, b.Findings, ref)
		chunk, err := ParseJSON(b.OperationChunk("get-a"))
		require.NoError(t, err)
		require.Equal(t, "#/schemas/"+name, chunk.At("/responses/200/content/application~1json/schema").Str("$ref"), ref)
	}
	for _, ref := range []string{"https://api.example.com/v1/elsewhere#/A", "https://other.example.com/v1/shared#/A", "file:///etc/passwd"} {
		_, err := Import(t.Context(), Source{Name: "main.yaml", Files: map[string][]byte{"main.yaml": entry(ref), "files/other.json": shared}}, Limits{})
		var refused *ReferenceError
		require.True(t, errors.As(err, &refused), ref)
	}
	_, err := Import(t.Context(), Source{Name: "main.yaml", Files: map[string][]byte{"main.yaml": entry("shared#/components/schemas/Pet"), "a.json": shared, "b.json": shared}}, Limits{})
	require.NoError(t, err, "two files of one address are none; the reference is a finding")
}

func TestImportKnowsWhatIsNewIn32(t *testing.T) {
	b, err := imported(t, "a.yaml", `openapi: 3.2.0
info: {title: T, version: "1"}
tags: [{name: fleet, summary: Fleet, kind: nav}, {name: boats, parent: fleet}]
paths:
  /boats:
    query:
      operationId: searchBoats
      tags: [boats]
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses:
        "200": {description: d, content: {application/jsonl: {itemSchema: {$ref: "#/components/schemas/Boat"}}}}
    additionalOperations:
      LINK: {operationId: linkBoat, tags: [boats], responses: {"204": {description: d}}}
components:
  schemas: {Boat: {type: object, properties: {name: {type: string, example: Ida}}}}
  mediaTypes: {Lines: {itemSchema: {$ref: "#/components/schemas/Boat"}}}
`)
	require.NoError(t, err)
	require.Empty(t, b.Findings)
	require.Equal(t, "3.2.0", b.Root().Str("openapi"))
	require.Len(t, b.Operations(), 2)
	require.Equal(t, []string{"QUERY", "LINK"}, []string{b.Operations()[0].Method, b.Operations()[1].Method})
	chunk, err := ParseJSON(b.OperationChunk("searchBoats"))
	require.NoError(t, err)
	require.Equal(t, "#/schemas/Boat", chunk.At("/responses/200/content/application~1jsonl/itemSchema").Str("$ref"))
	require.Equal(t, "Ida", chunk.At("/schemas/Boat/properties/name/examples/0").Text)
	index, err := ParseJSON(b.IndexJSON())
	require.NoError(t, err)
	require.Equal(t, "boats", index.At("/groups/0/groups/0").Str("name"))
	require.Equal(t, "nav", index.At("/groups/0").Str("kind"))
	require.Equal(t, `["searchBoats","linkBoat"]`, string(index.At("/groups/0/groups/0/operations").AppendJSON(nil)))
}

func FuzzTarget(f *testing.F) {
	for _, ref := range []string{"../x.yaml", "a/../../x", "file:///etc/passwd", "//h/x", "https://api.example.com/shared#/A", "%2e%2e/x", "C:x", "sub/a.yaml#/x~1y"} {
		f.Add(ref, "https://api.example.com/v1")
	}
	f.Fuzz(func(t *testing.T, ref, self string) {
		files := map[string][]byte{"a.json": []byte(`{"openapi":"3.2.0","$self":"` + self + `"}`), "sub/a.yaml": []byte("$self: shared\n")}
		r := newReader(t.Context(), Source{Name: "a.json", Files: files}, DefaultLimits())
		r.load("a.json")
		name, _, refused := r.target(0, ref)
		if _, there := files[name]; !refused && !there && (len(name) > 0 && name[0] == '/' || name == ".." || len(name) > 2 && name[:3] == "../") {
			t.Fatalf("%q leads out of the upload: %q", ref, name)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, text := range []string{`{"a":[1,true,null,"\u0041"]}`, `[`, "a: &x [*x]", "a: |\n  - b\n", `{"a":1,"a":2}`, "\xff", `{"\ud800":-0.0e+1}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"a.json", "a.yaml"} {
			r := newReader(t.Context(), Source{Name: name, Files: map[string][]byte{name: data}}, Limits{Nodes: 10_000}.withDefaults())
			read := r.load(name)
			if read.err != nil {
				continue
			}
			written := read.root.AppendJSON(nil)
			again, err := ParseJSON(written)
			if err != nil {
				t.Fatalf("what was read of %q can't be read again: %v in %q", data, err, written)
			}
			if string(again.AppendJSON(nil)) != string(written) {
				t.Fatalf("%q changes when it is read again", written)
			}
		}
	})
}
