package enforce

import (
	"bytes"
	"net"
	"net/netip"

	"github.com/valyala/fasthttp"
)

// peerAddress is who is at the other end of the connection.
func peerAddress(ctx *fasthttp.RequestCtx) netip.Addr {
	if tcp, ok := ctx.RemoteAddr().(*net.TCPAddr); ok {
		return tcp.AddrPort().Addr().Unmap()
	}
	return netip.Addr{}
}

// clientAddress is who called: the peer, or, when the peer is a trusted proxy, the rightmost address of
// X-Forwarded-For that is not one. A value that is no address ends the walk at the proxy that sent it, because
// everything left of it is hearsay.
func clientAddress(peer netip.Addr, trusted []netip.Prefix, header *fasthttp.RequestHeader) netip.Addr {
	if !contains(trusted, peer) {
		return peer
	}
	lines := header.PeekAll(fasthttp.HeaderXForwardedFor)
	client := peer
	for i := len(lines) - 1; i >= 0; i-- {
		rest := lines[i]
		for len(rest) > 0 {
			comma := bytes.LastIndexByte(rest, ',')
			item := bytes.TrimSpace(rest[comma+1:])
			rest = rest[:max(comma, 0)]
			address, err := netip.ParseAddr(string(item))
			if err != nil {
				return client
			}
			client = address.Unmap().WithZone("")
			if !contains(trusted, client) {
				return client
			}
		}
	}
	return client
}

// callerSecure says whether the caller spoke TLS, by this connection or by the word of a trusted proxy.
func callerSecure(ctx *fasthttp.RequestCtx, peer netip.Addr, trusted []netip.Prefix) bool {
	return ctx.IsTLS() || contains(trusted, peer) && string(ctx.Request.Header.Peek(fasthttp.HeaderXForwardedProto)) == "https"
}
