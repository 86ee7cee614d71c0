package app

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/enforce"
	"github.com/gatehouse-dev/gatehouse/openapi/mock"
)

// sandbox lets the gateway's sandbox answer from the API's document. It has no state.
type sandbox struct{}

// outline is the part of a resolved operation that says where its parameters are.
type outline struct {
	Path       string `json:"path"`
	Parameters []struct {
		Name string `json:"name"`
		In   string `json:"in"`
	} `json:"parameters"`
}

// Answer implements enforce.Answerer.
func (sandbox) Answer(operation []byte, call enforce.SandboxCall) enforce.SandboxAnswer {
	var o outline
	if err := json.Unmarshal(operation, &o); err != nil {
		return enforce.SandboxAnswer{Status: http.StatusInternalServerError}
	}
	query, err := url.ParseQuery(call.Query)
	if err != nil {
		query = url.Values{}
	}
	headers := http.Header{}
	for _, p := range o.Parameters {
		if value := call.Header(p.Name); p.In == "header" && value != "" {
			headers.Set(p.Name, value)
		}
	}
	answer := mock.Answer(operation, mock.Request{
		Method: call.Method, PathParams: pathParameters(o.Path, call.Path), Query: query, Headers: headers, Body: call.Body,
		ContentType: call.ContentType, Accept: call.Header("Accept"), Prefer: call.Header("Prefer"),
	})
	out := enforce.SandboxAnswer{Status: answer.Status, Headers: map[string]string{}, Body: answer.Body}
	for name, value := range answer.Headers {
		if strings.EqualFold(name, "Content-Type") {
			out.ContentType = value
		} else {
			out.Headers[name] = value
		}
	}
	return out
}

// pathParameters reads the values of {name} segments. Both paths are canonical and have matched already; a template with
// more than one name in a segment gives no value for it.
func pathParameters(template, path string) map[string]string {
	names, values := strings.Split(template, "/"), strings.Split(path, "/")
	parameters := map[string]string{}
	for i, name := range names {
		if i >= len(values) || !strings.HasPrefix(name, "{") || !strings.HasSuffix(name, "}") {
			continue
		}
		if value, err := url.PathUnescape(values[i]); err == nil {
			parameters[strings.Trim(name, "{}")] = value
		}
	}
	return parameters
}
