package mock

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

// Request is a call of one operation. All of it is untrusted.
type Request struct {
	Method      string
	PathParams  map[string]string // by name, unescaped
	Query       url.Values
	Headers     http.Header
	Body        []byte
	ContentType string // of the body, with parameters
	Unread      bool   // there is a body, but it is too large to be looked at
	// Strict refuses bodies that two readers may understand differently (repeated members, deep nesting, compression), and
	// what is too complex to be compared. For requests that go on to somebody's server.
	Strict bool
	Accept string // default: Headers' Accept
	Prefer string // "code=404", "example=name", "dynamic=true", joined by commas; default: Headers' Prefer
}

// Response is the answer. Headers hold Content-Type where there is a body.
type Response struct {
	Status  int
	Headers map[string]string
	Body    []byte
}

// Operation is a chunk made ready to answer many requests. It is safe for concurrent use.
type Operation struct {
	chunk  *document.Node
	bodies sync.Map // made bodies by bodyKey; generating one can cost milliseconds
	// patterns of the chunk's schemas, and the names that its schemas know, for Place.
	patterns schema.Patterns
	names    func() map[string]bool
}

// Prepare reads the chunk of an operation. find gives the chunk of a schema that a bounded one left out, or nil; it is
// asked during Prepare only, and may be nil itself.
func Prepare(chunk json.RawMessage, find func(schema string) json.RawMessage) (*Operation, error) {
	n, err := document.ParseJSON(chunk)
	if err != nil {
		return nil, err
	}
	complete(n, find)
	return &Operation{chunk: n, names: sync.OnceValue(func() map[string]bool { return namesOf(n) })}, nil
}

// Answer answers one request to the operation of a chunk. A chunk that can't be read gives a 500 problem.
func Answer(chunk json.RawMessage, request Request) Response {
	o, err := Prepare(chunk, nil)
	if err != nil {
		return problem(http.StatusInternalServerError, "mock.unreadable_operation",
			"The description of this operation can't be read.", nil)
	}
	return o.Answer(request)
}

// Answer validates the request and gives the documented response that it prefers, or else the first success. What is
// wrong with the request is answered as problem JSON: 400 for parameters and unreadable bodies, 415 for the content
// type, 422 for a body that misses its schema. A preferred code from 400 on is given without validation, because who
// asks for an error wants to see it.
func (o *Operation) Answer(request Request) Response {
	if request.Prefer == "" {
		request.Prefer = strings.Join(request.Headers.Values("Prefer"), ",")
	}
	if request.Accept == "" {
		request.Accept = strings.Join(request.Headers.Values("Accept"), ",")
	}
	wish, set := parsePrefer(request.Prefer), schema.NewWith(o.chunk, &o.patterns)
	if len(wish.code) != 3 || wish.code < "400" {
		if wrong := check(o.chunk, set, request); wrong != nil {
			return problem(wrong.Status, wrong.Code, wrong.Detail, wrong.Findings)
		}
	}
	return o.respond(set, request, wish)
}

// respond gives the response that is wished for, whatever the request looks like.
func (o *Operation) respond(set *schema.Set, request Request, wish prefer) Response {
	status, description, found := pick(o.chunk.Get("responses"), wish.code)
	if !found {
		return problem(http.StatusBadRequest, "mock.unknown_response",
			"The operation documents no response "+wish.code+".", nil)
	}
	response := Response{Status: status, Headers: headers(set, description)}
	if wrong := o.fill(&response, set, description, request.Accept, wish); wrong != nil {
		return *wrong
	}
	if response.Status == http.StatusNoContent || response.Status == http.StatusNotModified || request.Method == http.MethodHead {
		response.Body = nil
	}
	return response
}

// prefer is what the caller asked for (RFC 7240).
type prefer struct {
	code, example string
	dynamic       bool
}

func parsePrefer(header string) (p prefer) {
	for _, part := range strings.FieldsFunc(header, func(r rune) bool { return r == ',' || r == ';' }) {
		key, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		value = strings.Trim(strings.TrimSpace(value), `"`)
		switch strings.ToLower(strings.TrimSpace(key)) {
		case "code", "status":
			p.code = value
		case "example":
			p.example = value
		case "dynamic":
			p.dynamic = value == "true" || value == ""
		}
	}
	return p
}

// Finding is one mistake of a request: where it is ("/query/limit", "/body/items/0"), which rule, and in words.
type Finding struct {
	Pointer string `json:"pointer"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

// problem is RFC 9457 with the members that Gatehouse's own problems have.
func problem(status int, code, detail string, findings []Finding) Response {
	body, err := json.Marshal(struct {
		Type   string    `json:"type"`
		Title  string    `json:"title"`
		Status int       `json:"status"`
		Detail string    `json:"detail"`
		Code   string    `json:"code"`
		Errors []Finding `json:"errors,omitempty"`
	}{"/problems/" + code, http.StatusText(status), status, detail, code, findings})
	if err != nil {
		body = []byte(`{"status":500}`)
	}
	return Response{Status: status, Headers: map[string]string{"Content-Type": "application/problem+json"}, Body: body}
}
