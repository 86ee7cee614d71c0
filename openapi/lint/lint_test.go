package lint_test

import (
	"os"
	"path/filepath"
	"strings"
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
	report := lint.Run(imported(t, poor), lint.Options{})
	findings, score := report.Findings, report.Score
	got := map[string]document.Finding{}
	for _, f := range findings {
		got[f.Rule] = f
		require.NotEmpty(t, f.Message)
		require.NotEmpty(t, f.Fix)
		require.Positive(t, f.Line, f.Rule)
	}
	require.Greater(t, len(got), 15)
	require.Equal(t, "/paths/~1Orders~1/post", got["operation-id"].Pointer)
	require.Equal(t, 6, got["operation-id"].Line)
	require.Less(t, score, 40)
}

func TestRunLeavesOutWhatIsSwitchedOff(t *testing.T) {
	b := imported(t, strings.Replace(poor, "post:", "post:\n      tags: [orders]", 1))
	with, without := lint.Run(b, lint.Options{}), lint.Run(b, lint.Options{Off: map[string]bool{"operation-id": true}})
	for _, f := range without.Findings {
		require.NotEqual(t, "operation-id", f.Rule)
	}
	require.Len(t, without.Findings, len(with.Findings)-1)
	require.Greater(t, without.Score, with.Score)
	require.Greater(t, without.Groups["naming"], with.Groups["naming"])
	require.Equal(t, with.Groups["security"], without.Groups["security"])
}

func TestRunGivesFullMarksToAGoodDocument(t *testing.T) {
	report := lint.Run(imported(t, good), lint.Options{})
	require.Empty(t, report.Findings)
	require.Equal(t, 100, report.Score)
	require.Equal(t, map[string]int{"structure": 100, "naming": 100, "description": 100, "examples": 100, "security": 100}, report.Groups)
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
		report := lint.Run(b, lint.Options{})
		rules := map[string]int{}
		for _, f := range report.Findings {
			rules[f.Rule]++
		}
		t.Logf("%s: %d ms, score %d %v, %d findings %v", name, time.Since(began).Milliseconds(), report.Score, report.Groups, len(report.Findings), rules)
		require.Positive(t, report.Score)
	}
}

func TestAPartOfACompositionMayDemandWhatAnotherPartDescribes(t *testing.T) {
	report := lint.Run(imported(t, `openapi: 3.1.0
info: {title: T, version: "1"}
paths: {}
components:
  schemas:
    New: {type: object, properties: {name: {type: string}}}
    Stored: {allOf: [{$ref: "#/components/schemas/New"}, {type: object, required: [id, name], properties: {id: {type: string}}}]}
`), lint.Options{})
	for _, f := range report.Findings {
		require.NotEqual(t, "required-known", f.Rule, f.Message)
	}
}
