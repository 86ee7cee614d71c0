package access

import "strings"

const scopeBytesMax = 200

// Scope is one scope of one API. Its text is "{api}:{scope of the document}", such as museum:tickets:read; the API's
// slug ends at the first colon, so scopes may have colons of their own.
type Scope struct {
	// API is the API's slug, Name the scope as its document calls it.
	API  string
	Name string
}

// String answers the scope's text.
func (s Scope) String() string { return s.API + ":" + s.Name }

// ParseScope reads a scope's text. It accepts a slug of lower-case letters, digits and hyphens, a colon, and a scope of
// the characters that RFC 6749 allows; at most 200 bytes in all.
func ParseScope(text string) (Scope, bool) {
	api, name, found := strings.Cut(text, ":")
	if !found || len(text) > scopeBytesMax || api == "" || name == "" {
		return Scope{}, false
	}
	for i := 0; i < len(api); i++ {
		c := api[i]
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
			return Scope{}, false
		}
	}
	for i := 0; i < len(name); i++ {
		c := name[i]
		if c < 0x21 || c > 0x7e || c == '"' || c == '\\' {
			return Scope{}, false
		}
	}
	return Scope{API: api, Name: name}, true
}
