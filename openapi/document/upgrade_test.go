package document

import (
	"testing"

	"github.com/stretchr/testify/require"
)

const swagger = `swagger: "2.0"
info: {title: T, version: "1"}
host: api.example.com
basePath: /v1/
schemes: [https, http]
consumes: [application/json]
produces: [application/json, text/csv]
parameters:
  page: {name: page, in: query, type: integer, minimum: 0, exclusiveMinimum: true, default: 1}
  payload: {name: payload, in: body, required: true, schema: {$ref: "#/definitions/Pet"}}
responses:
  Gone: {description: gone, schema: {$ref: "#/definitions/Pet"}}
securityDefinitions:
  basic: {type: basic}
  oauth: {type: oauth2, flow: accessCode, authorizationUrl: https://a, tokenUrl: https://t, scopes: {read: r}}
paths:
  /pets:
    parameters: [{$ref: "#/parameters/page"}]
    get:
      parameters:
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: multi}
        - {name: ids, in: query, type: array, items: {type: integer}, collectionFormat: pipes}
      responses:
        "200": {description: ok, schema: {type: array, items: {$ref: "#/definitions/Pet"}}, headers: {X-Total: {type: integer}}, examples: {application/json: [1]}}
        "410": {$ref: "#/responses/Gone"}
    post: {parameters: [{$ref: "#/parameters/payload"}], responses: {default: {description: d}}}
    put:
      consumes: [multipart/form-data]
      parameters: [{name: photo, in: formData, type: file, required: true}, {name: note, in: formData, type: string, description: n}]
      responses: {"200": {description: ok, schema: {type: file}}}
definitions:
  Pet:
    type: object
    discriminator: kind
    required: [kind]
    properties: {kind: {type: string, example: cat}, age: {type: integer, x-nullable: true}}
`

func TestUpgradeTurnsEveryPartOfSwaggerIntoItsCounterpart(t *testing.T) {
	out, err := Upgrade([]byte(swagger))
	require.NoError(t, err)
	n, err := ParseJSON(out)
	require.NoError(t, err)
	for pointer, want := range map[string]string{
		"/openapi":                                                            `"3.1.0"`,
		"/servers":                                                            `[{"url":"https://api.example.com/v1"},{"url":"http://api.example.com/v1"}]`,
		"/components/parameters/page":                                         `{"name":"page","in":"query","schema":{"type":"integer","default":1,"exclusiveMinimum":0}}`,
		"/components/parameters/payload":                                      `null`,
		"/components/securitySchemes/basic":                                   `{"type":"http","scheme":"basic"}`,
		"/components/securitySchemes/oauth/flows":                             `{"authorizationCode":{"authorizationUrl":"https://a","tokenUrl":"https://t","scopes":{"read":"r"}}}`,
		"/paths/~1pets/parameters/0/$ref":                                     `"#/components/parameters/page"`,
		"/paths/~1pets/get/parameters/0":                                      `{"name":"tags","in":"query","style":"form","explode":true,"schema":{"type":"array","items":{"type":"string"}}}`,
		"/paths/~1pets/get/parameters/1/style":                                `"pipeDelimited"`,
		"/paths/~1pets/get/responses/200/headers/X-Total":                     `{"schema":{"type":"integer"}}`,
		"/paths/~1pets/get/responses/200/content/text~1csv/schema/items/$ref": `"#/components/schemas/Pet"`,
		"/paths/~1pets/get/responses/200/content/application~1json/examples/default/value": `[1]`,
		"/paths/~1pets/get/responses/410/$ref":                                             `"#/components/responses/Gone"`,
		"/components/responses/Gone/content/application~1json/schema/$ref":                 `"#/components/schemas/Pet"`,
		"/paths/~1pets/post/requestBody":                                                   `{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Pet"}}}}`,
		"/paths/~1pets/post/parameters":                                                    `null`,
		"/paths/~1pets/put/requestBody/content/multipart~1form-data/schema":                `{"type":"object","properties":{"photo":{"type":"string","format":"binary"},"note":{"type":"string","description":"n"}},"required":["photo"]}`,
		"/components/schemas/Pet/discriminator":                                            `{"propertyName":"kind"}`,
		"/components/schemas/Pet/properties/age/type":                                      `["integer","null"]`,
		"/components/schemas/Pet/properties/kind/examples":                                 `["cat"]`,
	} {
		require.JSONEq(t, want, string(n.At(pointer).AppendJSON(nil)), pointer)
	}
	require.NotContains(t, string(out), "#/definitions")
	again, err := Upgrade([]byte(swagger))
	require.NoError(t, err)
	require.Equal(t, string(out), string(again))
}

func TestNormaliseBringsSchemasTo2020(t *testing.T) {
	b, err := imported(t, "a.yaml", `openapi: 3.0.3
info: {title: T, version: 1.0}
paths: {}
components:
  schemas:
    Nullable: {type: string, nullable: true}
    Reference: {nullable: true, allOf: [{$ref: "#/components/schemas/Nullable"}]}
    Choice: {nullable: true, oneOf: [{type: string}]}
    Limits: {type: number, minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false}
    Sibling: {properties: {a: {$ref: "#/components/schemas/Nullable", description: d, minLength: 3}}}
    Example: {type: integer, example: 7}
    Broken: {type: object, properties: {a: [1], b: {type: string}}, required: yes, enum: 3}
    LookAround: {type: string, pattern: "(?=a)"}
`)
	require.NoError(t, err)
	for name, want := range map[string]string{
		"Nullable": `{"type":["string","null"]}`, "Reference": `{"anyOf":[{"$ref":"#/components/schemas/Nullable"},{"type":"null"}]}`,
		"Choice": `{"oneOf":[{"type":"string"},{"type":"null"}]}`, "Limits": `{"type":"number","exclusiveMinimum":1,"maximum":9}`,
		"Sibling": `{"properties":{"a":{"$ref":"#/components/schemas/Nullable","description":"d"}}}`,
		"Example": `{"type":"integer","examples":[7]}`, "Broken": `{"type":"object","properties":{"a":{},"b":{"type":"string"}}}`,
	} {
		require.JSONEq(t, want, string(b.Root().At("/components/schemas").Get(name).AppendJSON(nil)), name)
	}
	require.Equal(t, "1.0", b.Info.Version)
	rules := map[string]int{}
	for _, f := range b.Findings {
		rules[f.Rule]++
		require.Positive(t, f.Line)
	}
	require.Equal(t, map[string]int{"wrong-shape": 3, "pattern": 1}, rules)
}

func TestIndexNestsTagsAndTagGroups(t *testing.T) {
	b, err := imported(t, "a.yaml", `openapi: 3.2.0
info: {title: T, version: "1"}
tags: [{name: a, summary: A}, {name: b, parent: a}, {name: c, parent: d}, {name: d, parent: c}, {name: e, x-displayName: E}]
x-tagGroups: [{name: G, tags: [e, none]}]
paths:
  /a: {get: {tags: [b], responses: {}}, post: {responses: {}}, delete: {tags: [late], responses: {}}}
`)
	require.NoError(t, err)
	n, err := ParseJSON(b.IndexJSON())
	require.NoError(t, err)
	names := []string{}
	for _, m := range n.Get("groups").Members {
		names = append(names, m.Value.Str("name"))
	}
	require.Equal(t, []string{"G", "a", "d", "", "late"}, names)
	require.Equal(t, "E", n.At("/groups/0/groups/0").Str("title"))
	require.Equal(t, `["get-a"]`, string(n.At("/groups/1/groups/0/operations").AppendJSON(nil)))
	require.Equal(t, "c", n.At("/groups/2/groups/0").Str("name"))
}

func TestImportFindsTheEntryOfAnArchive(t *testing.T) {
	doc := []byte("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n")
	b, err := Import(t.Context(), Source{Files: map[string][]byte{
		"x/deep/openapi.yaml": doc, "spec/openapi.yaml": doc, "spec/other.yaml": doc, "spec/model.yaml": []byte("A: {}"),
	}}, Limits{})
	require.NoError(t, err)
	require.Equal(t, "spec/openapi.yaml", b.FileOf(b.Root().Get("info")))
}
