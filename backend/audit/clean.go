package audit

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// tokenLike finds tokens of any brand, whole or cut off, so that a mistake elsewhere does not end up in the log for ever.
var tokenLike = regexp.MustCompile(`[a-z][a-z0-9]{1,7}_(?:live|test|eph|cs|op)_[0-9A-Za-z]{16}_[0-9A-Za-z]{8,}`)

// clean makes text safe to store and to show in a terminal: NFC, cut soon after limit bytes, tokens masked, and everything that
// moves a cursor, breaks a line or turns the direction of writing spelled out.
func clean(s string, limit int) string {
	if plain(s) && len(s) <= limit {
		return mask(s)
	}
	s = mask(norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD")))
	var b strings.Builder
	for _, r := range s {
		if b.Len() >= limit {
			b.WriteRune('…')
			break
		}
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) {
			fmt.Fprintf(&b, "\\u%04x", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// plain reports whether s is printable ASCII, which needs no further look.
func plain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func mask(s string) string {
	if strings.Count(s, "_") < 3 {
		return s
	}
	return tokenLike.ReplaceAllString(s, "[token]")
}
