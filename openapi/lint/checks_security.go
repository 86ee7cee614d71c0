package lint

import (
	"regexp"
	"strings"
)

var secret = regexp.MustCompile(`(?i)^(api[_-]?key|(access|auth|bearer)?[_-]?token|pass(word|wd|phrase)|(client)?[_-]?secret)$`)

// schemes looks at how credentials are given. It comes last, when it is known which schemes are asked for.
func (l *linter) schemes() {
	for _, m := range l.root.Get("security").Items() {
		for _, scheme := range m.Value.Fields() {
			l.asked[scheme.Key] = true
		}
	}
	for _, m := range l.root.At("/components/securitySchemes").Fields() {
		s, at := m.Value, []string{"components", "securitySchemes", m.Key}
		l.expect("scheme-used", l.asked[m.Key], s, "no operation asks for "+m.Key, at...)
		l.expect("scheme-description", s.Str("description") != "", s, "the scheme "+m.Key+" does not say how to get credentials", at...)
		switch s.Str("type") {
		case "apiKey":
			l.expect("key-in-query", s.Str("in") != "query", s, "the key "+m.Key+" travels in the address", at...)
		case "http":
			l.expect("basic-auth", !strings.EqualFold(s.Str("scheme"), "basic"), s, m.Key+" sends a password with every call", at...)
		case "oauth2":
			l.flows(s, at...)
		}
	}
}

func (l *linter) flows(s *node, path ...string) {
	for _, flow := range s.Get("flows").Fields() {
		at := below(path, "flows", flow.Key)
		l.expect("oauth-flow", flow.Key != "implicit" && flow.Key != "password", flow.Value, "the flow "+flow.Key+" is out of date", at...)
		for _, key := range [...]string{"authorizationUrl", "tokenUrl", "refreshUrl", "deviceAuthorizationUrl"} {
			address := flow.Value.Str(key)
			if address != "" {
				plain := strings.HasPrefix(address, "http://") && !local.MatchString(address)
				l.expect("oauth-https", !plain, flow.Value.Get(key), address+" is not encrypted", below(at, key)...)
			}
		}
	}
}

// credentials looks at what an operation asks for.
func (l *linter) credentials(op *node, method, name string, path ...string) {
	asked := op.Get("security")
	if asked == nil {
		asked = l.root.Get("security")
	}
	switch method {
	case "get", "head", "options", "trace", "query":
	default:
		l.expect("unsafe-security", asked != nil, op, name+" changes something and asks for no credentials", path...)
	}
	open := len(asked.Items()) == 0
	for _, alternative := range asked.Items() {
		open = open || len(alternative.Value.Fields()) == 0
		for _, m := range alternative.Value.Fields() {
			l.asked[m.Key] = true
			l.scopes(m.Key, m.Value, path...)
		}
	}
	if !open {
		told := op.Get("responses").Get("default") != nil
		for _, code := range [...]string{"401", "403", "4XX", "4xx"} {
			told = told || op.Get("responses").Get(code) != nil
		}
		l.expect("denied-response", told, op, name+" asks for credentials and does not say what happens without them", path...)
	}
}

func (l *linter) scopes(scheme string, wanted *node, path ...string) {
	s := l.root.At("/components/securitySchemes").Get(scheme)
	if s.Str("type") != "oauth2" {
		return
	}
	for _, m := range wanted.Items() {
		declared := false
		for _, flow := range s.Get("flows").Fields() {
			declared = declared || flow.Value.Get("scopes").Get(m.Value.Text) != nil
		}
		l.expect("scope-declared", declared, m.Value, "the scope "+m.Value.Text+" is not declared by "+scheme, below(path, "security")...)
	}
}
