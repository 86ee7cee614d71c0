package mock

import (
	"net/http"
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

// Mistake is what is wrong with a request: the status to answer with, the sandbox's code, a sentence, and each place.
type Mistake struct {
	Status       int
	Code, Detail string
	Findings     []Finding
}

// stepsStrict is how many schemas a strict comparison looks at: enough for large bodies, and done in some ten milliseconds.
const stepsStrict = 200_000

// Check compares a request with the operation and answers the sandbox's findings, or nil when it fits.
func (o *Operation) Check(request Request) *Mistake {
	set := schema.NewWith(o.chunk, &o.patterns)
	if request.Strict {
		set.Limit(stepsStrict)
	}
	wrong := check(o.chunk, set, request)
	if wrong == nil && request.Strict && set.Exhausted() {
		return &Mistake{http.StatusUnprocessableEntity, "mock.too_complex", "The request is too complex to be compared with the document.",
			[]Finding{{"/body", "complexity", "There are too many values to compare."}}}
	}
	return wrong
}

// check returns what to answer when the request does not fit the operation.
func check(chunk *document.Node, set *schema.Set, request Request) *Mistake {
	var findings []Finding
	for _, m := range chunk.Get("parameters").Items() {
		findings = append(findings, checkParameter(set, m.Value, request)...)
	}
	if len(findings) > 0 {
		return &Mistake{http.StatusBadRequest, "mock.invalid_parameters", "Some parameters do not fit the operation.", findings}
	}
	return checkBody(set, chunk.Get("requestBody"), request)
}

func checkParameter(set *schema.Set, p *document.Node, request Request) []Finding {
	name, in := p.Str("name"), p.Str("in")
	if in == "header" && reserved(name) {
		return nil
	}
	pointer := document.Pointer(in, name)
	value, present := read(set, p, request)
	if !present {
		if p.True("required") || in == "path" {
			return []Finding{{pointer, "required", "The parameter is missing."}}
		}
		return nil
	}
	if value == nil {
		return []Finding{{pointer, "syntax", "The value can't be read."}}
	}
	var out []Finding
	problems := set.Validate(schemaOf(p), value, schema.Request)
	if len(problems) > 0 && value.Kind == document.Number && kindOf(set, schemaOf(p)) == "" {
		// A schema without a type may mean digits as text.
		problems = set.Validate(schemaOf(p), &document.Node{Kind: document.String, Text: value.Text}, schema.Request)
	}
	for _, wrong := range problems {
		out = append(out, Finding{pointer + wrong.Pointer, wrong.Keyword, wrong.Message})
	}
	return out
}

// schemaOf returns the schema of a parameter, which stands under schema or under its one media type.
func schemaOf(p *document.Node) *document.Node {
	if content := p.Get("content").Fields(); len(content) > 0 {
		return content[0].Value.Get("schema")
	}
	return p.Get("schema")
}

func checkBody(set *schema.Set, body *document.Node, request Request) *Mistake {
	content := body.Get("content")
	if body == nil || len(content.Fields()) == 0 {
		return nil
	}
	fail := func(status int, code, detail string, findings ...Finding) *Mistake {
		return &Mistake{status, code, detail, findings}
	}
	if len(request.Body) == 0 && !request.Unread {
		if body.True("required") {
			return fail(http.StatusBadRequest, "mock.body_missing", "The operation needs a body.",
				Finding{"/body", "required", "The body is missing."})
		}
		return nil
	}
	media, found := mediaOf(content, request.ContentType)
	if !found {
		kinds := make([]string, 0, len(content.Members))
		for _, m := range content.Members {
			kinds = append(kinds, m.Key)
		}
		return fail(http.StatusUnsupportedMediaType, "mock.content_type",
			"The operation takes "+strings.Join(kinds, ", ")+".", Finding{"/header/Content-Type", "enum", "This content type is not described."})
	}
	if coding := request.Headers.Get("Content-Encoding"); request.Strict && coding != "" && !strings.EqualFold(coding, "identity") {
		return fail(http.StatusUnsupportedMediaType, "mock.content_encoding", "The body is compressed and can't be compared with the document.",
			Finding{"/header/Content-Encoding", "encoding", "Send the body as it is."})
	}
	if media.Get("schema") == nil || request.Unread {
		return nil
	}
	value, err := readBody(set, media.Get("schema"), request)
	if err != nil {
		return fail(http.StatusBadRequest, "mock.body_syntax", "The body is no "+essence(request.ContentType)+".", Finding{"/body", "syntax", err.Error()})
	}
	if value == nil {
		return nil
	}
	var findings []Finding
	for _, wrong := range set.Validate(media.Get("schema"), value, schema.Request) {
		findings = append(findings, Finding{"/body" + wrong.Pointer, wrong.Keyword, wrong.Message})
	}
	if len(findings) > 0 {
		return fail(http.StatusUnprocessableEntity, "mock.invalid_body", "The body does not fit the schema.", findings...)
	}
	return nil
}

// mediaOf finds the described media type that a content type falls under.
func mediaOf(content *document.Node, contentType string) (*document.Node, bool) {
	given := essence(contentType)
	major, _, _ := strings.Cut(given, "/")
	for _, form := range [...]string{given, major + "/*", "*/*"} {
		for _, m := range content.Members {
			if essence(m.Key) == form {
				return m.Value, true
			}
		}
	}
	return nil, false
}
