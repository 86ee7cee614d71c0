package lint_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/lint"
)

func imported(t testing.TB, text string) *document.Bundle {
	t.Helper()
	b, err := document.Import(t.Context(), document.Source{Files: map[string][]byte{"openapi.yaml": []byte(text)}}, document.Limits{})
	require.NoError(t, err)
	return b
}

const poor = `openapi: 3.1.0
info: {title: T, version: "1"}
servers: [{url: http://api.example.com}]
paths:
  /Orders/:
    post:
      parameters: [{name: a, in: query, schema: {type: integer}, example: x}]
      requestBody: {content: {application/json: {schema: {type: object}}}}
      responses: {}
components:
  securitySchemes: {key: {type: apiKey, in: query, name: k}}
  schemas: {Lost: {type: string}}
`

func TestRunFindsEveryWeakness(t *testing.T) {
	findings, score := lint.Run(imported(t, poor))
	got := map[string]document.Finding{}
	for _, f := range findings {
		got[f.Rule] = f
		require.NotEmpty(t, f.Message)
		require.NotEmpty(t, f.Fix)
		require.Positive(t, f.Line, f.Rule)
	}
	for _, r := range lint.Rules() {
		require.Contains(t, got, r.ID)
		require.Equal(t, r.Severity, got[r.ID].Severity)
	}
	require.Equal(t, "/paths/~1Orders~1/post", got["operation-id"].Pointer)
	require.Equal(t, 6, got["operation-id"].Line)
	require.Less(t, score, 25)
}

func TestRunExceptLeavesOutWhatIsSwitchedOff(t *testing.T) {
	b := imported(t, poor)
	_, with := lint.Run(b)
	findings, without := lint.RunExcept(b, map[string]bool{"operation-id": true})
	for _, f := range findings {
		require.NotEqual(t, "operation-id", f.Rule)
	}
	require.Greater(t, without, with)
}

func TestRunGivesFullMarksToAGoodDocument(t *testing.T) {
	findings, score := lint.Run(imported(t, `openapi: 3.1.0
info: {title: T, version: "1", description: Orders., contact: {email: a@example.com}}
servers: [{url: https://api.example.com}]
security: [{token: []}]
paths:
  /orders/{id}:
    get:
      operationId: getOrder
      summary: Get an order
      description: Gives one order.
      tags: [orders]
      parameters: [{name: id, in: path, required: true, description: The id., schema: {type: integer}, example: 1}]
      responses:
        "200": {description: The order., content: {application/json: {schema: {$ref: "#/components/schemas/Order"}, example: {id: 1}}}}
        default: {description: A problem.}
components:
  securitySchemes: {token: {type: http, scheme: bearer}}
  schemas: {Order: {type: object, description: An order., properties: {id: {type: integer}}}}
`))
	require.Empty(t, findings)
	require.Equal(t, 100, score)
}

func TestRunIsQuickOnTheRealDocuments(t *testing.T) {
	dir := os.Getenv("GATEHOUSE_SPECS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "specs")
	}
	for _, name := range []string{"museum.v31.yaml", "github.json", "stripe.json", "kubernetes.v2.json", "gitea.v2.json"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Skip("the real documents are not here: set GATEHOUSE_SPECS to their directory")
		}
		b, err := document.Import(t.Context(), document.Source{Files: map[string][]byte{name: data}}, document.Limits{})
		require.NoError(t, err)
		began := time.Now()
		findings, score := lint.Run(b)
		rules := map[string]int{}
		for _, f := range findings {
			rules[f.Rule]++
		}
		t.Logf("%s: %d ms, score %d, %d findings %v", name, time.Since(began).Milliseconds(), score, len(findings), rules)
		require.Positive(t, score)
	}
}
