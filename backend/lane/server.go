package lane

import (
	"log/slog"
	"net"
	"time"

	"github.com/valyala/fasthttp"
)

// Next is what a handler says of a call that the loop read.
type Next int

const (
	// Answered says that the answer stands in the context, and goes out.
	Answered Next = iota
	// Later says that the handler keeps the exchange and ends it by Finish, or has given it to Go.
	Later
	// Slowly says that the handler did nothing; the HTTP server takes the call from its first byte.
	Slowly
)

// Handler looks at a call on the loop. It must not wait for anything. The context is valid until the exchange is over, its
// body only until the handler returns.
type Handler func(x *Exchange) Next

// Guest is a caller's connection that somebody counts who sees it before the lane does. The lane takes the TCP connection out of
// it and says what becomes of it.
type Guest interface {
	net.Conn
	NetConn() net.Conn        // what it is around
	Adopted(by net.Conn) bool // by is closed in its place from now on; false: it is to be closed at once
	Waiting(yes, anew bool)   // whether the server waits for the caller; anew: from now on, else it goes on with the wait before
}

// Settings of a Server. All are needed.
type Settings struct {
	Slow    *fasthttp.Server // serves what the lane doesn't; its ConnState belongs to the lane
	Handler Handler
	Logger  *slog.Logger
	First   time.Duration // in which the first byte of a connection must come
	Idle    time.Duration // for which a connection may be silent between calls
	Write   time.Duration // in which an answer must be taken
}
