package enforce

import (
	"fmt"
	"strings"
)

const (
	getLine = "GET /museum/hours HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer TOKEN\r\n"
	putLine = "PUT /museum/notes/1 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer TOKEN\r\n"
	chunked = putLine + "Transfer-Encoding: chunked\r\n\r\n"
)

// tolerated requests are read by the HTTP library in one way that does no harm: one well-formed call goes on, and the
// connection ends behind it.
var tolerated = map[string]bool{`chunk extension ";a\x00b"`: true, `chunk extension ";xxxxxxxxxxx"`: true, `chunk end "a\r\n0\r\n\n"`: true}

// families makes more malformed requests, each with a second one behind it that must never be answered (F-HTTP-01).
func families() map[string]string {
	all := map[string]string{}
	add := func(name, raw string) {
		if _, twice := all[name]; twice {
			panic("two requests are called " + name)
		}
		all[name] = raw + smuggled
	}
	for _, length := range []string{"0,0", "3;", "3 3", "3.0", "1e1", "٣", "3\x0b", "\"3\"", "0b11", "-0", "+0", "18446744073709551616", "99999999999999999999", "NaN", ",", "3,", "3\xa0", "0x", "३"} {
		add(fmt.Sprintf("length %q", length), putLine+"Content-Length: "+length+"\r\n\r\nabc")
	}
	for _, coding := range []string{"", ",", "chunked,", ",chunked", "chunked, chunked", "chunked;q=1", "chunked\x0b", "chunked\x00", "chunk", "chunkedx", "'chunked'", "deflate", "chunked gzip", "identity, chunked", "trailers", "\xa0chunked", "chunked\x0c", "x", "0"} {
		add(fmt.Sprintf("coding %q", coding), putLine+"Transfer-Encoding: "+coding+"\r\n\r\n0\r\n\r\n")
	}
	for _, pair := range []string{"Content-Length: 0\r\nTransfer-Encoding: chunked", "transfer-encoding: chunked\r\ncontent-length: 0", "Content-Length: 0\r\nTransfer-Encoding: x",
		"Content-Length: 3\r\nContent-Length: 0", "Content-Length: 0\r\ncontent-length: 3", "Content-Length: 03\r\nContent-Length: 3", "Transfer-Encoding: x\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nTransfer-Encoding:",
		"Content-Length: 3\r\nTransfer-Encoding : chunked", "Content-Length: 3\r\nTransfer-Encoding\x00: chunked", "Content-Length: 3\r\n Transfer-Encoding: chunked", "Content-Length: 3\r\nX: y\rTransfer-Encoding: chunked", "Content-Length: 3\r\nX: y\nTransfer-Encoding: chunked"} {
		add(fmt.Sprintf("framed by %q", pair), putLine+pair+"\r\n\r\nabc")
	}
	for _, size := range []string{"", " ", "-1", "+0", "0x0", "0X1", "1_0", "g", "1g", "ffffffffffffffff", "fffffffffffffffff", "00000000000000000001", "1 1", "\t1", " 1", "1\x00", "1\x0b", "1.0", "1,1", "\"1\"", "1\r", "10000000000000000"} {
		add(fmt.Sprintf("chunk size %q", size), chunked+size+"\r\na\r\n0\r\n\r\n")
	}
	for _, extension := range []string{";a\nb", ";\n", ";a=\"b\nc\"", ";a\rb", ";a\x00b", "\n", ";" + strings.Repeat("x", 64<<10)} {
		add(fmt.Sprintf("chunk extension %.12q", extension), chunked+"1"+extension+"\r\na\r\n0\r\n\r\n")
	}
	for _, end := range []string{"a0\r\n\r\n", "a\r0\r\n\r\n", "a\n\r\n0\r\n\r\n", "a\r\r\n0\r\n\r\n", "ab\r\n0\r\n\r\n", "a\r\n0\n\r\n", "a\r\n0\r\n\n", "a\r\n0\r\nX: y\r\n\r\n", "a\r\n0\r\n X: y\r\n\r\n", "a\r\n0\r\nContent-Length: 3\r\n\r\n", "a\r\n0\r\nTransfer-Encoding: chunked\r\n\r\n",
		"a\r\n0\r\nHost: b\r\n\r\n", "a\r\n0\r\nGatehouse_Scopes: spoof\r\n\r\n", "a\r\n0\r\nAuthorization: Bearer x\r\n\r\n", "a\r\n0\r\nnonsense\r\n\r\n", "a\r\n0\r\n\rX: y\r\n\r\n", "a\r\n0\r\n: y\r\n\r\n"} {
		add(fmt.Sprintf("chunk end %q", end), chunked+"1\r\n"+end)
	}
	addFields(add)
	addTargets(add)
	return all
}

func addFields(add func(name, raw string)) {
	for _, c := range []byte("\x00\x01\x07\x08\x0b\x0c\x0e\x1b\x1f\x7f") {
		add(fmt.Sprintf("%#x in a value", c), getLine+"X: a"+string([]byte{c})+"b\r\n\r\n")
	}
	for _, c := range []byte("\x00\x01\x0b\x1f\x7f\x80\xff\t \"(),/;<=>?@[\\]{}") {
		add(fmt.Sprintf("%#x in a name", c), getLine+"X"+string([]byte{c})+"Y: a\r\n\r\n")
	}
	for _, host := range []string{"a b", "a\tb", "a,b", "a@b", "a/b", "a?b", "a#b", "a\\b", "http://a", "a%00", "é", "<a>", "a;b", "*", "a'b", "a\"b", strings.Repeat("a", 261)} {
		add(fmt.Sprintf("host %.12q", host), strings.Replace(getLine, "Host: a", "Host: "+host, 1)+"\r\n")
	}
	for _, expectation := range []string{"", "100", "200-ok", "100-continue, x", "100-continue;q=1", "continue", "100-Continues"} {
		add(fmt.Sprintf("expectation %q", expectation), putLine+"Expect: "+expectation+"\r\nContent-Length: 3\r\n\r\nabc")
	}
	for _, line := range []string{" X: folded first", "\tX: y", "X", "X ", "X y", ":", ": y", " ", "\t", "\x0bX: y", "X : y", "X\t: y", "=X: y", "\"X\": y"} {
		add(fmt.Sprintf("line %q", line), getLine+line+"\r\n\r\n")
	}
	add("host twice, other case", strings.Replace(getLine, "Host: a", "Host: a\r\nhOST: a", 1)+"\r\n")
	add("trailer declared, chunked", putLine+"Trailer: X\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
	add("two Connection lines that close", getLine+"Connection: close\r\nConnection: X-A\r\n\r\n")
	add("100 more headers", getLine+strings.Repeat("X: y\r\n", headersMax-1)+"\r\n")
	add("line ends by LF alone", strings.ReplaceAll(getLine, "\r\n", "\n")+"\n")
	add("line ends by CR alone", strings.ReplaceAll(getLine, "\r\n", "\r")+"\r")
	add("blank line of LF", getLine+"\n")
}

func addTargets(add func(name, raw string)) {
	rest := " HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer TOKEN\r\n\r\n"
	for _, target := range []string{"*", "a", "museum/hours", "http://a/museum/hours", "HTTP://a/museum/hours", "http:/museum/hours", "//a/museum/hours#", "a:80", "http://b@a/museum/hours", "ftp://a/museum/hours", "/museum/hours#x", "/museum/hours\x00", "/museum/hours\x7f", "/museum/hours\t", "?x", "#", "\\museum\\hours", "http://a", "://"} {
		add(fmt.Sprintf("target %q", target), "GET "+target+rest)
	}
	for _, version := range []string{"", "HTTP/1", "HTTP/1.", "HTTP/1.11", "HTTP/01.1", "HTTP/1.1.1", "HTTP/0.9", "HTTP/3", "HTTP/-1.1", "HTTP/1,1", "HTTPS/1.1", "http/1.1", "HTTP 1.1", "HTTP/1.1 ", "HTTP/1.1\t", "HTTP/1.1\x00", "HTTP\\1.1", "ICY", "RTSP/1.0", "HTTP/1.1 HTTP/1.1"} {
		add(fmt.Sprintf("version %q", version), "GET /museum/hours "+version+"\r\nHost: a\r\nAuthorization: Bearer TOKEN\r\n\r\n")
	}
	for _, method := range []string{"", " GET", "Get", "gEt", "GET\x00", "GET\t", "G\"T", "GET/", "TRACE", "CONNECT", "TRACK", "PROPFIND", "PURGE", "PRI", "DEBUG", "SEARCH", "GET,POST", "POST;", "(GET)", "ＧＥＴ"} {
		add(fmt.Sprintf("method %q", method), method+" /museum/hours"+rest)
	}
}
