package enforce

import (
	"net/url"
	"strings"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/openapi/mock"
)

// Comparing says what happens to calls that don't fit the document. The zero value looks at nothing.
type Comparing uint8

// What happens: nobody looks, what doesn't fit is counted and goes on, or it is refused.
const (
	ComparingOff Comparing = iota
	ComparingReport
	ComparingEnforce
)

// fitsDocument compares an allowed call with its operation, with the sandbox's findings, before it goes on to a server. false
// means that it is answered. Of a body that passes through (bodyWholeMax) only the content type is compared. The comparison comes after windows and quota, which bound what it can cost.
func (s *Service) fitsDocument(ctx *fasthttp.RequestCtx, c *call) bool {
	v := &c.verdict
	mode := v.API.Comparing
	if mode == ComparingOff || v.API.Upstreams[v.Token.Environment].Kind != "http" {
		return true // the built-in sandbox compares by itself
	}
	operation, err := s.operation(c)
	if err != nil {
		s.Logger.Warn("a call can't be compared with its document", "api", v.API.Slug, "operation", v.Operation.ID, "cause", err)
		if mode == ComparingReport {
			return true
		}
		v.Code = Undecided
		s.deny(ctx, c)
		return false
	}
	wrong := operation.Check(c.described(ctx))
	if wrong == nil {
		return true
	}
	missed := missedBy(operation, wrong)
	s.tallies.addMissed(v, missed, mode == ComparingEnforce, s.Clock.Now().UnixMicro())
	if mode == ComparingReport {
		return true
	}
	v.Code, v.wrong, v.missed = RequestInvalid, wrong, missed
	s.deny(ctx, c)
	return false
}

// described is the call as the document's engine wants it.
func (c *call) described(ctx *fasthttp.RequestCtx) mock.Request {
	in := &ctx.Request
	query, _ := url.ParseQuery(string(c.query)) // what doesn't parse is not there, and the findings say what is missing
	r := mock.Request{
		Method: c.request.Method, PathParams: pathParams(c.verdict.Operation.Template, c.request.Path), Query: query,
		Headers: headersOf(&in.Header), ContentType: string(in.Header.ContentType()), Strict: true,
	}
	if r.Unread = c.flows(); !r.Unread {
		r.Body = c.body
	}
	return r
}

// missed is a rule that a call missed, at a place that the document names.
type missed struct{ pointer, code string }

// missedBy answers each place and rule once. Nothing of what the caller sent is in it.
func missedBy(operation *mock.Operation, wrong *mock.Mistake) []missed {
	out := make([]missed, 0, len(wrong.Findings))
	seen := map[missed]bool{}
	for _, f := range wrong.Findings {
		if m := (missed{operation.Place(f.Pointer), f.Code}); !seen[m] {
			seen[m] = true
			out = append(out, m)
		}
	}
	return out
}

const missedShownMax = 5

func missedText(d *Decision) string {
	var text []string
	for i, m := range d.missed {
		if i == missedShownMax {
			text = append(text, "…")
			break
		}
		text = append(text, m.pointer+" "+m.code)
	}
	return strings.Join(text, ", ")
}

// status is what the caller gets: the code's own, or what the findings ask for.
func (v *verdict) status() int {
	if v.Code == RequestInvalid && v.wrong != nil {
		return v.wrong.Status
	}
	return v.Code.Status()
}

// appendFindings adds what is wrong with a request to its problem.
func (v *verdict) appendFindings(b []byte) []byte {
	if v.wrong == nil {
		return b
	}
	b = append(b, `,"errors":[`...)
	for i, f := range v.wrong.Findings {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(append(b, `{"pointer":`...), f.Pointer)
		b = appendText(append(b, `,"code":`...), f.Code)
		b = append(appendText(append(b, `,"message":`...), f.Message), '}')
	}
	return append(b, ']')
}
