//go:build !linux

package lane

import (
	"context"
	"errors"
	"net"

	"github.com/valyala/fasthttp"
)

// Server is the HTTP library's server here: no call comes to the handler.
type Server struct{ Settings }

// New answers a server.
func New(settings Settings) *Server { return &Server{settings} }

// Serve serves ln until Shutdown, or until ln is closed.
func (s *Server) Serve(ln net.Listener) error { return s.Slow.Serve(ln) }

// Shutdown stops accepting and lets the calls in work end until ctx does.
func (s *Server) Shutdown(ctx context.Context) error { return s.Slow.ShutdownWithContext(ctx) }

// Exchange is one call and its answer. There are none here.
type Exchange struct{ Ctx *fasthttp.RequestCtx }

// Finish does nothing here.
func (x *Exchange) Finish() {}

// Go does nothing here.
func (x *Exchange) Go(func()) {}

// Near says no here.
func (x *Exchange) Near(*Conn) bool { return false }

// Adopt takes nothing over here.
func (x *Exchange) Adopt(net.Conn) (*Conn, error) { return nil, errors.ErrUnsupported }

// Watcher is told on the loop when a connection that it awaits has something to read, or when its time is over.
type Watcher interface {
	Readable()
	Expired()
}

// Conn is a connection that a loop watches. There are none here.
type Conn struct{ net.Conn }

// TryRead reads nothing here.
func (c *Conn) TryRead([]byte) (int, error) { return 0, errors.ErrUnsupported }

// TryWrite writes nothing here.
func (c *Conn) TryWrite([]byte) (int, error) { return 0, errors.ErrUnsupported }

// Quiet says no here.
func (c *Conn) Quiet() bool { return false }

// Await does nothing here.
func (c *Conn) Await(Watcher, int64) {}

// Release does nothing here.
func (c *Conn) Release() {}

// Again says whether an error only means that a Try came too early.
func Again(error) bool { return false }

// Spare does nothing here.
func Spare() {}
