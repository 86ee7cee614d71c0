package enforce

import (
	"encoding/base64"

	"github.com/valyala/fasthttp"
)

const (
	nameSocketVersion = "Sec-WebSocket-Version"
	socketVersion     = "13" // the only one that there ever was
)

// wantsTunnel says whether the call means to open a WebSocket.
func (c *call) wantsTunnel(ctx *fasthttp.RequestCtx) bool {
	header := &ctx.Request.Header
	return foldIs(c.in.upgrade, "websocket") && nominates(c.in.nominated, []byte("upgrade")) && header.IsGet() && header.IsHTTP11()
}

// handshake says what is wrong with the opening handshake of a WebSocket, Allowed when nothing is (RFC 6455 section 4.2.1).
// An upstream may read doubled headers in another way than we do, so each is there once.
func handshake(ctx *fasthttp.RequestCtx) Code {
	header := &ctx.Request.Header
	if versions := header.PeekAll(nameSocketVersion); len(versions) != 1 || string(versions[0]) != socketVersion {
		return SocketVersion
	}
	keys := header.PeekAll("Sec-WebSocket-Key")
	if length := header.ContentLength(); len(keys) != 1 || length > 0 || length == -1 { // -1: in chunks
		return SocketMalformed
	}
	if key, err := base64.StdEncoding.DecodeString(string(keys[0])); err != nil || len(key) != 16 {
		return SocketMalformed
	}
	return Allowed
}

// refuseHandshake answers a handshake that is none, and says which version would do.
func (s *Service) refuseHandshake(ctx *fasthttp.RequestCtx, c *call, code Code) {
	c.verdict.Code = code
	s.deny(ctx, c)
	if code == SocketVersion {
		ctx.Response.Header.Set(nameSocketVersion, socketVersion)
		ctx.Response.Header.Set(fasthttp.HeaderUpgrade, "websocket")
		ctx.Response.Header.Set(fasthttp.HeaderConnection, "Upgrade")
	}
}
