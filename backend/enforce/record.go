package enforce

import (
	"bytes"
	"net/netip"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

// anonymousKeptMax bounds the denials without a token that are kept in a second: floods are counted, not stored.
const anonymousKeptMax = 20

// outcome is what a door knows of a call when it is over.
type outcome struct {
	door              string
	status            int
	started           int64 // monotonic nanoseconds
	upstreamNS        int64
	bytesIn, bytesOut int
	agent             string
	address           netip.Addr
}

// record writes the event of a call and, for a denial, keeps its checks. It copies what it keeps.
func (s *Service) record(r *Request, v *verdict, o *outcome) {
	now := s.Clock.Now().UnixMicro()
	if v.Code != Allowed && v.ID != "" {
		s.keep(r, v, o, now)
	}
	s.noteUnknown(r, v, o.status, now)
	if s.Recorder == nil {
		return
	}
	e := usage.Event{
		At: now, DecisionID: v.ID, Method: methodText(r.Method), Status: o.status,
		LatencyUS: (clock.Monotonic() - o.started) / 1000, UpstreamUS: o.upstreamNS / 1000,
		BytesIn: int64(o.bytesIn), BytesOut: int64(o.bytesOut),
		Network: s.networks.text(o.address), Agent: o.agent, Door: o.door,
	}
	if v.Code != Allowed {
		e.Code = v.Code.String()
	}
	if v.Token != nil {
		e.TokenID, e.AppID, e.Environment = v.Token.ID, v.Token.AppID, v.Token.Environment.String()
	}
	if v.Secret != nil {
		e.Generation = int64(v.Secret.Generation)
	}
	if v.Token != nil {
		v.Token.attribute(&e)
	}
	if v.API != nil {
		e.APIID = v.API.ID
	}
	if v.Version != nil {
		e.VersionID = v.Version.ID
	}
	if v.Operation != nil {
		e.Operation, e.Route = v.Operation.ID, v.Operation.Template
	}
	s.Recorder.Record(e)
}

func (s *Service) keep(r *Request, v *verdict, o *outcome, now int64) {
	if s.Sink == nil || (v.Token == nil || v.Token.AppID == "") && !s.mayKeepAnonymous() {
		return
	}
	d := usage.Decision{
		ID: v.ID, At: now, Code: v.Code.String(), Status: o.status, Door: o.door,
		Method: methodText(r.Method), Path: strings.Clone(r.Path), Checks: v.explain(r),
	}
	d.Allowed = v.Code == Allowed
	if v.Token != nil {
		d.TokenID, d.AppID, d.Environment = v.Token.ID, v.Token.AppID, v.Token.Environment.String()
	}
	if v.API != nil {
		d.APIID = v.API.ID
	} else if r.API != "" {
		d.Path = "/" + r.API + r.Path // refused before it was looked up: as the caller wrote it
	}
	if v.Operation != nil {
		d.Operation = v.Operation.ID
	}
	s.Sink.Keep(d)
}

// mayKeepAnonymous counts within the current second: the second is in the upper bits, the count in the lower 16.
func (s *Service) mayKeepAnonymous() bool {
	second := clock.Monotonic() / 1e9
	for {
		old := s.anonymousKept.Load()
		count := int64(0)
		if old>>16 == second {
			count = old & 0xffff
		}
		if count >= anonymousKeptMax {
			return false
		}
		if s.anonymousKept.CompareAndSwap(old, second<<16|(count+1)) {
			return true
		}
	}
}

// methodText returns a constant, so that events never hold on to a request's memory.
func methodText(method string) string {
	switch method {
	case "GET":
		return "GET"
	case "HEAD":
		return "HEAD"
	case "POST":
		return "POST"
	case "PUT":
		return "PUT"
	case "PATCH":
		return "PATCH"
	case "DELETE":
		return "DELETE"
	case "OPTIONS":
		return "OPTIONS"
	}
	return "OTHER"
}

// agentFamilies in the order in which they are looked for: browsers name each other, so the more special comes first.
var agentFamilies = []struct {
	mark   []byte
	family string
}{
	{[]byte("curl/"), "curl"}, {[]byte("Go-http-client"), "go"}, {[]byte("python"), "python"}, {[]byte("Python"), "python"},
	{[]byte("okhttp"), "okhttp"}, {[]byte("axios"), "axios"}, {[]byte("node"), "node"}, {[]byte("undici"), "node"},
	{[]byte("Java"), "java"}, {[]byte("Apache-HttpClient"), "java"}, {[]byte("Postman"), "postman"},
	{[]byte("insomnia"), "insomnia"}, {[]byte("Wget"), "wget"}, {[]byte("Ruby"), "ruby"}, {[]byte("PHP"), "php"},
	{[]byte("Guzzle"), "php"}, {[]byte("dotnet"), "dotnet"}, {[]byte("k6/"), "k6"},
	{[]byte("Edg/"), "edge"}, {[]byte("Firefox/"), "firefox"}, {[]byte("Chrome/"), "chrome"}, {[]byte("Safari/"), "safari"},
}

func agentFamily(agent []byte) string {
	if len(agent) == 0 {
		return "none"
	}
	agent = agent[:min(len(agent), 256)]
	for _, f := range agentFamilies {
		if bytes.Contains(agent, f.mark) {
			return f.family
		}
	}
	return "other"
}
