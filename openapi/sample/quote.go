package sample

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
)

// methodToken keeps a method to letters and dashes, so that it may stand unquoted.
func methodToken(s string) string {
	out := strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' || r == '-' {
			return r
		}
		return -1
	}, strings.ToUpper(s))
	if strings.Trim(out, "-") == "" {
		return "GET"
	}
	return out
}

func headerToken(s string) string {
	out := strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7F && !strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r) {
			return r
		}
		return -1
	}, s)
	if out == "" {
		return "X-Header"
	}
	return out
}

// headerValue leaves out what can't stand in a header.
func headerValue(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, s)
}

// cleanURL percent-encodes what has no place in an address, so that it is the same text in every language.
func cleanURL(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		if c > ' ' && c < 0x7F && !strings.ContainsRune("\"'`<>\\^{|}$", rune(c)) {
			b.WriteByte(c)
			continue
		}
		b.WriteString(url.PathEscape(string([]byte{c})))
	}
	return strings.ReplaceAll(b.String(), "$", "%24")
}

// shell quotes for POSIX shells.
func shell(s string) string {
	return "'" + strings.ReplaceAll(strings.ReplaceAll(s, "\x00", ""), "'", `'\''`) + "'"
}

// escaped writes a double-quoted literal: backslash, quote, and the runes in special get a backslash, other control
// characters and line separators the form that control gives them.
func escaped(s, special string, control func(rune) string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '"' || r == '\\' || strings.ContainsRune(special, r):
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Cf, r):
			b.WriteString(control(r))
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// utf16Escape writes \uXXXX, twice for runes beyond the first plane.
func utf16Escape(r rune) string {
	if r <= 0xFFFF {
		return `\u` + hex(r, 4)
	}
	first, second := utf16.EncodeRune(r)
	return `\u` + hex(first, 4) + `\u` + hex(second, 4)
}

func bracedEscape(r rune) string { return `\u{` + strconv.FormatInt(int64(r), 16) + "}" }

// pythonEscape exists because Python has \UXXXXXXXX for runes beyond the first plane.
func pythonEscape(r rune) string {
	if r <= 0xFFFF {
		return `\u` + hex(r, 4)
	}
	return `\U` + hex(r, 8)
}

func hex(r rune, width int) string {
	s := strconv.FormatInt(int64(r), 16)
	return strings.Repeat("0", max(0, width-len(s))) + s
}

func jsString(s string) string     { return escaped(s, "", utf16Escape) }
func pythonString(s string) string { return escaped(s, "", pythonEscape) }
func goString(s string) string     { return strconv.Quote(s) }
func csharpString(s string) string { return escaped(s, "", utf16Escape) }
func rubyString(s string) string   { return escaped(s, "#", bracedEscape) }
func rustString(s string) string   { return escaped(s, "", bracedEscape) }

// javaString escapes every \u of its own making only once, because Java reads them before anything else: control
// characters are written in octal.
func javaString(s string) string {
	return escaped(s, "", func(r rune) string {
		if r < 0x80 {
			return `\` + strconv.FormatInt(int64(r)+01000, 8)[1:]
		}
		return utf16Escape(r)
	})
}

// phpString uses single quotes, in which only the quote and the backslash mean something.
func phpString(s string) string {
	return "'" + strings.ReplaceAll(strings.ReplaceAll(s, `\`, `\\`), "'", `\'`) + "'"
}
