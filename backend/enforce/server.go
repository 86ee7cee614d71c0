package enforce

import (
	"errors"
	"net"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

const (
	headerTimeout = 5 * time.Second
	bodyTimeout   = 30 * time.Second
	idleTimeout   = 60 * time.Second
	writeTimeout  = 60 * time.Second
)

// newGateway is a server whose handler gets a call with its head and the first byte of its body, and reads the rest itself.
func (s *Service) newGateway() *fasthttp.Server {
	server := s.newServer(s.serveGateway)
	server.StreamRequestBody, server.ExpectHandler = true, s.expect
	server.HeaderReceived = func(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
		config := s.bodyDeadline(header)
		config.MaxRequestBodySize = 1 // that the library waits for before it asks the handler; see readBody for the bound
		return config
	}
	return server
}

// newServer sets every limit by hand: the library's defaults are "none".
func (s *Service) newServer(handler fasthttp.RequestHandler) *fasthttp.Server {
	return &fasthttp.Server{
		Handler: handler, ErrorHandler: s.refuseUnreadable,
		NoDefaultServerHeader: true, NoDefaultContentType: true, NoDefaultDate: false,
		SecureErrorLogMessage: true, DisablePreParseMultipartForm: true, StreamRequestBody: false,
		ReadTimeout: s.HeaderTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		ReadBufferSize: headerBytesMax, WriteBufferSize: 4 << 10, MaxRequestBodySize: s.BodyBytesMax,
		TCPKeepalive: true, CloseOnShutdown: true,
		HeaderReceived: s.bodyDeadline, KeepHijackedConns: true, // tunnels close their own
		Logger: serverLog{s},
	}
}

// bodyDeadline gives calls with a body more time than their headers had.
func (s *Service) bodyDeadline(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	if header.ContentLength() == 0 || header.IsGet() || header.IsHead() {
		return fasthttp.RequestConfig{}
	}
	return fasthttp.RequestConfig{ReadTimeout: s.BodyTimeout}
}

// serverLog passes on what the library has to say. It says it without the request's bytes (SecureErrorLogMessage).
type serverLog struct{ s *Service }

// Printf implements fasthttp.Logger.
func (l serverLog) Printf(format string, args ...any) {
	l.s.Logger.Debug("http", "event", format, "details", len(args))
}

// refuseUnreadable answers what the library could not read as a request. The connection is closed afterwards.
func (s *Service) refuseUnreadable(ctx *fasthttp.RequestCtx, err error) {
	code := FramingInvalid
	var small *fasthttp.ErrSmallBuffer
	var network *net.OpError
	switch {
	case errors.As(err, &small):
		code = HeadersTooLarge
	case errors.Is(err, fasthttp.ErrBodyTooLarge):
		code = BodyTooLarge
		web.Linger(ctx)
	case errors.As(err, &network) && network.Timeout():
		code = RequestTimeout
	}
	var c call
	c.verdict.Code = code
	ctx.Response.Reset()
	s.writeProblem(ctx, &c.verdict, code.Status())
	ctx.SetConnectionClose()
}
