package enforce

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// questionReader reads the bodies of verify: JSON (RFC 8259) of one shape. It is stricter than the standard library's
// decoder, which takes members in any case, twice, and null for anything, and it allocates what it answers and nothing
// else. Each method moves past what it reads; ok is false from the first mistake on.
type questionReader struct {
	rest []byte
	ok   bool
}

// readBatch reads {"items": [question, …]} with 1 to verifyBatchMax questions.
func readBatch(body []byte) ([]VerifyRequest, bool) {
	r := questionReader{rest: body, ok: true}
	var all []VerifyRequest
	seen := 0
	r.object(func(name []byte) {
		seen++
		r.ok = r.ok && string(name) == "items" && seen == 1
		r.list(func() {
			if len(all) == verifyBatchMax {
				r.ok = false
				return
			}
			all = append(all, VerifyRequest{})
			r.question(&all[len(all)-1])
		})
	})
	r.end()
	return all, r.ok && len(all) > 0
}

// readQuestion reads one question into q.
func readQuestion(body []byte, q *VerifyRequest) bool {
	r := questionReader{rest: body, ok: true}
	r.question(q)
	r.end()
	return r.ok
}

func (r *questionReader) question(q *VerifyRequest) {
	seen := 0
	r.object(func(name []byte) {
		member := 0
		switch string(name) {
		case "token":
			member, q.Token = 1, r.text()
		case "api":
			member, q.API = 2, r.text()
		case "version":
			member, q.Version = 4, r.text()
		case "method":
			member, q.Method = 8, r.method()
		case "path":
			member, q.Path = 16, r.text()
		case "clientAddress":
			member, q.ClientAddress = 32, r.text()
		case "origin":
			member, q.Origin = 64, r.text()
		case "cost":
			cost := r.whole()
			member, q.Cost = 128, &cost
		case "dryRun":
			member, q.DryRun = 256, r.truth()
		case "dpop":
			q.DPoP = &VerifyProof{}
			member = 512
			r.proof(q.DPoP)
		}
		r.ok = r.ok && member != 0 && seen&member == 0
		seen |= member
	})
}

// proof reads {"proof", "url"}, both of them.
func (r *questionReader) proof(p *VerifyProof) {
	seen := 0
	r.object(func(name []byte) {
		member := 0
		switch string(name) {
		case "proof":
			member, p.Proof = 1, r.text()
		case "url":
			member, p.URL = 2, r.text()
		}
		r.ok = r.ok && member != 0 && seen&member == 0
		seen |= member
	})
	r.ok = r.ok && seen == 3
}

func (r *questionReader) blanks() {
	for len(r.rest) > 0 && (r.rest[0] == ' ' || r.rest[0] == '\n' || r.rest[0] == '\t' || r.rest[0] == '\r') {
		r.rest = r.rest[1:]
	}
}

// take moves over one character, with blanks in front, and says whether it was there.
func (r *questionReader) take(c byte) bool {
	r.blanks()
	if !r.ok || len(r.rest) == 0 || r.rest[0] != c {
		return false
	}
	r.rest = r.rest[1:]
	return true
}

func (r *questionReader) want(c byte) { r.ok = r.take(c) && r.ok }

func (r *questionReader) end() {
	r.blanks()
	r.ok = r.ok && len(r.rest) == 0
}

func (r *questionReader) object(member func(name []byte)) {
	r.want('{')
	if r.take('}') {
		return
	}
	for r.ok {
		name, escapes := r.plain()
		if escapes {
			name = []byte(r.escaped())
		}
		r.want(':')
		if r.ok {
			member(name)
		}
		if !r.take(',') {
			r.want('}')
			return
		}
	}
}

func (r *questionReader) list(item func()) {
	r.want('[')
	if r.take(']') {
		return
	}
	for r.ok {
		item()
		if !r.take(',') {
			r.want(']')
			return
		}
	}
}

// text reads a string of valid UTF-8. Escapes are rare here and left to the library.
func (r *questionReader) text() string {
	plain, escapes := r.plain()
	if escapes {
		return r.escaped()
	}
	return string(plain)
}

// method is text for a word that is most often one of a few.
func (r *questionReader) method() string {
	plain, escapes := r.plain()
	if escapes {
		return r.escaped()
	}
	if known := methodText(string(plain)); known == string(plain) {
		return known
	}
	return string(plain)
}

// plain answers a string that has no escapes as it stands in the body. One that has some is left to escaped.
func (r *questionReader) plain() (text []byte, escapes bool) {
	r.want('"')
	if !r.ok {
		return nil, false
	}
	for i, c := range r.rest {
		switch {
		case c == '"':
			text = r.rest[:i]
			r.rest = r.rest[i+1:]
			r.ok = utf8.Valid(text)
			return text, false
		case c == '\\':
			return nil, true
		case c < ' ':
			r.ok = false
			return nil, false
		}
	}
	r.ok = false
	return nil, false
}

// escaped reads a string with escapes; the opening quote is read already. Half of a surrogate pair is a mistake.
func (r *questionReader) escaped() string {
	for i := 0; i < len(r.rest); i++ {
		switch r.rest[i] {
		case '\\':
			i++
		case '"':
			var out string
			quoted := append(append([]byte{'"'}, r.rest[:i]...), '"')
			r.rest = r.rest[i+1:]
			r.ok = utf8.Valid(quoted) && json.Unmarshal(quoted, &out) == nil && !bytes.ContainsRune([]byte(out), utf8.RuneError)
			return out
		}
	}
	r.ok = false
	return ""
}

// whole reads an integer without exponent or fraction.
func (r *questionReader) whole() int64 {
	r.blanks()
	n := 0
	for n < len(r.rest) && (r.rest[n] >= '0' && r.rest[n] <= '9' || n == 0 && r.rest[n] == '-') {
		n++
	}
	digits := string(r.rest[:n])
	value, err := strconv.ParseInt(digits, 10, 64)
	r.ok = r.ok && err == nil && (digits == "0" || digits[0] != '0' && (len(digits) < 2 || digits[:2] != "-0"))
	r.rest = r.rest[n:]
	return value
}

func (r *questionReader) truth() bool {
	r.blanks()
	for _, word := range []string{"true", "false"} {
		if bytes.HasPrefix(r.rest, []byte(word)) {
			r.rest = r.rest[len(word):]
			return word == "true"
		}
	}
	r.ok = false
	return false
}
