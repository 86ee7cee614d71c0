package document

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// str reads a string that begins at a double quote.
func (d *jsonDecoder) str() (string, error) {
	start := d.pos + 1
	for i := start; i < len(d.src); i++ {
		switch c := d.src[i]; {
		case c == '"':
			d.pos = i + 1
			return d.src[start:i], nil
		case c == '\\':
			return d.escaped(start, i)
		case c < 0x20:
			return "", d.fail("control character in a string")
		}
	}
	return "", d.fail("a string has no end")
}

func (d *jsonDecoder) escaped(start, at int) (string, error) {
	var b strings.Builder
	b.WriteString(d.src[start:at])
	for i := at; i < len(d.src); {
		c := d.src[i]
		switch {
		case c == '"':
			d.pos = i + 1
			return b.String(), nil
		case c < 0x20:
			return "", d.fail("control character in a string")
		case c != '\\':
			b.WriteByte(c)
			i++
			continue
		}
		if i+1 >= len(d.src) {
			break
		}
		if d.src[i+1] == 'u' {
			r, size, ok := unicodeEscape(d.src[i:])
			if !ok {
				return "", d.fail("malformed \\u escape")
			}
			if r == 0 && d.noNUL {
				r = utf8.RuneError
			}
			b.WriteRune(r)
			i += size
			continue
		}
		at := strings.IndexByte(`"\/bfnrt`, d.src[i+1])
		if at < 0 {
			return "", d.fail("unknown escape in a string")
		}
		b.WriteByte("\"\\/\b\f\n\r\t"[at])
		i += 2
	}
	return "", d.fail("a string has no end")
}

// unicodeEscape reads \uXXXX, or a surrogate pair of two. A lone surrogate becomes U+FFFD.
func unicodeEscape(s string) (r rune, size int, ok bool) {
	first, ok := hex4(s)
	if !ok {
		return 0, 0, false
	}
	if !utf16.IsSurrogate(first) {
		return first, 6, true
	}
	if second, ok := hex4(s[6:]); ok {
		if r := utf16.DecodeRune(first, second); r != utf8.RuneError {
			return r, 12, true
		}
	}
	return utf8.RuneError, 6, true
}

func hex4(s string) (rune, bool) {
	if len(s) < 6 || s[0] != '\\' || s[1] != 'u' {
		return 0, false
	}
	n, err := strconv.ParseUint(s[2:6], 16, 32)
	return rune(n), err == nil
}

// validNumber holds the grammar of JSON numbers.
func validNumber(s string) bool {
	s = strings.TrimPrefix(s, "-")
	digits := func() bool {
		n := 0
		for n < len(s) && s[n] >= '0' && s[n] <= '9' {
			n++
		}
		s = s[n:]
		return n > 0
	}
	if strings.HasPrefix(s, "0") {
		s = s[1:]
	} else if !digits() {
		return false
	}
	if strings.HasPrefix(s, ".") {
		s = s[1:]
		if !digits() {
			return false
		}
	}
	if s != "" && (s[0] == 'e' || s[0] == 'E') {
		if s = s[1:]; s != "" && (s[0] == '+' || s[0] == '-') {
			s = s[1:]
		}
		if !digits() {
			return false
		}
	}
	return s == ""
}

// AppendString appends s as a JSON string.
func AppendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= 0x20 && c != '"' && c != '\\' {
			continue
		}
		b = append(b, s[start:i]...)
		start = i + 1
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	b = append(b, s[start:]...)
	return append(b, '"')
}

// AppendJSON appends the node and all below it as compact JSON. A document with cycles in its references is fine,
// because they are written as references.
func (n *Node) AppendJSON(b []byte) []byte {
	if n == nil {
		return append(b, "null"...)
	}
	switch n.Kind {
	case Object, Array:
		opening, closing := byte('{'), byte('}')
		if n.Kind == Array {
			opening, closing = '[', ']'
		}
		b = append(b, opening)
		for i, m := range n.Members {
			if i > 0 {
				b = append(b, ',')
			}
			if n.Kind == Object {
				b = append(AppendString(b, m.Key), ':')
			}
			b = m.Value.AppendJSON(b)
		}
		return append(b, closing)
	case String:
		return AppendString(b, n.Text)
	case Number, Bool:
		return append(b, n.Text...)
	}
	return append(b, "null"...)
}

// MarshalJSON lets a Node stand inside values that encoding/json writes.
func (n *Node) MarshalJSON() ([]byte, error) { return n.AppendJSON(nil), nil }

func looksLikeJSON(data []byte) bool {
	data = bytes.TrimLeft(data, " \t\r\n")
	return len(data) > 0 && (data[0] == '{' || data[0] == '[')
}
