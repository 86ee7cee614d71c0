package enforce

import (
	"bytes"
	"errors"
)

const (
	answerHeadersMax  = 200
	answerInterimMax  = 8
	chunkLineBytesMax = 512 // size and extensions
	trailerBytesMax   = 8 << 10
)

var (
	errAnswerMalformed = errors.New("the upstream's answer is not well-formed HTTP/1.1")
	errAnswerTooLarge  = errors.New("the upstream's headers are larger than the gateway takes")
	errAnswerUpgrade   = errors.New("the upstream switched protocols unasked")
	errAnswerInterim   = errors.New("the upstream sent too many interim answers")
)

// answerKind says how the end of an answer's body is known.
type answerKind uint8

const (
	answerWithout answerKind = iota // no body: HEAD, 204, 304
	answerCounted                   // Content-Length
	answerChunked
	answerUntilEnd // the connection's end is the body's
)

// answerFrame is what a head says about what follows it.
type answerFrame struct {
	status    int
	kind      answerKind
	length    int64  // -1 = the head names none
	last      bool   // nothing follows this answer on its connection
	nominated []byte // what its Connection fields say
	head      []byte
}

// readHead checks an answer's head, blank line included, as strictly as checkFraming checks a request's: two readers
// of it must not come to different ends (S-GW-19).
func readHead(head []byte, toHead bool) (f answerFrame, err error) {
	line, rest, ok := cutLine(head)
	if !ok || !f.statusLine(line) {
		return f, errAnswerMalformed
	}
	lengths, codings := 0, 0
	f.kind, f.length, f.last, f.head = answerUntilEnd, -1, head[7] == '0', head
	for headers := 0; ; headers++ {
		line, rest, ok = cutLine(rest)
		if !ok {
			return f, errAnswerMalformed
		}
		if len(line) == 0 {
			break
		}
		name, value, ok := cutField(line)
		if !ok {
			return f, errAnswerMalformed
		}
		if headers >= answerHeadersMax {
			return f, errAnswerTooLarge
		}
		switch {
		case foldIs(name, "content-length"):
			lengths++
			f.kind, f.length = answerCounted, decimal(value)
			ok = f.length >= 0
		case foldIs(name, "transfer-encoding"):
			codings++
			f.kind = answerChunked
			ok = head[7] == '1' && foldIs(value, "chunked")
		case foldIs(name, "connection"):
			f.connection(value)
		}
		if !ok {
			return f, errAnswerMalformed
		}
	}
	if lengths+codings > 1 {
		return f, errAnswerMalformed
	}
	if toHead || f.status == 204 || f.status == 304 {
		f.kind = answerWithout
	}
	return f, nil
}

// connection notes what ends at this connection, and whether the connection does.
func (f *answerFrame) connection(value []byte) {
	f.last = f.last || nominates(value, []byte("close"))
	if len(f.nominated) > 0 {
		value = bytes.Join([][]byte{f.nominated, value}, []byte{','})
	}
	f.nominated = value
}

// statusLine reads HTTP/1.x, a status of three digits and a reason that may be empty.
func (f *answerFrame) statusLine(line []byte) bool {
	if len(line) < 12 || !bytes.HasPrefix(line, []byte("HTTP/1.")) || line[7] != '0' && line[7] != '1' || line[8] != ' ' {
		return false
	}
	for _, c := range line[9:12] {
		if c < '0' || c > '9' {
			return false
		}
		f.status = f.status*10 + int(c-'0')
	}
	for _, c := range line[12:] {
		if c < ' ' && c != '\t' || c == 0x7f {
			return false
		}
	}
	return f.status >= 100 && f.status <= 599 && (len(line) == 12 || line[12] == ' ')
}

func decimal(value []byte) int64 {
	if !digitsOnly(value) {
		return -1
	}
	n := int64(0)
	for _, c := range value {
		n = n*10 + int64(c-'0')
	}
	return n
}

// chunkScan follows a chunked body byte by byte and knows where it ends. Its zero value stands before the first size.
type chunkScan struct {
	at     chunkAt
	left   int64
	digits int
	line   int // bytes of the size line or the trailers so far
	blank  bool
}

type chunkAt uint8

const (
	chunkSize  chunkAt = iota
	chunkBlank         // blanks behind a size
	chunkExtension
	chunkSizeLF
	chunkData
	chunkDataCR
	chunkDataLF
	chunkTrailer // at the beginning or in the name of a trailer line
	chunkTrailerValue
	chunkTrailerLF
	chunkOver
)

// decode takes the coding away: the data among the bytes of p moves to their beginning. used says how many bytes of p belong
// to the body, all of them until its end.
func (s *chunkScan) decode(p []byte) (data, used int, ok bool) {
	for used < len(p) && s.at != chunkOver {
		if s.at != chunkData {
			if !s.step(p[used]) {
				return data, used, false
			}
			used++
			continue
		}
		n := int(min(s.left, int64(len(p)-used)))
		data += copy(p[data:], p[used:used+n])
		used += n
		if s.left -= int64(n); s.left == 0 {
			s.at = chunkDataCR
		}
	}
	return data, used, true
}

func (s *chunkScan) step(c byte) bool {
	switch s.at {
	case chunkSize:
		return s.size(c)
	case chunkBlank:
		s.line++
		return s.line <= chunkLineBytesMax && s.behindSize(c)
	case chunkExtension:
		s.line++
		if c == '\r' {
			s.at = chunkSizeLF
		}
		return s.line <= chunkLineBytesMax && (c >= ' ' && c != 0x7f || c == '\t' || c == '\r')
	case chunkSizeLF:
		s.at, s.digits, s.line = chunkData, 0, 0
		if s.left == 0 {
			s.at, s.blank = chunkTrailer, true
		}
		return c == '\n'
	case chunkDataCR:
		s.at = chunkDataLF
		return c == '\r'
	case chunkDataLF:
		s.at = chunkSize
		return c == '\n'
	case chunkTrailer, chunkTrailerValue:
		return s.trailer(c)
	case chunkTrailerLF:
		if s.at = chunkTrailer; s.blank {
			s.at = chunkOver
		}
		s.blank = true
		return c == '\n'
	}
	return false
}

// trailer reads a field line (RFC 9112 section 5) or the empty line behind the last one.
func (s *chunkScan) trailer(c byte) bool {
	s.line++
	named, ok := s.at == chunkTrailerValue, s.line <= trailerBytesMax
	switch {
	case c == '\r' && (named || s.blank):
		s.at = chunkTrailerLF
	case c == ':' && !named && !s.blank:
		s.at = chunkTrailerValue
	case named:
		ok = ok && (c >= ' ' && c != 0x7f || c == '\t')
	default:
		s.blank = false
		ok = ok && tokenByte[c]
	}
	return ok
}

// size reads up to 15 hexadecimal digits.
func (s *chunkScan) size(c byte) bool {
	if digit, ok := unhex(c); ok {
		s.digits++
		s.left = s.left<<4 | int64(digit)
		return s.digits <= 15
	}
	return s.behindSize(c) && s.digits > 0
}

// behindSize reads what may follow a size: the line's end, an extension, or blanks before them (RFC 9112 section 7.1.1).
func (s *chunkScan) behindSize(c byte) bool {
	switch c {
	case '\r':
		s.at = chunkSizeLF
	case ';':
		s.at = chunkExtension
	case ' ', '\t':
		s.at = chunkBlank
	default:
		return false
	}
	return true
}
