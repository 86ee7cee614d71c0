package enforce

import (
	"net"
	"time"
)

// connectError is a failure before the first byte of a request could be sent.
type connectError struct{ cause error }

func (e *connectError) Error() string { return "connect to upstream: " + e.cause.Error() }
func (e *connectError) Unwrap() error { return e.cause }

// dial connects the target without TLS. The address that is really dialled is checked, after the name was resolved, so
// that a name can't point somewhere else between check and use.
func (t *target) dial(timeout time.Duration) (net.Conn, error) {
	most := dialTimeout
	if own := t.pool.dialing; own > 0 {
		most = own
	}
	if timeout > 0 {
		most = min(most, timeout)
	}
	dialer := net.Dialer{Timeout: most, KeepAlive: 30 * time.Second, ControlContext: t.pool.up.check}
	raw, err := dialer.Dial("tcp", t.address)
	if err != nil {
		return nil, &connectError{err}
	}
	return raw, nil
}

// open connects the target, with TLS where it has that.
func (t *target) open(timeout time.Duration) (*upstreamConn, error) {
	socket, err := t.dial(timeout)
	if err != nil {
		return nil, err
	}
	return newUpstreamConn(socket, t.tls, t.pool.handshake())
}

// handshake is how long TLS may take.
func (p *pool) handshake() time.Duration {
	if p.dialing > 0 {
		return p.dialing
	}
	return handshakeTimeout
}
