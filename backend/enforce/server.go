package enforce

import (
	"errors"
	"net"
	"time"

	"github.com/valyala/fasthttp"
)

const (
	headerTimeout = 5 * time.Second
	bodyTimeout   = 30 * time.Second
	idleTimeout   = 60 * time.Second
	writeTimeout  = 60 * time.Second
	connsMaxPerIP = 0 // counted by the proxy in front, which sees the real addresses
)

// newServer sets every limit by hand: the library's defaults are "none".
func (s *Service) newServer(name string, handler fasthttp.RequestHandler) *fasthttp.Server {
	return &fasthttp.Server{
		Name: name, Handler: handler, ErrorHandler: s.refuseUnreadable,
		NoDefaultServerHeader: true, NoDefaultContentType: true, NoDefaultDate: false,
		SecureErrorLogMessage: true, DisablePreParseMultipartForm: true, StreamRequestBody: false,
		ReadTimeout: headerTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		ReadBufferSize: headerBytesMax, WriteBufferSize: 8 << 10, MaxRequestBodySize: s.BodyBytesMax,
		MaxConnsPerIP: connsMaxPerIP, TCPKeepalive: true, CloseOnShutdown: true,
		HeaderReceived: bodyDeadline,
		Logger:         serverLog{s},
	}
}

// bodyDeadline gives calls with a body more time than their headers had.
func bodyDeadline(header *fasthttp.RequestHeader) fasthttp.RequestConfig {
	if header.ContentLength() == 0 || header.IsGet() || header.IsHead() {
		return fasthttp.RequestConfig{}
	}
	return fasthttp.RequestConfig{ReadTimeout: bodyTimeout}
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
	case errors.As(err, &network) && network.Timeout():
		code = RequestTimeout
	}
	var v verdict
	v.Code = code
	ctx.Response.Reset()
	s.writeProblem(ctx, &v, code.Status())
	ctx.SetConnectionClose()
}
