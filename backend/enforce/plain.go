package enforce

import (
	"net/http"
	"net/netip"
	"strings"

	"github.com/valyala/fasthttp"
)

// RefusePlain answers a request that the plain listener must not lead to HTTPS, as tls_required. Tokens in it that were
// good until now are reported as exposed: they went through the network in the clear (ENF-11). Calls within this machine
// crossed none, and where the operator allows it nothing is reported.
func (s *Service) RefusePlain(w http.ResponseWriter, r *http.Request) {
	if peer, err := netip.ParseAddrPort(r.RemoteAddr); err == nil {
		if from := peer.Addr().Unmap().WithZone(""); !from.IsLoopback() && !contains(s.PlainAllow, from) {
			s.exposed(r.Header, from)
		}
	}
	var v verdict
	v.Code = TLSRequired
	var ctx fasthttp.RequestCtx
	s.writeProblem(&ctx, &v, TLSRequired.Status())
	for name, value := range ctx.Response.Header.All() {
		w.Header().Set(string(name), string(value))
	}
	w.Header().Del("Content-Length")
	w.WriteHeader(TLSRequired.Status())
	_, _ = w.Write(ctx.Response.Body())
}

// exposed reports every token of a header that would have opened something.
func (s *Service) exposed(header http.Header, from netip.Addr) {
	snapshot := s.snapshot.Load()
	if snapshot == nil {
		return
	}
	sent := append([]string(nil), header.Values("X-Api-Key")...)
	for _, value := range header.Values("Authorization") {
		if scheme, token, ok := strings.Cut(value, " "); ok && strings.EqualFold(scheme, "bearer") {
			sent = append(sent, token)
		}
	}
	for _, token := range sent {
		request := Request{Brand: s.Brand, Credential: token, Address: from, Plain: true}
		var v verdict
		v.Decision = Decide(snapshot, &request, s.Clock.Now().UnixMicro())
		if v.honey != nil {
			s.tellHoney(&v.Decision, &request)
		}
		if v.Code == TLSRequired && v.Token.Binding() == nil {
			s.report(&v, &request, exposure)
		}
	}
}
