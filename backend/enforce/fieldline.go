package enforce

import (
	"bytes"
	"encoding/binary"
)

// tokenByte marks the characters of header names (RFC 9110 §5.6.2).
var tokenByte = func() (table [256]bool) {
	for c := 'a'; c <= 'z'; c++ {
		table[c], table[c-32] = true, true
	}
	for _, c := range []byte("0123456789!#$%&'*+-.^_`|~") {
		table[c] = true
	}
	return table
}()

// cutLine takes one line. It ends with CR LF; no other CR, LF or NUL may stand in it, and it may not be a folded
// continuation of the line before.
func cutLine(raw []byte) (line, rest []byte, ok bool) {
	end := bytes.IndexByte(raw, '\n')
	if end < 1 || raw[end-1] != '\r' {
		return nil, nil, false
	}
	line, rest = raw[:end-1], raw[end+1:]
	if len(line) > 0 && (line[0] == ' ' || line[0] == '\t') {
		return nil, nil, false
	}
	return line, rest, true
}

// cutField splits name and value and trims blanks around the value. Control characters are refused.
func cutField(line []byte) (name, value []byte, ok bool) {
	colon := 0
	for colon < len(line) && tokenByte[line[colon]] {
		colon++
	}
	if colon == 0 || colon == len(line) || line[colon] != ':' {
		return nil, nil, false
	}
	if value = line[colon+1:]; !printable(value) {
		return nil, nil, false
	}
	for len(value) > 0 && blank(value[0]) {
		value = value[1:]
	}
	for len(value) > 0 && blank(value[len(value)-1]) {
		value = value[:len(value)-1]
	}
	return line[:colon], value, true
}

func blank(c byte) bool { return c == ' ' || c == '\t' }

// printable says whether no control character but a tab stands in a value. Eight bytes are looked at together: in none of them
// the highest bit may be set by the subtraction, which it is below a blank, or by the exclusive or, which makes 0x7f zero.
func printable(value []byte) bool {
	const ones, highest = 0x0101010101010101, 0x8080808080808080
	for ; len(value) >= 8; value = value[8:] {
		x := binary.LittleEndian.Uint64(value)
		deleted := x ^ ones*0x7f
		if (x-ones*' ')&^x&highest|(deleted-ones)&^deleted&highest != 0 && !printableBytes(value[:8]) {
			return false
		}
	}
	return printableBytes(value)
}

func printableBytes(value []byte) bool {
	for _, c := range value {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return true
}

// foldIs compares ASCII without case; want is lower case.
func foldIs(have []byte, want string) bool {
	if len(have) != len(want) {
		return false
	}
	for i, c := range have {
		if c >= 'A' && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != want[i] {
			return false
		}
	}
	return true
}

func digitsOnly(value []byte) bool {
	if len(value) == 0 || len(value) > 18 {
		return false
	}
	for _, c := range value {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// hostPlain accepts a name or address with an optional port: no userinfo, path, list or blank.
func hostPlain(host []byte) bool {
	if len(host) == 0 || len(host) > 260 {
		return false
	}
	for _, c := range host {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		case c == '.', c == '-', c == '_', c == ':', c == '[', c == ']':
		default:
			return false
		}
	}
	return true
}
