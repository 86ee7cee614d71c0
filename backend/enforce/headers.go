package enforce

import (
	"bytes"

	"github.com/valyala/fasthttp"
)

// The names under which an upstream learns who calls. A caller's own headers with these names, in any spelling, never
// get through.
const (
	headerDecision    = "Gatehouse-Decision"
	headerTokenID     = "Gatehouse-Token-Id"
	headerAppID       = "Gatehouse-App-Id"
	headerEnvironment = "Gatehouse-Environment"
	headerScopes      = "Gatehouse-Scopes"
	headerRequestID   = "Gatehouse-Request-Id"
	headerContext     = "Gatehouse-Context"
	headerVersion     = "Gatehouse-Version"
	headerVerifier    = "Gatehouse-Verifier"
	headerStatus      = "Gatehouse-Status"
	headerCode        = "Gatehouse-Code" // for proxies that drop the body of a refusal
	headerProof       = "DPoP"
	headerNonce       = "DPoP-Nonce"
)

// The same names and some values as the HTTP library takes them without looking at them again.
var (
	nameTokenID     = []byte(headerTokenID)
	nameAppID       = []byte(headerAppID)
	nameEnvironment = []byte(headerEnvironment)
	nameScopes      = []byte(headerScopes)
	nameRequestID   = []byte(headerRequestID)
	nameContext     = []byte(headerContext)

	nameHost            = []byte(fasthttp.HeaderHost)
	nameCacheControl    = []byte(fasthttp.HeaderCacheControl)
	nameRateLimit       = []byte("Ratelimit") // as the library writes it; names have no case (RFC 9110 section 5.1)
	nameRateLimitPolicy = []byte("Ratelimit-Policy")
	nameForwardedFor    = []byte(fasthttp.HeaderXForwardedFor)
	nameForwardedHost   = []byte(fasthttp.HeaderXForwardedHost)
	nameForwardedProto  = []byte(fasthttp.HeaderXForwardedProto)
	valueNoStore        = []byte("no-store")
	valueHTTP           = []byte("http")
	valueHTTPS          = []byte("https")
)

const foldedMax = 64

// foldName writes a header name in the form in which names are compared: lower case, and everything outside [a-z0-9]
// as a dash, because CGI, WSGI and their kin read X_Auth, X.Auth and X-Auth as one. Longer names than dst are cut.
func foldName(dst *[foldedMax]byte, name []byte) []byte {
	n := min(len(name), foldedMax)
	for i := range n {
		c := name[i]
		switch {
		case c >= 'A' && c <= 'Z':
			c += 'a' - 'A'
		case c >= 'a' && c <= 'z', c >= '0' && c <= '9':
		default:
			c = '-'
		}
		dst[i] = c
	}
	return dst[:n]
}

// headerReserved says whether a caller's header, folded, stays here: our own names, credentials, hop-by-hop fields,
// fields that the outbound request gets anew, statements about the way so far, and overrides of method or path.
func headerReserved(folded []byte) bool {
	if bytes.HasPrefix(folded, []byte("gatehouse-")) || bytes.HasPrefix(folded, []byte("proxy-")) ||
		bytes.HasPrefix(folded, []byte("x-forwarded")) || bytes.HasPrefix(folded, []byte("x-original-")) {
		return true
	}
	switch string(folded) {
	case "authorization", "x-api-key", "dpop", "host", "content-length", "transfer-encoding",
		"connection", "keep-alive", "te", "trailer", "upgrade", "http2-settings", "expect",
		"forwarded", "x-real-ip", "via", "x-client-ip", "true-client-ip", "cf-connecting-ip", "x-cluster-client-ip",
		"x-http-method", "x-http-method-override", "x-method-override", "x-rewrite-url", "x-url-scheme",
		"x-sendfile-type", "x-accel-mapping", "alt-used":
		return true
	}
	return false
}

// hopByHop says whether an upstream's response header ends at the gateway. Our own names and the limit fields are ours
// to set; Server would describe the upstream.
func hopByHop(folded []byte) bool {
	switch string(folded) {
	case "connection", "keep-alive", "proxy-authenticate", "proxy-connection", "te", "trailer", "transfer-encoding",
		"upgrade", "content-length", "server", "alt-svc", "dpop-nonce":
		return true
	}
	return bytes.HasPrefix(folded, []byte("gatehouse-"))
}

func nominates(nominated, name []byte) bool {
	for len(nominated) > 0 {
		item, rest, _ := bytes.Cut(nominated, []byte{','})
		if bytes.EqualFold(bytes.TrimSpace(item), name) {
			return true
		}
		nominated = rest
	}
	return false
}

// withoutPortalCookies drops the portal's own cookies: browsers send them to every port of a host.
func withoutPortalCookies(cookies []byte) []byte {
	if !bytes.Contains(cookies, []byte("gth_")) {
		return cookies
	}
	var kept [][]byte
	for _, pair := range bytes.Split(cookies, []byte{';'}) {
		name, _, _ := bytes.Cut(bytes.TrimSpace(pair), []byte{'='})
		if !bytes.Contains(name, []byte("gth_")) && len(name) > 0 {
			kept = append(kept, bytes.TrimSpace(pair))
		}
	}
	return bytes.Join(kept, []byte("; "))
}

// copyResponseHeaders gives the caller what the upstream says, hop-by-hop fields and what its Connection field names
// excepted.
func copyResponseHeaders(out *fasthttp.ResponseHeader, from *upstreamConn) {
	var buffer [foldedMax]byte
	nominated := from.frame.nominated
	for name, value := range from.fields {
		if hopByHop(foldName(&buffer, name)) || len(nominated) > 0 && nominates(nominated, name) {
			continue
		}
		out.AddBytesKV(name, value)
	}
}
