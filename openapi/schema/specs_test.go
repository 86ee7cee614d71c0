package schema_test

import (
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
			total, wrong := 0, 0
			operations := append(append([]document.Operation(nil), b.Operations()...), b.Webhooks()...)
			step := 1
			if testing.Short() {
				step = 20
			}
			for i := 0; i < len(operations); i += step {
				chunk, err := document.ParseJSON(b.OperationWhole(operations[i].ID))
				require.NoError(t, err)
				set := schema.New(chunk)
				bodies(chunk, func(where string, s *document.Node, way schema.Direction) {
					total++
					v := set.Example(s, way)
					problems := set.Validate(s, v, way)
					if len(problems) > 0 && !(name == "github.json" && operations[i].ID == ambiguous) {
						if wrong++; wrong < 6 {
							t.Errorf("%s %s: %v\n%.600s", operations[i].ID, where, problems[:min(3, len(problems))], v.AppendJSON(nil))
						}
					}
				})
			}
			t.Logf("%d bodies, %d wrong", total, wrong)
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
