package enforce

import (
	"errors"
	"io"
	"net"
	"slices"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

const (
	// bodyWholeMax is how much of a call's body is read before its upstream gets the first byte, so that a slow caller holds
	// no connection to it. Longer bodies pass through as they come.
	bodyWholeMax = 1 << 20
	// keptMax bounds the buffers that a call keeps for the next one.
	keptMax = 64 << 10

	drainBytesMax = 64 << 20
	drainTime     = 5 * time.Second
	drainSilence  = time.Second
)

// bodyError is what is wrong with the body that a caller sends. It says nothing about the upstream.
type bodyError struct {
	code  Code
	cause error
}

func (e *bodyError) Error() string { return "read the call's body: " + e.code.String() }
func (e *bodyError) Unwrap() error { return e.cause }

// bodyStream is what of a call's body is to come, and a check on it: never more than its API takes, as much as was announced,
// and no trailers. The zero value is no body.
type bodyStream struct {
	from   io.Reader
	header *fasthttp.RequestHeader
	length int64 // announced; -1 = chunked
	left   int64 // that may come
	read   int64
	over   bool
	broken bool // nothing more can be read
}

// Read gives the next part. Its errors are io.EOF and *bodyError.
func (b *bodyStream) Read(p []byte) (int, error) {
	if b.over {
		return 0, io.EOF
	}
	n, err := b.from.Read(p[:min(int64(len(p)), b.left+1)])
	b.read += int64(n)
	b.left -= int64(n)
	b.over = errors.Is(err, io.EOF)
	switch {
	case b.left < 0:
		return 0, &bodyError{BodyTooLarge, nil}
	case b.over && (b.length >= 0 && b.read < b.length || len(b.header.PeekTrailerKeys()) > 0):
		b.broken = true
		return 0, &bodyError{FramingInvalid, io.ErrUnexpectedEOF}
	case err != nil && !b.over:
		b.broken = true
		return n, &bodyError{unreadable(err), err}
	}
	return n, err
}

// unreadable is the code for a body that could not be read.
func unreadable(err error) Code {
	var network net.Error
	if errors.As(err, &network) && network.Timeout() {
		return RequestTimeout
	}
	return FramingInvalid
}

// bodyMax is how long a body of a call may be, in bytes.
func (s *Service) bodyMax(v *verdict) int64 {
	if up := &v.API.Upstreams[v.Token.Environment]; up.Config != nil && up.Config.BodyBytesMax > 0 {
		return int64(min(up.Config.BodyBytesMax, catalog.BodyBytesMax))
	}
	return int64(s.BodyBytesMax)
}

// announced is how long the caller says that its body is; 0 when it says nothing.
func announced(header *fasthttp.RequestHeader) int64 { return int64(max(0, header.ContentLength())) }

// readBody reads a decided call's body into c.body, or what is longer than bodyWholeMax not at all (with an announced
// length) or in its beginning: then c.rest is what follows. false means that the call is answered.
func (s *Service) readBody(ctx *fasthttp.RequestCtx, c *call) bool {
	from := ctx.Request.BodyStream()
	if from == nil {
		return true
	}
	header := &ctx.Request.Header
	c.rest = bodyStream{from: from, header: header, length: int64(header.ContentLength()), left: s.bodyMax(&c.verdict)}
	if c.rest.length > bodyWholeMax {
		return true
	}
	c.body = slices.Grow(c.body[:0], int(max(512, c.rest.length+1)))
	for len(c.body) <= bodyWholeMax {
		if len(c.body) == cap(c.body) {
			c.body = slices.Grow(c.body, len(c.body))
		}
		n, err := c.rest.Read(c.body[len(c.body):cap(c.body)])
		c.body = c.body[:len(c.body)+n]
		if errors.Is(err, io.EOF) {
			return true
		}
		if err != nil {
			s.refuseBody(ctx, c, err)
			return false
		}
	}
	return true
}

// flows says whether a part of the body is still to come.
func (c *call) flows() bool { return c.rest.from != nil && !c.rest.over }

// refuseBody answers for what is wrong with a body. Nobody knows then where it ends.
func (s *Service) refuseBody(ctx *fasthttp.RequestCtx, c *call, err error) {
	c.verdict.Code = FramingInvalid
	var wrong *bodyError
	if errors.As(err, &wrong) {
		c.verdict.Code = wrong.code
	}
	s.deny(ctx, c)
	ctx.SetConnectionClose()
}

// settle takes what the caller is still sending of a body that nobody wants, and throws it away, within bounds: a connection
// that is closed over unread bytes is reset, and its caller never reads the answer.
func (s *Service) settle(ctx *fasthttp.RequestCtx, c *call) {
	from := ctx.Request.BodyStream()
	if from == nil || c.rest.over || c.rest.broken {
		return
	}
	conn, end := ctx.Conn(), clock.In(drainTime)
	var buffer [4 << 10]byte
	for taken := 0; taken < drainBytesMax; {
		now := clock.In(0)
		if !now.Before(end) || conn.SetReadDeadline(now.Add(drainSilence)) != nil {
			break
		}
		n, err := from.Read(buffer[:])
		taken += n
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			break
		}
	}
	ctx.SetConnectionClose()
}
