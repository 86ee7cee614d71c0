package enforce

import (
	"bytes"
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

const (
	// bufferedMax is how much of an answer is read before its first byte goes on. Whatever is wrong up to there becomes a
	// clean 502; longer answers pass through as they come.
	bufferedMax = 64 << 10
	// readLeast is how much room a read gets whose answer has no known length.
	readLeast = 4 << 10
	// wholeMax is how much is read for callers who can't take an answer of unknown length in parts.
	wholeMax = 32 << 20
	// streamLeast is how long an answer may take that passes through, even if its beginning took nearly all the time.
	streamLeast = time.Second
	// streamIdle is how long a long-lived answer or tunnel may be silent.
	streamIdle = 2 * time.Minute
	// streamBytesMax bounds the length that an answer may announce.
	streamBytesMax = 10 << 30
)

// flowing says whether an answer of unknown length is made of parts that mean something by themselves, so that none may
// wait for the next: server-sent events, lines of JSON, and what its upstream marks so.
func flowing(from *upstreamConn) bool {
	kind, _, _ := bytes.Cut(from.field("content-type"), []byte{';'})
	kind = bytes.TrimSpace(kind)
	for _, name := range []string{"text/event-stream", "application/x-ndjson", "application/jsonl", "application/json-seq", "multipart/x-mixed-replace"} {
		if foldIs(kind, name) {
			return true
		}
	}
	return foldIs(from.field("x-accel-buffering"), "no")
}

// body takes an upstream's body over: whole when it is short, else as a stream. done=false means that the stream owns
// call and connection from here on.
func (s *Service) body(ctx *fasthttp.RequestCtx, c *call, from *upstreamConn) (done bool, err error) {
	length := from.length()
	if length > streamBytesMax {
		return true, errAnswerTooLarge
	}
	buffer := ctx.Response.SwapBody(nil)[:0]
	if from.over { // it has none
		ctx.Response.SwapBody(buffer)
		return true, nil
	}
	if length < 0 && !ctx.Request.Header.IsHTTP11() {
		return true, s.whole(ctx, c, from, buffer)
	}
	var ended bool
	buffer = slices.Grow(buffer, int(max(0, min(length, bufferedMax))))
	if length <= bufferedMax && (length >= 0 || !c.longLived() && !flowing(from)) {
		if buffer, ended, err = readUpTo(from, buffer, bufferedMax); err != nil {
			return true, err
		}
	}
	if ended {
		ctx.Response.SwapBody(buffer)
		c.outcome.bytesOut = len(buffer)
		return true, nil
	}
	if err := s.stream(ctx, c, from, buffer); err != nil {
		return true, err
	}
	return false, nil
}

// longLived says whether the call's upstream is known for answers without end.
func (c *call) longLived() bool {
	return c.verdict.API.Upstreams[c.verdict.Token.Environment].LongLived
}

// left is how long the upstream may still take. It has a moment at least, for what is there already.
func (c *call) left() time.Duration {
	return max(streamLeast, c.target.pool.total-time.Duration(c.outcome.upstreamNS))
}

var errTooManyOpen = errors.New("too many answers without end are open")

// whole reads a body of unknown length for a caller who can't read chunks (HTTP/1.0).
func (s *Service) whole(ctx *fasthttp.RequestCtx, c *call, from *upstreamConn, buffer []byte) error {
	buffer, ended, err := readUpTo(from, buffer, wholeMax)
	if err == nil && !ended {
		err = errAnswerTooLarge
	}
	if err != nil {
		return err
	}
	ctx.Response.SwapBody(buffer)
	c.outcome.bytesOut = len(buffer)
	return nil
}

// readUpTo reads until the end of the stream or, from limit bytes on, until it has to be a stream.
func readUpTo(stream io.Reader, buffer []byte, limit int) (out []byte, ended bool, err error) {
	for len(buffer) < limit {
		if len(buffer) == cap(buffer) {
			buffer = slices.Grow(buffer, max(readLeast, len(buffer)))
		}
		n, err := stream.Read(buffer[len(buffer):cap(buffer)])
		buffer = buffer[:len(buffer)+n]
		if errors.Is(err, io.EOF) {
			return buffer, true, nil
		}
		if err != nil {
			return buffer, false, err
		}
	}
	return buffer, false, nil
}

// stream lets an answer pass through while it comes. The call is recorded when it is over.
func (s *Service) stream(ctx *fasthttp.RequestCtx, c *call, from *upstreamConn, head []byte) error {
	p := &passing{service: s, call: c, from: from, head: head, client: ctx.Conn(), refused: Allowed}
	p.long = c.longLived()
	p.live = live{request: c.request, app: c.verdict.App.ID, endless: p.long, end: p.abort}
	if !s.lives.add(&p.live) {
		return errTooManyOpen
	}
	if p.long {
		c.noteUpstream(nil) // its end says nothing
		s.inflight.leave(&c.verdict.place)
	}
	if !p.long {
		_ = from.wire.SetReadDeadline(clock.In(c.left()))
	}
	from.prompt = false // it is read in a goroutine from here on
	ctx.Response.ImmediateHeaderFlush = true
	ctx.Response.SetBodyStream(p, int(from.length()))
	c.detached = true
	return nil
}

// passing is an answer on its way through. The HTTP library reads and closes it, from one goroutine.
type passing struct {
	service *Service
	call    *call
	from    *upstreamConn
	head    []byte
	client  net.Conn
	long    bool
	live    live
	mu      sync.Mutex // held while connections are given back or broken off, so that never a later call's is
	over    bool
	refused Code // why it was broken off; Allowed while it was not
}

// Read gives the next part as soon as it is there. An error ends the caller's connection, so that half an answer never
// looks like a whole one.
func (p *passing) Read(into []byte) (int, error) {
	if len(p.head) > 0 {
		n := copy(into, p.head)
		if p.head = p.head[n:]; len(p.head) == 0 {
			p.head = nil // slow readers shall not hold what they have read
		}
		p.call.outcome.bytesOut += n
		return n, nil
	}
	if p.long {
		_ = p.from.wire.SetReadDeadline(clock.In(streamIdle))
	}
	n, err := p.from.Read(into)
	p.call.outcome.bytesOut += n
	if p.long {
		_ = p.client.SetWriteDeadline(clock.In(writeTimeout))
	}
	switch {
	case errors.Is(err, io.EOF):
		p.call.noteUpstream(nil)
	case err != nil && p.call.verdict.Code == Allowed:
		p.call.verdict.Code = upstreamCode(err)
		if !p.long {
			p.call.noteUpstream(err)
		}
	}
	return n, err
}

// Close ends the call: the upstream's connection goes back to its pool, or away when there was more to come.
func (p *passing) Close() error {
	if p.call == nil {
		return nil
	}
	p.service.lives.remove(&p.live)
	p.mu.Lock()
	p.over = true
	if p.refused == Allowed {
		p.from.end()
	} else {
		p.call.verdict.Code = p.refused
		p.from.drop()
	}
	p.mu.Unlock()
	p.service.recordGuarded(p.call)
	p.service.release(p.call)
	p.call, p.from = nil, nil
	return nil
}

// abort breaks the answer off, from another goroutine: the caller's rights ended meanwhile.
func (p *passing) abort(code Code) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.over {
		return
	}
	p.refused = code
	_ = p.client.Close()
	_ = p.from.wire.Close()
}
