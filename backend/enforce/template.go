package enforce

import "strings"

const (
	templateSegmentsMax = 12
	segmentPlainMax     = 40
	placeholder         = "{id}"
)

// templateOf guesses the template of a path that no document knows: segments that look like ids become {id}, so that calls of
// one operation are counted together and what people are called stays out as far as that can be told.
func templateOf(path string) string {
	segments := strings.Split(strings.TrimPrefix(path, "/"), "/")
	if len(segments) > templateSegmentsMax {
		segments = append(segments[:templateSegmentsMax:templateSegmentsMax], "…")
	}
	for i, segment := range segments {
		if segment != "…" && looksLikeID(segment) {
			segments[i] = placeholder
		}
	}
	return "/" + strings.Join(segments, "/")
}

// looksLikeID tells numbers, dates, UUIDs, hashes, prefixed and random ids, e-mail addresses and whatever is encoded from
// words such as oauth2 or v1.
func looksLikeID(segment string) bool {
	digits, letters, hex := 0, 0, 0
	for _, c := range []byte(segment) {
		switch {
		case c >= '0' && c <= '9':
			digits++
			hex++
		case c >= 'a' && c <= 'f', c >= 'A' && c <= 'F':
			letters++
			hex++
		case c >= 'g' && c <= 'z', c >= 'G' && c <= 'Z':
			letters++
		case c == '-':
			hex++
		case c == '.', c == '_', c == '~':
		default:
			return true
		}
	}
	switch {
	case len(segment) > segmentPlainMax:
		return true
	case digits == 0:
		return false
	case letters == 0, digits >= 3:
		return true
	case len(segment) >= 8 && (hex == len(segment) || strings.Contains(segment, "_")):
		return true
	}
	return len(segment) >= 16
}
