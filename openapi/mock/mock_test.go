package mock_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/mock"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

const orders = `{"openapi":"3.1.0","info":{"title":"Orders","version":"1"},"paths":{
 "/orders":{
  "get":{"operationId":"list","parameters":[
    {"name":"limit","in":"query","schema":{"type":"integer","minimum":1,"maximum":100}},
    {"name":"state","in":"query","style":"form","explode":false,"schema":{"type":"array","items":{"enum":["open","paid"]}}},
    {"name":"filter","in":"query","style":"deepObject","schema":{"type":"object","properties":{"from":{"type":"string","format":"date"}}}},
    {"name":"X-Tenant","in":"header","required":true,"schema":{"type":"string"}}],
   "responses":{"200":{"description":"ok","headers":{"X-Total":{"schema":{"type":"integer"}}},"content":{
     "application/json":{"schema":{"type":"array","items":{"$ref":"#/components/schemas/Order"}}},
     "text/csv":{"example":"id,total\n1,2"}}},
    "404":{"description":"none","content":{"application/json":{"examples":{"gone":{"value":{"code":"gone"}},"never":{"value":{"code":"never"}}}}}}}},
  "post":{"operationId":"create","requestBody":{"required":true,"content":{"application/json":{"schema":{"$ref":"#/components/schemas/Order"}}}},
   "responses":{"201":{"description":"made","content":{"application/json":{"schema":{"$ref":"#/components/schemas/Order"}}}},"default":{"description":"no"}}}},
 "/orders/{id}":{"delete":{"operationId":"remove","parameters":[{"name":"id","in":"path","required":true,"schema":{"type":"integer"}}],
   "responses":{"204":{"description":"gone"}}}}},
 "components":{"schemas":{"Order":{"type":"object","required":["id","total","lines"],"additionalProperties":false,"properties":{
   "id":{"type":"string","format":"uuid","readOnly":true},"total":{"type":"number","minimum":0},
   "lines":{"type":"array","minItems":1,"items":{"type":"object","required":["sku"],"properties":{"sku":{"type":"string","pattern":"^[A-Z]{3}-\\d+$"}}}},
   "parent":{"$ref":"#/components/schemas/Order"}}}}}}`

func chunk(t testing.TB, id string) json.RawMessage {
	t.Helper()
	b, err := document.Import(t.Context(), document.Source{Files: map[string][]byte{"openapi.json": []byte(orders)}}, document.Limits{})
	require.NoError(t, err)
	require.NotNil(t, b.OperationChunk(id))
	return b.OperationChunk(id)
}

func tenant() http.Header { return http.Header{"X-Tenant": {"a"}} }

func TestAnswerGivesGeneratedDataThatSatisfiesTheSchema(t *testing.T) {
	c := chunk(t, "list")
	r := mock.Answer(c, mock.Request{Method: "GET", Headers: tenant()})
	require.Equal(t, 200, r.Status, string(r.Body))
	require.Equal(t, "application/json", r.Headers["Content-Type"])
	require.Equal(t, "1", r.Headers["X-Total"])
	root, err := document.ParseJSON(c)
	require.NoError(t, err)
	body, err := document.ParseJSON(r.Body)
	require.NoError(t, err)
	s := root.At("/responses/200/content/application~1json/schema")
	require.Empty(t, schema.New(root).Validate(s, body, schema.Response), string(r.Body))
	require.Equal(t, r, mock.Answer(c, mock.Request{Method: "GET", Headers: tenant()}))
}

func TestAnswerHonoursPreferAndAccept(t *testing.T) {
	c := chunk(t, "list")
	for _, row := range []struct {
		name, prefer, accept string
		status               int
		body                 string
	}{
		{"code without a valid request", "code=404", "", 404, `{"code":"gone"}`},
		{"named example", `code=404, example="never"`, "", 404, `{"code":"never"}`},
		{"media type", "", "text/csv", 400, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := mock.Answer(c, mock.Request{Method: "GET", Prefer: row.prefer, Accept: row.accept})
			require.Equal(t, row.status, r.Status)
			if row.body != "" {
				require.JSONEq(t, row.body, string(r.Body))
			}
		})
	}
	r := mock.Answer(c, mock.Request{Method: "GET", Headers: tenant(), Accept: "text/*"})
	require.Equal(t, "id,total\n1,2", string(r.Body))
	require.Equal(t, 400, mock.Answer(c, mock.Request{Prefer: "code=418"}).Status)
}

const shown = `{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{"/a":{"get":{"operationId":"a","responses":{"200":{"description":"d",
 "content":{"application/json":{"schema":{"type":"object","required":["n"],"properties":{"n":{"type":"integer","minimum":3}}},
  "examples":{"broken":{"value":{"n":1}},"sound":{"value":{"n":7}},"late":{"value":{"n":8}}}}}}}}}}}`

func TestAnswerPassesOverExamplesThatBreakTheirSchema(t *testing.T) {
	b, err := document.Import(t.Context(), document.Source{Files: map[string][]byte{"openapi.json": []byte(shown)}}, document.Limits{})
	require.NoError(t, err)
	o, err := mock.Prepare(b.OperationChunk("a"), nil)
	require.NoError(t, err)
	for prefer, want := range map[string]string{
		"": `{"n":7}`, "example=late": `{"n":8}`, "example=broken": `{"n":1}`, "dynamic=true": `{"n":3}`, "code=200, example=sound": `{"n":7}`,
	} {
		for range 2 {
			r := o.Answer(mock.Request{Method: "GET", Prefer: prefer})
			require.Equal(t, 200, r.Status)
			require.JSONEq(t, want, string(r.Body), prefer)
		}
	}
	r := o.Answer(mock.Request{Method: "GET", Prefer: "example=none"})
	require.Equal(t, 400, r.Status)
	require.Contains(t, string(r.Body), "broken, sound, late")
}

func TestPrepareFetchesWhatIsRequiredAndWasLeftOut(t *testing.T) {
	const bounded = `{"id":"a","parameters":[],"responses":{"200":{"content":{"application/json":{"schema":{"$ref":"#/schemas/A"}}}}},
	 "schemas":{"A":{"type":"object","required":["b"],"properties":{"b":{"$ref":"#/schemas/B"},"c":{"$ref":"#/schemas/C"}}}},"partial":true}`
	var asked []string
	o, err := mock.Prepare(json.RawMessage(bounded), func(name string) json.RawMessage {
		asked = append(asked, name)
		return json.RawMessage(`{"name":"B","schema":{"const":"bee"}}`)
	})
	require.NoError(t, err)
	require.JSONEq(t, `{"b":"bee"}`, string(o.Answer(mock.Request{Method: "GET"}).Body))
	require.Equal(t, []string{"B"}, asked, "what is optional is left out of the answer instead")
}

func TestAnswerNamesThePlaceOfEveryMistake(t *testing.T) {
	const kind = "application/json; charset=utf-8"
	for _, row := range []struct {
		name, id string
		request  mock.Request
		status   int
		pointers []string
	}{
		{"missing header", "list", mock.Request{}, 400, []string{"/header/X-Tenant"}},
		{"number out of range", "list", mock.Request{Headers: tenant(), Query: url.Values{"limit": {"500"}}}, 400, []string{"/query/limit"}},
		{"no number", "list", mock.Request{Headers: tenant(), Query: url.Values{"limit": {"many"}}}, 400, []string{"/query/limit"}},
		{"list item", "list", mock.Request{Headers: tenant(), Query: url.Values{"state": {"open,lost"}}}, 400, []string{"/query/state/1"}},
		{"deep object", "list", mock.Request{Headers: tenant(), Query: url.Values{"filter[from]": {"now"}}}, 400, []string{"/query/filter/from"}},
		{"all fine", "list", mock.Request{Headers: tenant(), Query: url.Values{"state": {"open,paid"}, "limit": {"7"}}}, 200, nil},
		{"path parameter", "remove", mock.Request{PathParams: map[string]string{"id": "x"}}, 400, []string{"/path/id"}},
		{"no content", "remove", mock.Request{PathParams: map[string]string{"id": "1"}}, 204, nil},
		{"body missing", "create", mock.Request{}, 400, []string{"/body"}},
		{"content type", "create", mock.Request{ContentType: "text/plain", Body: []byte("x")}, 415, []string{"/header/Content-Type"}},
		{"body syntax", "create", mock.Request{ContentType: kind, Body: []byte("{")}, 400, []string{"/body"}},
		{"body schema", "create", mock.Request{ContentType: kind, Body: []byte(`{"total":-1,"lines":[{"sku":"x"}],"x":1}`)}, 422,
			[]string{"/body/total", "/body/lines/0/sku", "/body/x"}},
		{"read-only may be left out", "create", mock.Request{ContentType: kind, Body: []byte(`{"total":1,"lines":[{"sku":"ABC-1"}]}`)}, 201, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := mock.Answer(chunk(t, row.id), row.request)
			require.Equal(t, row.status, r.Status, string(r.Body))
			var p struct{ Errors []mock.Finding }
			if row.pointers != nil {
				require.Equal(t, "application/problem+json", r.Headers["Content-Type"])
				require.NoError(t, json.Unmarshal(r.Body, &p))
			}
			var got []string
			for _, f := range p.Errors {
				got = append(got, f.Pointer)
			}
			require.Equal(t, row.pointers, got)
		})
	}
}

func TestAnswerCoversEveryResponseOfARealDocument(t *testing.T) {
	dir := os.Getenv("GATEHOUSE_SPECS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "specs")
	}
	data, err := os.ReadFile(filepath.Join(dir, "gitea.v2.json"))
	if err != nil {
		t.Skip("the real documents are not here: set GATEHOUSE_SPECS to their directory")
	}
	b, err := document.Import(t.Context(), document.Source{Files: map[string][]byte{"gitea.v2.json": data}}, document.Limits{})
	require.NoError(t, err)
	for _, o := range b.Operations() {
		c := b.OperationChunk(o.ID)
		root, err := document.ParseJSON(c)
		require.NoError(t, err)
		for _, m := range root.Get("responses").Fields() {
			if m.Key < "400" {
				continue // successes ask for a valid request; they are covered above
			}
			r := mock.Answer(c, mock.Request{Method: o.Method, Prefer: "code=" + m.Key})
			if m.Key != "default" {
				require.Equal(t, m.Key, strconv.Itoa(r.Status), "%s: %s", o.ID, r.Body)
			}
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add("limit=1&state=open", "code=404", `{"total":1}`)
	f.Add("filter[from]=x&limit=null", "example=,;code", `[`)
	lists, creates := chunk(f, "list"), chunk(f, "create")
	f.Fuzz(func(t *testing.T, query, prefer, body string) {
		values, _ := url.ParseQuery(query)
		for i, c := range []json.RawMessage{lists, creates, creates} {
			kind := []string{"application/json", "application/json", "application/x-www-form-urlencoded"}[i]
			r := mock.Answer(c, mock.Request{Query: values, Prefer: prefer, Body: []byte(body), ContentType: kind, Headers: tenant()})
			if r.Status < 200 || r.Status > 599 {
				t.Fatalf("status %d", r.Status)
			}
		}
	})
}
