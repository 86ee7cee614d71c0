package mock_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/mock"
)

const styles = `{"openapi":"3.2.0","info":{"title":"T","version":"1"},"paths":{"/a/{p}":{"post":{"operationId":"a","parameters":[%s],
 "requestBody":{"content":{%s}},"responses":{"204":{"description":"d"}}}}}}`

func answerTo(t *testing.T, parameter, content string, request mock.Request) (int, []string) {
	t.Helper()
	text := fmt.Sprintf(styles, parameter, content)
	b, err := document.Import(t.Context(), document.Source{Files: map[string][]byte{"openapi.json": []byte(text)}}, document.Limits{})
	require.NoError(t, err)
	if request.PathParams == nil {
		request.PathParams = map[string]string{"p": "1"}
	}
	r := mock.Answer(b.OperationChunk("a"), request)
	var p struct{ Errors []mock.Finding }
	if r.Status >= 400 {
		require.NoError(t, json.Unmarshal(r.Body, &p))
	}
	var pointers []string
	for _, f := range p.Errors {
		pointers = append(pointers, f.Pointer)
	}
	return r.Status, pointers
}

func TestAnswerReadsEveryStyleOfParameter(t *testing.T) {
	const list, pair = `{"type":"array","items":{"type":"integer"},"minItems":2}`, `{"type":"object","required":["r","g"],"properties":{"r":{"type":"integer"},"g":{"type":"integer"}}}`
	for _, row := range []struct{ in, style, explode, schema, good, bad, at string }{
		{"path", "simple", "false", list, "3,4", "3,x", "/path/p/1"},
		{"path", "label", "false", list, ".3,4", ".3,x", "/path/p/1"},
		{"path", "label", "true", list, ".3.4", ".3.x", "/path/p/1"},
		{"path", "matrix", "false", list, ";p=3,4", ";p=3,x", "/path/p/1"},
		{"path", "matrix", "true", list, ";p=3;p=4", ";p=3;p=x", "/path/p/1"},
		{"path", "simple", "false", pair, "r,1,g,2", "r,1,g,x", "/path/p/g"},
		{"path", "simple", "true", pair, "r=1,g=2", "r=1,g=x", "/path/p/g"},
		{"path", "label", "true", pair, ".r=1.g=2", ".r=1.g=x", "/path/p/g"},
		{"path", "matrix", "false", pair, ";p=r,1,g,2", ";p=r,1,g,x", "/path/p/g"},
		{"path", "matrix", "true", pair, ";r=1;g=2", ";r=1;g=x", "/path/p/g"},
		{"query", "form", "true", list, "p=3&p=4", "p=3&p=x", "/query/p/1"},
		{"query", "form", "false", list, "p=3,4", "p=3,x", "/query/p/1"},
		{"query", "spaceDelimited", "false", list, "p=3%204", "p=3%20x", "/query/p/1"},
		{"query", "pipeDelimited", "false", list, "p=3|4", "p=3|x", "/query/p/1"},
		{"query", "form", "true", pair, "r=1&g=2", "r=1&g=x", "/query/p/g"},
		{"query", "form", "false", pair, "p=r,1,g,2", "p=r,1,g,x", "/query/p/g"},
		{"query", "deepObject", "true", pair, "p[r]=1&p[g]=2", "p[r]=1&p[g]=x", "/query/p/g"},
		{"header", "simple", "false", list, "3,4", "3,x", "/header/p/1"},
		{"header", "simple", "true", pair, "r=1,g=2", "r=1,g=x", "/header/p/g"},
		{"cookie", "form", "false", list, "p=3,4", "p=3,x", "/cookie/p/1"},
	} {
		parameter := fmt.Sprintf(`{"name":"p","in":%q,"required":true,"style":%q,"explode":%s,"schema":%s}`, row.in, row.style, row.explode, row.schema)
		name := row.in + " " + row.style + " " + row.explode
		for value, want := range map[string]int{row.good: 204, row.bad: 400} {
			request := mock.Request{Method: "POST", Headers: http.Header{}}
			switch row.in {
			case "path":
				request.PathParams = map[string]string{"p": value}
			case "query":
				request.Query, _ = url.ParseQuery(value)
			case "header":
				request.Headers.Set("p", value)
			case "cookie":
				request.Headers.Set("Cookie", value)
			}
			status, pointers := answerTo(t, parameter, `"text/plain":{}`, request)
			require.Equal(t, want, status, "%s %s: %v", name, value, pointers)
			if want == 400 {
				require.Equal(t, []string{row.at}, pointers, name)
			}
		}
	}
}

func TestAnswerHoldsFormsAgainstTheirSchema(t *testing.T) {
	const form = `{"schema":{"type":"object","required":["amount"],"additionalProperties":false,"properties":{"amount":{"type":"integer"},
	 "tags":{"type":"array","items":{"enum":["a","b"]}},"address":{"type":"object","properties":{"zip":{"type":"integer"}}},
	 "lines":{"type":"array","items":{"type":"object","properties":{"n":{"type":"integer"}}}},"photo":{"type":"string","format":"binary"}}}}`
	const plain, multi = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
	part := func(name, value string) string {
		return "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n"
	}
	for _, row := range []struct {
		name, kind, body string
		status           int
		pointers         []string
	}{
		{"fits", plain, "amount=3&tags=a&tags=b&address[zip]=8000&lines[0][n]=1", 204, nil},
		{"every place", plain, "amount=x&tags[]=a&tags[]=c&address[zip]=y&lines[0][n]=z&more=1", 422,
			[]string{"/body/address/zip", "/body/amount", "/body/lines/0/n", "/body/more", "/body/tags/1"}},
		{"missing", plain, "tags=a", 422, []string{"/body/amount"}},
		{"no form", plain, "%zz", 400, []string{"/body"}},
		{"parts fit", multi, part("amount", "3") + part("photo", "bytes") + part("address", `{"zip":1}`) + "--x--", 204, nil},
		{"parts don't", multi, part("amount", "x") + "--x--", 422, []string{"/body/amount"}},
		{"no parts", multi, "nothing", 400, []string{"/body"}},
	} {
		content := fmt.Sprintf(`%q:%s,"multipart/form-data":%s`, plain, form, form)
		status, pointers := answerTo(t, `{"name":"p","in":"path","required":true,"schema":{}}`, content, mock.Request{Method: "POST", ContentType: row.kind, Body: []byte(row.body)})
		require.Equal(t, row.status, status, row.name)
		slices.Sort(pointers)
		require.Equal(t, row.pointers, pointers, row.name)
	}
}

func TestAnswerWritesSequencesItemByItem(t *testing.T) {
	const item = `{"itemSchema":{"type":"object","required":["event","data"],"properties":{"event":{"const":"made"},"data":{"type":"string","example":"a\nb"}}}}`
	text := `{"openapi":"3.2.0","info":{"title":"T","version":"1"},"paths":{"/a":{"get":{"operationId":"a","responses":{"200":{"description":"d","content":{
	 "application/jsonl":` + item + `,"text/event-stream":` + item + `,"application/json-seq":` + item + `}}}}}}}`
	b, err := document.Import(t.Context(), document.Source{Files: map[string][]byte{"openapi.json": []byte(text)}}, document.Limits{})
	require.NoError(t, err)
	const line = `{"event":"made","data":"a\nb"}` + "\n"
	for kind, want := range map[string]string{
		"application/jsonl": line + line, "application/json-seq": "\x1e" + line + "\x1e" + line,
		"text/event-stream": "event: made\ndata: a\ndata: b\n\nevent: made\ndata: a\ndata: b\n\n",
	} {
		r := mock.Answer(b.OperationChunk("a"), mock.Request{Method: "GET", Accept: kind})
		require.Equal(t, want, string(r.Body), kind)
		require.Equal(t, kind, r.Headers["Content-Type"])
	}
}
