package enforce

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"syscall"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/lane"
)

const (
	// upstreamReadBytes is what a connection reads at once at first; it grows up to a head of responseHeaderBytes.
	upstreamReadBytes = 4 << 10
	// togetherMax is how much of a body is sent in one piece with its head.
	togetherMax = 16 << 10
)

// errNotNow says that who can't wait would have to.
var errNotNow = errors.New("the upstream's answer is not whole yet")

// errNotSilent says that something came over a connection without being asked for, or its end.
var errNotSilent = errors.New("the upstream's connection is not silent")

// upstreamConn is a connection to an upstream that hands out exactly one well-formed answer for each request, and not one
// byte more. Interim answers are dropped; anything odd is an error, after which the connection is closed. What came without
// being asked would be taken for the answer to the next caller's request, so a used connection must be silent before
// a request is written on it.
//
// ask sends a request and reads the answer's head, Read gives its body without the transfer coding, and end gives the
// connection back. One goroutine at a time does so; abort may be called by another one.
type upstreamConn struct {
	wire   net.Conn // where bytes go: with TLS, the TLS connection
	socket net.Conn // what was dialled
	secure *tls.Conn
	raw    syscall.RawConn // of the socket; nil in tests and on the lane
	lane   *lane.Conn      // the socket, where a loop watches it
	owner  *conns          // nil: nobody gets it back
	idleAt int64           // monotonic time of its last return

	used     bool
	over     bool // the answer is whole
	spoiled  bool // more came than belongs to it
	tunnel   bool // the answer may be that the protocol changes
	frame    answerFrame
	left     int64 // bytes of a counted body that are to come
	chunks   chunkScan
	buffer   []byte
	from, to int // what of the buffer was read and not handed out yet

	// The exchange that turn is in.
	turn   func(fd uintptr) bool
	out    outgoing
	sent   bool
	prompt bool // nothing more may be read from the wire now
	cut    bool // the request's body could not be sent to its end
	failed error
}

// outgoing is a request on its way to an upstream, and how long the exchange may take.
type outgoing struct {
	head     []byte
	body     []byte         // behind the head as it is
	rest     *bodyStream    // behind the body, while it comes; nil = none
	until    time.Time      // for everything, the answer's body too; zero on a loop, which counts from sentAt
	patience time.Duration  // for the first byte of the answer; 0 = until is enough
	near     *lane.Exchange // whose loop a new connection should be watched by; nil = none's
}

// newUpstreamConn speaks TLS on a socket when config is not nil; that may take as long as handshake says.
func newUpstreamConn(socket net.Conn, config *tls.Config, handshake time.Duration) (*upstreamConn, error) {
	c := &upstreamConn{wire: socket, socket: socket, buffer: make([]byte, upstreamReadBytes)}
	c.turn = c.step
	if plain, ok := socket.(syscall.Conn); ok {
		raw, err := plain.SyscallConn()
		if err != nil {
			return nil, errors.Join(&connectError{err}, socket.Close())
		}
		c.raw = raw
	}
	if config == nil {
		return c, nil
	}
	c.secure = tls.Client(socket, config)
	c.wire = c.secure
	ctx, cancel := context.WithTimeout(context.Background(), handshake)
	defer cancel()
	if err := c.secure.HandshakeContext(ctx); err != nil {
		_ = socket.Close()
		return nil, &connectError{err}
	}
	return c, nil
}

// ask sends a request and reads the head of the answer to it. It returns errNotSilent before the first byte was sent, and
// only on a used connection; a *bodyError when the caller broke off. An upstream may answer before it took the whole body.
func (c *upstreamConn) ask(out outgoing) error {
	plain := c.raw != nil && c.secure == nil
	if c.used && !plain && !c.silent() {
		return errNotSilent
	}
	c.begin(out)
	if err := c.wire.SetDeadline(out.until); err != nil {
		return c.unused(err)
	}
	var err error
	if plain {
		if err = c.raw.Read(c.turn); err == nil {
			err = c.failed
		} else if !c.sent {
			err = c.unused(err)
		}
	} else if err = c.send(); err == nil {
		err = c.fill()
	}
	c.out = outgoing{}
	if err == nil && out.patience > 0 {
		err = c.wire.SetReadDeadline(out.until)
	}
	if err == nil {
		err = c.readHead(bytes.HasPrefix(out.head, []byte("HEAD ")))
	}
	c.frame.last = c.frame.last || c.cut
	return err
}

// unused turns an error of a connection that ended while it was kept into one after which another can be tried.
func (c *upstreamConn) unused(err error) error {
	if c.used && errors.Is(err, net.ErrClosed) {
		return errNotSilent
	}
	return err
}

// step sends the request on its first turn, when the socket is silent, and takes the first bytes of the answer on the next:
// the poller calls it again when there is something to read. So the look at the socket stands for the first, vain, attempt to
// read that every wait begins with otherwise.
func (c *upstreamConn) step(fd uintptr) (done bool) {
	if !c.sent {
		if c.used && !quiet(fd) {
			c.failed = errNotSilent
			return true
		}
		c.failed = c.send()
		return c.failed != nil
	}
	for {
		n, err := syscall.Read(int(fd), c.buffer)
		switch {
		case errors.Is(err, syscall.EINTR):
			continue
		case errors.Is(err, syscall.EAGAIN):
			return false
		case err != nil:
			c.failed = &net.OpError{Op: "read", Net: "tcp", Err: err}
		case n == 0:
			c.failed = io.EOF
		default:
			c.to = n
		}
		return true
	}
}

// send writes the request.
func (c *upstreamConn) send() error {
	c.sent, c.used = true, true
	_, err := c.wire.Write(c.out.head)
	if err == nil && c.out.rest != nil {
		err = c.pass(c.out.body, c.out.rest)
	} else if err == nil && len(c.out.body) > 0 {
		_, err = c.wire.Write(c.out.body)
	}
	if err == nil && c.out.patience > 0 {
		if first := clock.In(c.out.patience); first.Before(c.out.until) {
			err = c.wire.SetReadDeadline(first)
		}
	}
	return err
}

// fill reads once behind what is there.
func (c *upstreamConn) fill() error {
	if c.prompt {
		return errNotNow
	}
	n, err := c.wire.Read(c.buffer[c.to:])
	c.to += n
	if n > 0 {
		return nil
	}
	return err
}

// silent says whether the other end has sent nothing, not even its end, since the last answer.
func (c *upstreamConn) silent() bool {
	if c.lane != nil {
		return c.lane.Quiet()
	}
	if c.raw == nil {
		return false
	}
	if c.secure != nil {
		// A deadline in the past lets TLS give what it holds, and nothing from the socket.
		_ = c.secure.SetReadDeadline(time.Unix(1, 0))
		_, err := c.secure.Read(make([]byte, 1))
		var network net.Error
		if !errors.As(err, &network) || !network.Timeout() {
			return false
		}
	}
	nothing := false
	err := c.raw.Control(func(fd uintptr) { nothing = quiet(fd) })
	return err == nil && nothing
}

// quiet says whether a socket has nothing to read, not even an end.
func quiet(fd uintptr) bool {
	var one [1]byte
	_, _, err := syscall.Recvfrom(int(fd), one[:], syscall.MSG_PEEK|syscall.MSG_DONTWAIT)
	return errors.Is(err, syscall.EAGAIN)
}

// readHead reads until the head is whole and checks it. Nearly always it came in one piece, and with its body.
func (c *upstreamConn) readHead(toHead bool) error {
	for looked, interim := 0, 0; ; {
		data := c.buffer[:c.to]
		end := bytes.Index(data[looked:], []byte("\r\n\r\n"))
		if end < 0 {
			if looked = max(0, len(data)-3); len(data) > responseHeaderBytes {
				return errAnswerTooLarge
			}
			if err := c.more(); err != nil {
				return err
			}
			continue
		}
		if end += looked + 4; end > responseHeaderBytes+4 {
			return errAnswerTooLarge
		}
		var err error
		if c.frame, err = readHead(data[:end], toHead); err != nil {
			return err
		}
		if c.frame.status >= 200 || c.frame.status == fasthttp.StatusSwitchingProtocols && c.tunnel {
			c.from, c.left = end, max(0, c.frame.length)
			c.over = c.frame.kind == answerWithout || c.frame.kind == answerCounted && c.left == 0
			return nil
		}
		if c.frame.status == fasthttp.StatusSwitchingProtocols {
			return errAnswerUpgrade
		}
		if interim++; interim > answerInterimMax {
			return errAnswerInterim
		}
		c.to, looked = copy(c.buffer, data[end:]), 0
	}
}

// more reads on in a head that is not whole.
func (c *upstreamConn) more() error {
	if c.to == len(c.buffer) {
		c.buffer = append(c.buffer, make([]byte, len(c.buffer))...)
	}
	err := c.fill()
	if errors.Is(err, io.EOF) && c.to > 0 {
		return io.ErrUnexpectedEOF
	}
	return err
}
