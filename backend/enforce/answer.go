package enforce

import (
	"strconv"
	"unicode/utf8"
)

// appendText writes a JSON string (RFC 8259 section 7). What is not UTF-8 becomes the replacement character.
func appendText(b []byte, s string) []byte {
	b = append(b, '"')
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < 0x7f {
			if c == '"' || c == '\\' {
				b = append(b, '\\')
			}
			b = append(b, c)
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		if r < 0xa0 || r == '\u2028' || r == '\u2029' { // controls, and line ends that scripts trip over
			const hex = "0123456789abcdef"
			b = append(b, '\\', 'u', hex[r>>12&15], hex[r>>8&15], hex[r>>4&15], hex[r&15])
		} else {
			b = utf8.AppendRune(b, r)
		}
		i += size
	}
	return append(b, '"')
}

// append writes the answer as JSON, like encoding/json would, without reflection: verify is asked for every call of an API.
func (a *VerifyAnswer) append(b []byte) []byte {
	b = strconv.AppendBool(append(b, `{"valid":`...), a.Valid)
	b = appendText(append(b, `,"code":`...), a.Code)
	if a.DecisionID != "" {
		b = appendText(append(b, `,"decisionId":`...), a.DecisionID)
	}
	if a.Token != nil {
		b = a.Token.append(append(b, `,"token":`...))
	}
	for i, l := range a.Limits {
		b = append(b, [2]string{`,"limits":[`, `,`}[min(i, 1)]...)
		b = appendText(append(b, `{"name":`...), l.Name)
		b = strconv.AppendInt(append(b, `,"limit":`...), l.Limit, 10)
		b = strconv.AppendInt(append(b, `,"windowSeconds":`...), l.WindowSeconds, 10)
		b = strconv.AppendInt(append(b, `,"remaining":`...), l.Remaining, 10)
		b = append(strconv.AppendInt(append(b, `,"resetSeconds":`...), l.ResetSeconds, 10), '}')
	}
	if len(a.Limits) > 0 {
		b = append(b, ']')
	}
	if a.Nonce != "" {
		b = appendText(append(b, `,"dpopNonce":`...), a.Nonce)
	}
	return append(strconv.AppendInt(append(b, `,"cacheSeconds":`...), int64(a.CacheSeconds), 10), '}')
}

func (t *VerifyToken) append(b []byte) []byte {
	b = appendText(append(b, `{"id":`...), t.ID)
	b = appendText(append(b, `,"name":`...), t.Name)
	b = appendText(append(b, `,"app":`...), t.App)
	b = appendText(append(b, `,"environment":`...), t.Environment)
	b = append(b, `,"scopes":[`...)
	for i, scope := range t.Scopes {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, scope)
	}
	return append(appendText(append(b, `],"expiresAt":`...), t.ExpiresAt), '}')
}
