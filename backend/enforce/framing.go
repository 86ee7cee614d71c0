package enforce

import "github.com/gatehouse-dev/gatehouse/backend/clock"

const (
	headerBytesMax = 32 << 10
	headersMax     = 100
)

// inbound is what one pass over the raw header block found. Its slices point into the block.
type inbound struct {
	authorization []byte
	apiKey        []byte
	origin        []byte
	proof         []byte // the last DPoP field
	upgrade       []byte
	nominated     []byte // the last Connection field that names something besides keep-alive and close
	credentials   int
	proofs        int
	origins       int
	connections   int
	chunked       bool     // the body came in chunks
	tooMany       bool     // more headers than are taken
	prompt        bool     // who answers can't wait
	began         int64    // monotonic: when that did
	late          bool     // and would have to; nothing was done
	asker         [32]byte // whose questions are counted when they are decided
	questions     int64
	forwarded     [forwardedCount]forwarded
}

// monotonic answers the time, which a prompt call has just read.
func (in *inbound) monotonic() int64 {
	if in.prompt {
		return in.began
	}
	return clock.Monotonic()
}

// What a proxy that asks says of its caller's request.
const (
	forwardedMethod = iota
	forwardedHost
	forwardedURI
	forwardedProto
	forwardedVerifier
	forwardedCount
)

// forwarded is the last field of a name and how many there are.
type forwarded struct {
	value []byte
	count int
}

// single returns the value when there is exactly one such field and it is not empty.
func (in *inbound) single(name int) ([]byte, bool) {
	f := in.forwarded[name]
	return f.value, f.count == 1 && len(f.value) > 0
}

func (in *inbound) note(name int, value []byte) {
	in.forwarded[name].value = value
	in.forwarded[name].count++
}

// methodKnown is the list of methods that the gateway speaks.
func methodKnown(method []byte) bool {
	switch string(method) {
	case "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS":
		return true
	}
	return false
}

// checkFraming reads the header block as it was on the wire and accepts only what every HTTP implementation reads
// alike (RFC 9112; S-GW-01). It stands in front of the HTTP library's own checks and behind nothing. ok=false means:
// answer 400 and close the connection.
func checkFraming(method, protocol, raw []byte) (in inbound, ok bool) {
	http11 := string(protocol) == "HTTP/1.1"
	if !http11 && string(protocol) != "HTTP/1.0" || !methodKnown(method) || len(raw) > headerBytesMax {
		return in, false
	}
	f := fields{http11: http11}
	for headers := 0; len(raw) > 0; headers++ {
		line, rest, ok := cutLine(raw)
		if !ok {
			return in, false
		}
		raw = rest
		if len(line) == 0 {
			break
		}
		name, value, ok := cutField(line)
		if f.tooMany = headers >= headersMax; !ok || f.tooMany || !f.take(name, value) {
			return f.inbound, false
		}
	}
	return f.inbound, len(raw) == 0 && f.hosts == 1 && f.lengths+f.codings <= 1 && f.origins <= 1 && f.connections <= 1
}

// fields gathers the headers that decide over framing and over the caller.
type fields struct {
	inbound
	http11                  bool
	hosts, lengths, codings int
}

// take notes one header and says whether its value is acceptable. Only names of the right length are compared.
func (f *fields) take(name, value []byte) bool {
	switch len(name) {
	case 4:
		if foldIs(name, "host") {
			f.hosts++
			return hostPlain(value)
		}
	case 6:
		if foldIs(name, "expect") {
			return foldIs(value, "100-continue")
		}
		if foldIs(name, "origin") {
			f.origin = value
			f.origins++
		}
	case 7:
		if foldIs(name, "trailer") {
			return false
		}
	case 9:
		if foldIs(name, "x-api-key") {
			f.apiKey = value
			f.credentials++
		}
	case 10:
		if foldIs(name, "connection") {
			f.connections++
			if !foldIs(value, "keep-alive") && !foldIs(value, "close") {
				f.nominated = value
			}
		}
	case 13:
		if foldIs(name, "authorization") {
			f.authorization = value
			f.credentials++
		}
	case 14:
		if foldIs(name, "content-length") {
			f.lengths++
			return digitsOnly(value)
		}
	case 17:
		if foldIs(name, "transfer-encoding") {
			f.codings, f.chunked = f.codings+1, true
			return f.http11 && foldIs(value, "chunked")
		}
	}
	f.takeRare(name, value)
	return true
}

// takeRare notes what only some calls have.
func (f *fields) takeRare(name, value []byte) {
	switch len(name) {
	case 4:
		if foldIs(name, "dpop") {
			f.proof = value
			f.proofs++
		}
	case 7:
		if foldIs(name, "upgrade") {
			f.upgrade = value
		}
	case 15:
		if foldIs(name, "x-forwarded-uri") {
			f.note(forwardedURI, value)
		}
	case 16:
		if foldIs(name, "x-forwarded-host") {
			f.note(forwardedHost, value)
		}
	case 17:
		if foldIs(name, "x-forwarded-proto") {
			f.note(forwardedProto, value)
		}
	case 18:
		switch {
		case foldIs(name, "x-forwarded-method"):
			f.note(forwardedMethod, value)
		case foldIs(name, "gatehouse-verifier"):
			f.note(forwardedVerifier, value)
		}
	}
}
