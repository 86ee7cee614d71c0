package lint_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/lint"
)

// good gives every rule something to look at and nothing to find.
const good = `openapi: 3.2.0
info: {title: T, version: "1", description: Orders., contact: {email: a@example.com}, license: {name: MIT}}
servers: [{url: https://api.example.com}]
tags: [{name: orders, description: Everything about orders.}]
security: [{login: [orders_read]}, {key: []}, {basic: []}]
paths:
  /orders:
    get:
      operationId: listOrders
      summary: List orders
      description: Gives the newest first. Use the search instead.
      deprecated: true
      tags: [orders]
      parameters:
        - {name: page_size, in: query, description: How many., schema: {type: integer}}
      responses:
        "200": {description: The orders., content: {application/json: {schema: {type: array, description: Orders., items: {$ref: "#/components/schemas/PlacedOrder"}}, example: [{order_id: 1}]}}}
        default: {$ref: "#/components/responses/Problem"}
    post:
      operationId: placeOrder
      summary: Place an order
      description: Places one.
      tags: [orders]
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/PlacedOrder"}, example: {order_id: 1}}}}
      responses:
        "204": {description: Placed.}
        "401": {description: Sign in.}
components:
  responses: {Problem: {description: A problem.}}
  securitySchemes:
    login: {type: oauth2, description: Ask us., flows: {clientCredentials: {tokenUrl: "https://id.example.com", scopes: {orders_read: Read}}}}
    key: {type: apiKey, description: Ask us., in: header, name: X-Key}
    basic: {type: http, description: Ask us., scheme: bearer}
  schemas:
    PlacedOrder:
      type: object
      description: An order.
      required: [order_id]
      examples: [{order_id: 1}]
      properties:
        order_id: {type: integer, description: Its number.}
        order_state: {type: string, description: Where it is., enum: [open, done], default: open}
    OtherOrder: {type: object, description: Another., properties: {old_order: {$ref: "#/components/schemas/PlacedOrder"}, twin: {$ref: "#/components/schemas/OtherOrder"}}}
`

// broken says for each rule how to break the good document, and where the finding then points.
var broken = map[string]struct{ was, is, pointer string }{
	"success-response":      {`"204": {description: Placed.}`, `"404": {description: Not there.}`, "/paths/~1orders/post"},
	"error-response":        {`"401": {description: Sign in.}`, `"201": {description: Placed.}`, "/paths/~1orders/post"},
	"schema-used":           {"twin: {$ref: \"#/components/schemas/OtherOrder\"}", "", "/components/schemas/OtherOrder"},
	"path-distinct":         {"components:\n", "  /a/{b}: {}\n  /a/{c}: {}\ncomponents:\n", "/paths/~1a~1{c}"},
	"body-on-read":          {"deprecated: true", "deprecated: true\n      requestBody: {content: {}}", "/paths/~1orders/get"},
	"body-schema":           {"{application/json: {schema: {$ref: \"#/components/schemas/PlacedOrder\"}, example: {order_id: 1}}}", "{application/json: {}}", "/paths/~1orders/post/requestBody/content/application~1json"},
	"no-content-body":       {"{description: Placed.}", "{description: Placed., content: {text/plain: {}}}", "/paths/~1orders/post/responses/204"},
	"array-items":           {"items: {$ref: \"#/components/schemas/PlacedOrder\"}", "maxItems: 9", "/paths/~1orders/get/responses/200/content/application~1json/schema"},
	"required-known":        {"required: [order_id]", "required: [order_idd]", "/components/schemas/PlacedOrder/required"},
	"component-used":        {"{Problem: {description: A problem.}}", "{Problem: {description: A problem.}, Lost: {description: Nobody.}}", "/components/responses/Lost"},
	"tag-declared":          {"tags: [orders]", "tags: [order]", "/paths/~1orders/get/tags"},
	"operation-id":          {"operationId: placeOrder", "x-none: 1", "/paths/~1orders/post"},
	"operation-tag":         {"tags: [orders]", "tags: []", "/paths/~1orders/get"},
	"path-naming":           {"/orders:", "/Orders/:", "/paths/~1Orders~1"},
	"operation-id-style":    {"operationId: placeOrder", "operationId: place_order", "/paths/~1orders/post"},
	"schema-naming":         {"schemas:\n", "schemas:\n    lone_order: {$ref: \"#/components/schemas/lone_order\"}\n", "/components/schemas/lone_order"},
	"property-naming":       {"twin:", "twinOrder:", "/components/schemas/OtherOrder/properties/twinOrder"},
	"parameter-naming":      {"      parameters:\n", "      parameters:\n        - {name: page-number, in: query, description: Which., schema: {type: integer}}\n        - {name: page_after, in: query, description: Which., schema: {type: integer}}\n", "/paths/~1orders/get"},
	"path-verb":             {"/orders:", "/get-orders:", "/paths/~1get-orders"},
	"info-description":      {"description: Orders., contact", "contact", "/info"},
	"info-contact":          {"contact: {email: a@example.com}, ", "", "/info"},
	"info-license":          {", license: {name: MIT}", "", "/info"},
	"operation-summary":     {"summary: Place an order", "x-none: 1", "/paths/~1orders/post"},
	"summary-length":        {"summary: Place an order", "summary: " + strings.Repeat("Place an order ", 9), "/paths/~1orders/post"},
	"operation-description": {"description: Places one.", "x-none: 1", "/paths/~1orders/post"},
	"parameter-description": {"description: How many., ", "", "/paths/~1orders/get"},
	"schema-description":    {"description: Another., ", "", "/components/schemas/OtherOrder"},
	"response-description":  {"{description: Placed.}", `{description: ""}`, "/paths/~1orders/post/responses/204"},
	"tag-description":       {", description: Everything about orders.", "", "/tags"},
	"property-description":  {", description: Its number.", "", "/components/schemas/PlacedOrder/properties/order_id"},
	"deprecated-advice":     {"description: Gives the newest first. Use the search instead.", "x-none: 1", "/paths/~1orders/get"},
	"scheme-description":    {"type: apiKey, description: Ask us.,", "type: apiKey,", "/components/securitySchemes/key"},
	"body-example":          {"content: {application/json: {schema: {type: array, description: Orders., items: {$ref: \"#/components/schemas/PlacedOrder\"}}, example: [{order_id: 1}]}}", "content: {application/json: {schema: {type: array, items: {type: boolean}}}}", "/paths/~1orders/get/responses/200/content/application~1json"},
	"example-valid":         {"example: {order_id: 1}", "example: {order_id: x}", "/paths/~1orders/post/requestBody/content/application~1json/examples/default"},
	"schema-example-valid":  {"examples: [{order_id: 1}]", "examples: [{order_id: x}]", "/components/schemas/PlacedOrder/examples/0"},
	"default-valid":         {"default: open", "default: lost", "/components/schemas/PlacedOrder/properties/order_state/default"},
	"enum-valid":            {"enum: [open, done]", "enum: [open, 3]", "/components/schemas/PlacedOrder/properties/order_state/enum/1"},
	"server-https":          {"https://api.example.com", "http://api.example.com", "/servers"},
	"unsafe-security":       {"security: [{login: [orders_read]}, {key: []}, {basic: []}]\n", "", "/paths/~1orders/post"},
	"key-in-query":          {"in: header, name: X-Key", "in: query, name: key", "/components/securitySchemes/key"},
	"basic-auth":            {"scheme: bearer", "scheme: basic", "/components/securitySchemes/basic"},
	"oauth-https":           {"https://id.example.com", "http://id.example.com", "/components/securitySchemes/login/flows/clientCredentials/tokenUrl"},
	"oauth-flow":            {"clientCredentials", "password", "/components/securitySchemes/login/flows/password"},
	"scope-declared":        {"login: [orders_read]", "login: [orders_write]", "/paths/~1orders/get/security"},
	"scheme-used":           {", {basic: []}", "", "/components/securitySchemes/basic"},
	"denied-response":       {`"401": {description: Sign in.}`, `"404": {description: Not there.}`, "/paths/~1orders/post"},
	"secret-in-query":       {"name: page_size", "name: api_key", "/paths/~1orders/get"},
}

func TestEveryRuleFindsWhatItIsThereForAndNothingElse(t *testing.T) {
	sound := imported(t, good)
	require.Empty(t, sound.Findings)
	require.Empty(t, lint.Run(sound, lint.Options{}).Findings)
	require.Equal(t, 100, lint.Run(sound, lint.Options{}).Score)
	looked := lint.Looked(sound)
	require.Len(t, broken, len(lint.Rules()))
	for _, rule := range lint.Rules() {
		t.Run(rule.ID, func(t *testing.T) {
			require.NotEmpty(t, rule.Why)
			require.Positive(t, looked[rule.ID], "the good document gives this rule nothing to look at")
			b := broken[rule.ID]
			require.Contains(t, good, b.was)
			report := lint.Run(imported(t, strings.Replace(good, b.was, b.is, 1)), lint.Options{})
			var found []document.Finding
			for _, f := range report.Findings {
				if f.Rule == rule.ID {
					found = append(found, f)
				}
			}
			require.NotEmpty(t, found)
			require.Equal(t, b.pointer, found[0].Pointer)
			require.Equal(t, rule.Severity, found[0].Severity)
			require.Equal(t, rule.Fix, found[0].Fix)
			require.Positive(t, found[0].Line)
			require.Equal(t, "openapi.yaml", found[0].File)
			require.Less(t, report.Score, 100)
			require.Less(t, report.Groups[rule.Group], 100)
			off := lint.Run(imported(t, strings.Replace(good, b.was, b.is, 1)), lint.Options{Off: map[string]bool{rule.ID: true}})
			require.Len(t, off.Findings, len(report.Findings)-len(found))
		})
	}
}

func TestRulesStandInFiveGroups(t *testing.T) {
	seen, groups := map[string]bool{}, map[string]int{}
	for _, r := range lint.Rules() {
		require.False(t, seen[r.ID], r.ID)
		seen[r.ID] = true
		groups[r.Group]++
	}
	require.Len(t, groups, 5)
	require.GreaterOrEqual(t, len(seen), 25)
}

func TestScoreIsTheWeightedShareOfSatisfiedPlaces(t *testing.T) {
	all := map[string]bool{}
	for _, r := range lint.Rules() {
		all[r.ID] = r.ID != "operation-summary" && r.ID != "operation-description"
	}
	b := imported(t, strings.Replace(strings.Replace(good, "summary: Place an order", "x-none: 1", 1), "description: Places one.", "x-none: 1", 1))
	report := lint.Run(b, lint.Options{Off: all})
	// A warning (3) and a hint (1), each at half of two places, beside the importer's share (5), which is whole.
	require.Equal(t, 50, report.Groups["description"])
	require.Equal(t, 100*(5+2)/(5+4), report.Score)
}

func FuzzRun(f *testing.F) {
	f.Add(good)
	f.Add(poor)
	f.Add("openapi: 3.1.0\ninfo: 3\npaths: {/a: {get: {tags: [1], security: [a, {b: 1}], parameters: [{}]}}}\ncomponents: {schemas: {A: {required: [[]], properties: {b: {$ref: '#/components/schemas/A'}}}}}\n")
	f.Fuzz(func(t *testing.T, text string) {
		b, err := document.Import(t.Context(), document.Source{Name: "a.yaml", Files: map[string][]byte{"a.yaml": []byte(text)}}, document.Limits{Nodes: 5_000, Output: 1 << 20})
		if err != nil {
			return
		}
		if r := lint.Run(b, lint.Options{}); r.Score < 0 || r.Score > 100 {
			t.Fatalf("a score of %d", r.Score)
		}
	})
}
