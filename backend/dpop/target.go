package dpop

import (
	"net/url"
	"strings"
)

const hostRunes = "abcdefghijklmnopqrstuvwxyz0123456789.-_:[]"

// Target answers the normal form of an address (RFC 9449 §4.3, RFC 3986 §6.2.2 and §6.2.3): scheme and host in lower case, no
// port that the scheme has anyway, no dot segments, one spelling of each character, no query and no fragment. It is "" for
// what is no address of HTTP, or names a user.
func Target(raw string) string {
	for _, c := range []byte(raw) {
		if c <= ' ' || c >= 0x7f || c == '\\' {
			return ""
		}
	}
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || u.Opaque != "" || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https" {
		return "" // url.Parse has the scheme in lower case
	}
	host, port := strings.ToLower(u.Host), u.Port()
	if strings.ContainsFunc(host, func(r rune) bool { return !strings.ContainsRune(hostRunes, r) }) {
		return ""
	}
	switch {
	case port == "":
		host = strings.TrimSuffix(host, ":")
	case u.Scheme == "http" && port == "80", u.Scheme == "https" && port == "443":
		host = strings.TrimSuffix(host, ":"+port)
	}
	return u.Scheme + "://" + host + withoutDots(plainEscapes(u.EscapedPath()))
}

// plainEscapes writes escapes in upper case, and unreserved characters (RFC 3986 §2.3) as themselves.
func plainEscapes(path string) string {
	if strings.IndexByte(path, '%') < 0 {
		return path
	}
	b := make([]byte, 0, len(path))
	for i := 0; i < len(path); i++ {
		if path[i] != '%' || i+2 >= len(path) {
			b = append(b, path[i])
			continue
		}
		c := hexDigit(path[i+1])<<4 | hexDigit(path[i+2])
		if unreserved(c) {
			b = append(b, c)
		} else {
			b = append(append(b, '%'), strings.ToUpper(path[i+1:i+3])...)
		}
		i += 2
	}
	return string(b)
}

// hexDigit reads a digit of an escape; url.Parse has refused others.
func hexDigit(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}

func unreserved(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

// withoutDots removes dot segments (RFC 3986 §5.2.4). Empty segments stay: they mean something to some servers.
func withoutDots(path string) string {
	if path == "" {
		return "/"
	}
	if !strings.Contains(path, "/.") {
		return path
	}
	var kept []string
	segments := strings.Split(path[1:], "/")
	for i, segment := range segments {
		last := i == len(segments)-1
		switch segment {
		case "..":
			kept = kept[:max(0, len(kept)-1)]
		case ".":
		default:
			kept = append(kept, segment)
			continue
		}
		if last {
			kept = append(kept, "")
		}
	}
	return "/" + strings.Join(kept, "/")
}
