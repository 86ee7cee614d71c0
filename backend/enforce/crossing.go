package enforce

import (
	"bytes"
	"strconv"
	"strings"

	"github.com/valyala/fasthttp"
)

// anyOrigin admits every web page, but never with cookies.
const anyOrigin = "*"

// CORS says which web pages may call an API and read its answers (WHATWG Fetch, CORS protocol). Where an API has it, it
// speaks in the upstream's place.
type CORS struct {
	Origins     []string // exact, https://*.example.com for one label, or only "*"
	Methods     []string // empty = those that the document has at a path
	Headers     []string // request headers besides those that are always allowed
	Exposed     []string // answer headers besides our own
	Credentials bool
	MaxAge      int64 // seconds

	exact    map[string]struct{}
	patterns []originPattern
	any      bool
	methods  string
	headers  string
	exposed  string
	maxAge   string
}

// originPattern is what stands before and behind the one label that may be anything.
type originPattern struct{ before, behind string }

// asked are the methods that a page may ask for; OPTIONS belongs to the browser.
var asked = [...]string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}

const headersAllowed = "Authorization, " + headerProof + ", X-API-Key, Content-Type, " + headerVersion

func (c *CORS) prepare() {
	c.exact, c.patterns, c.any = map[string]struct{}{}, nil, false
	for _, origin := range c.Origins {
		before, behind, wild := strings.Cut(origin, "*")
		switch {
		case origin == anyOrigin:
			c.any = true
		case wild:
			c.patterns = append(c.patterns, originPattern{before, behind})
		default:
			c.exact[origin] = struct{}{}
		}
	}
	c.methods = strings.Join(c.Methods, ", ")
	c.headers = strings.Join(append([]string{headersAllowed}, c.Headers...), ", ")
	c.exposed = strings.Join(append([]string{exposed}, c.Exposed...), ", ")
	c.maxAge = strconv.FormatInt(c.MaxAge, 10)
}

// Allows says whether pages of an origin may call. Origins are compared as they came, byte by byte: browsers write each in
// one way only.
func (c *CORS) Allows(origin string) bool {
	if c.any {
		return true
	}
	if _, ok := c.exact[origin]; ok {
		return true
	}
	for _, p := range c.patterns {
		if len(origin) > len(p.before)+len(p.behind) && strings.HasPrefix(origin, p.before) && strings.HasSuffix(origin, p.behind) &&
			labelPlain(origin[len(p.before):len(origin)-len(p.behind)]) {
			return true
		}
	}
	return false
}

// labelPlain says whether a text is one label of a host's name.
func labelPlain(label string) bool {
	for _, c := range []byte(label) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' && c != '_' {
			return false
		}
	}
	return label != ""
}

// takes says whether pages may use a method at all.
func (c *CORS) takes(method string) bool {
	for _, m := range c.Methods {
		if m == method {
			return true
		}
	}
	return len(c.Methods) == 0
}

// admit lets pages of an admitted origin read the answer. It is the rule's own text or a compared one that is written, never
// what nobody looked at.
func (c *CORS) admit(h *fasthttp.ResponseHeader, origin string) {
	if c.any {
		origin = anyOrigin
	}
	h.Set(fasthttp.HeaderAccessControlAllowOrigin, origin)
	h.Set(fasthttp.HeaderAccessControlExposeHeaders, c.exposed)
	if c.Credentials && !c.any {
		h.Set(fasthttp.HeaderAccessControlAllowCredentials, "true")
	}
}

// rules answers the rules of the API that the call is about, also when it was refused before anybody asked which that is.
// What is private then says nothing to pages that it doesn't admit, not even that it is there.
func (s *Service) rules(c *call) *CORS {
	if api := c.verdict.API; api != nil {
		return api.CORS
	}
	snapshot := s.snapshot.Load()
	if snapshot == nil {
		return nil
	}
	api := snapshot.API(c.request.API)
	if api == nil || api.CORS == nil || !api.Public && !api.CORS.Allows(c.request.Origin) {
		return nil
	}
	return api.CORS
}

// takeOver removes what the upstream says about other origins; caches are told that the answer depends on who asks.
func takeOver(h *fasthttp.ResponseHeader) {
	for _, name := range [...]string{
		fasthttp.HeaderAccessControlAllowOrigin, fasthttp.HeaderAccessControlAllowCredentials, fasthttp.HeaderAccessControlExposeHeaders,
		fasthttp.HeaderAccessControlAllowMethods, fasthttp.HeaderAccessControlAllowHeaders, fasthttp.HeaderAccessControlMaxAge,
	} {
		h.Del(name)
	}
	varyByOrigin(h)
}

func varyByOrigin(h *fasthttp.ResponseHeader) {
	for _, field := range h.PeekAll(fasthttp.HeaderVary) {
		if bytes.Contains(field, []byte(fasthttp.HeaderOrigin)) {
			return
		}
	}
	h.Add(fasthttp.HeaderVary, fasthttp.HeaderOrigin)
}
