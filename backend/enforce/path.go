package enforce

import "unicode/utf8"

const (
	pathBytesMax    = 8 << 10
	pathSegmentsMax = 100
)

// pathByte says what a byte may do in a canonical path.
var pathByte = func() (table [256]byte) {
	for c := 0; c < 256; c++ {
		switch {
		case unreserved(byte(c)):
			table[c] = 'u'
		case c == '%' || c == '/':
			table[c] = byte(c)
		}
	}
	for _, c := range []byte("!$&'()*+,=:@") { // sub-delims without ';', which some servers cut a segment at
		table[c] = 's'
	}
	return table
}()

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

// PathCanonical says whether a path is in the one form that every server reads alike, so that what is decided here is
// what happens there. Refused are: no leading slash, empty or dot segments, a backslash, a semicolon, control
// characters, bytes that must be encoded, encodings of characters that need none (%61), of slash, backslash, dot,
// semicolon, percent and controls, broken encodings, and what doesn't decode to UTF-8. It changes nothing.
func PathCanonical(path string) bool {
	if len(path) == 0 || len(path) > pathBytesMax || path[0] != '/' {
		return false
	}
	segments, start, encoded := 0, 1, false
	for i := 1; i <= len(path); i++ {
		if i < len(path) && path[i] != '/' {
			if pathByte[path[i]] == 0 {
				return false
			}
			if path[i] == '%' {
				if !encodingNeeded(path, i) {
					return false
				}
				encoded = true
				i += 2
			}
			continue
		}
		segments++
		if !segmentPlain(path[start:i], i == len(path)) || segments > pathSegmentsMax {
			return false
		}
		start = i + 1
	}
	return !encoded || decodesToText(path)
}

// segmentPlain refuses dot segments, and empty ones except at the very end.
func segmentPlain(segment string, last bool) bool {
	return segment != "." && segment != ".." && (segment != "" || last)
}

// encodingNeeded says whether %XX at i is complete and stands for something that may only be written that way.
func encodingNeeded(path string, i int) bool {
	if i+2 >= len(path) {
		return false
	}
	high, ok1 := unhex(path[i+1])
	low, ok2 := unhex(path[i+2])
	c := high<<4 | low
	if !ok1 || !ok2 || c < 0x20 || c == 0x7f || unreserved(c) {
		return false
	}
	return c != '/' && c != '\\' && c != '%' && c != ';'
}

func unhex(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}

// decodesToText checks UTF-8 rune by rune, without building the decoded string. C1 controls are refused as well.
func decodesToText(path string) bool {
	var pending [utf8.UTFMax]byte
	n := 0
	for i := 0; i < len(path); i++ {
		c := path[i]
		if c == '%' {
			high, _ := unhex(path[i+1])
			low, _ := unhex(path[i+2])
			c = high<<4 | low
			i += 2
		}
		if n == 0 && c < utf8.RuneSelf {
			continue
		}
		pending[n] = c
		n++
		if utf8.FullRune(pending[:n]) {
			r, size := utf8.DecodeRune(pending[:n])
			if r == utf8.RuneError && size <= 1 || size != n || r < 0xa0 {
				return false
			}
			n = 0
		} else if n == len(pending) {
			return false
		}
	}
	return n == 0
}

// splitTarget cuts a request target in origin form into its path and its query (without the question mark). It refuses
// every other form, fragments and control characters in the query. Query bytes are forwarded as they are.
func splitTarget(target []byte) (path, query []byte, ok bool) {
	if len(target) == 0 || target[0] != '/' || len(target) > pathBytesMax {
		return nil, nil, false
	}
	path = target
	for i, c := range target {
		if c == '#' || c <= ' ' || c == 0x7f {
			return nil, nil, false
		}
		if c == '?' && query == nil {
			path, query = target[:i], target[i+1:]
		}
	}
	return path, query, true
}

// splitAPI cuts a gateway path into the API's name and the path within the API: /museum/tickets is museum, /tickets.
func splitAPI(path string) (api, rest string) {
	for i := 1; i < len(path); i++ {
		if path[i] == '/' {
			return path[1:i], path[i:]
		}
	}
	if path == "" {
		return "", "/"
	}
	return path[1:], "/"
}
