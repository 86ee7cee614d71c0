package schema_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

// imported reads one real document, or skips the test where this checkout has none beside it.
func imported(t testing.TB, name string) *document.Bundle {
	t.Helper()
	dir := os.Getenv("GATEHOUSE_SPECS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "specs")
	}
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Skip("the real documents are not here: set GATEHOUSE_SPECS to their directory")
	}
	b, err := document.Import(t.Context(), document.Source{Name: name, Files: map[string][]byte{name: data}}, document.Limits{})
	require.NoError(t, err)
	return b
}

func TestExamplesSatisfyEveryResponseOfTheRealDocuments(t *testing.T) {
	for _, name := range []string{
		"museum.v31.yaml", "github.json", "stripe.json", "kubernetes.v2.json", "gitea.v2.json", "twilio-api-v2010.json",
		"adyen-webhooks-v1.json", "tictactoe.v31.yaml", "petstore.v30.yaml", "uber.v2.json", "link-example.v30.json",
	} {
		t.Run(name, func(t *testing.T) {
			b := imported(t, name)
			total, wrong, seen := 0, 0, map[string]bool{}
			// One set of all named schemas serves every operation; each with its own would parse the same ones again and again.
			set := schema.New(&document.Node{Kind: document.Object, Members: []document.Member{{Key: "schemas", Value: b.Root().At("/components/schemas")}}})
			for _, o := range append(append([]document.Operation(nil), b.Operations()...), b.Webhooks()...) {
				chunk, err := document.ParseJSON(b.OperationChunk(o.ID))
				require.NoError(t, err)
				bodies(chunk, func(where string, s *document.Node, way schema.Direction) {
					total++
					// Example and validation depend on nothing else, so that a schema is tried once in each direction.
					key := fmt.Sprintf("%d %s", way, s.AppendJSON(nil))
					if seen[key] {
						return
					}
					seen[key] = true
					require.NotNil(t, set.Resolve(s), "%s %s leads nowhere", o.ID, where)
					v := set.Example(s, way)
					problems := set.Validate(s, v, way)
					if len(problems) > 0 && !(name == "github.json" && o.ID == ambiguous) {
						if wrong++; wrong < 6 {
							t.Errorf("%s %s: %v\n%.600s", o.ID, where, problems[:min(3, len(problems))], v.AppendJSON(nil))
						}
					}
				})
			}
			require.NotEmpty(t, seen)
			t.Logf("%d bodies, %d different ones, %d wrong", total, len(seen), wrong)
		})
	}
}

// ambiguous has a oneOf of two errors that share all of their properties, so that no sensible value matches just one.
const ambiguous = "repos-create-or-update-file-contents"

// bodies calls f for the schema of every request body and response of a chunk.
func bodies(chunk *document.Node, f func(string, *document.Node, schema.Direction)) {
	for _, m := range chunk.Get("requestBody").Get("content").Fields() {
		if s := m.Value.Get("schema"); s != nil {
			f("request "+m.Key, s, schema.Request)
		}
	}
	for _, r := range chunk.Get("responses").Fields() {
		for _, m := range r.Value.Get("content").Fields() {
			if s := m.Value.Get("schema"); s != nil {
				f(r.Key+" "+m.Key, s, schema.Response)
			}
		}
	}
}
