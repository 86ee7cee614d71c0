package oauth

import (
	"net/url"
	"strings"
	"unicode/utf8"
)

const valuesMax = 32

// form is the body of a request to an endpoint: each parameter once, none empty (RFC 6749 §3.2).
type form map[string]string

// parseForm reads a body of application/x-www-form-urlencoded. resource alone may be asked for twice in other servers, so
// it has an answer of its own (RFC 8707 §2).
func parseForm(body string) (form, error) {
	values, err := url.ParseQuery(body)
	if err != nil || len(values) > valuesMax || !utf8.ValidString(body) {
		return nil, refuse(codeRequest, "The body is not application/x-www-form-urlencoded.")
	}
	f := form{}
	for name, all := range values {
		switch {
		case len(all) > 1 && name == "resource":
			return nil, refuse(codeTarget, "An access token is for one API: send resource once.")
		case len(all) > 1:
			return nil, refuse(codeRequest, "A parameter is there twice.")
		case !utf8.ValidString(all[0]) || strings.ContainsFunc(all[0], func(r rune) bool { return r < ' ' || r == 0x7f }):
			return nil, refuse(codeRequest, "A parameter is not plain text.")
		}
		if all[0] != "" {
			f[name] = all[0]
		}
	}
	return f, nil
}
