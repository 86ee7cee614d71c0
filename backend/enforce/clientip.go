package enforce

import (
	"bytes"
	"net"
	"net/netip"
	"strings"

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
// X-Forwarded-For that is not one; also may be one more trusted address. ok is false when an item up to there is no address:
// nobody knows then who called, and what a network or its absence would allow must not be guessed.
func clientAddress(peer, also netip.Addr, trusted []netip.Prefix, header *fasthttp.RequestHeader) (client netip.Addr, ok bool) {
	known := func(a netip.Addr) bool { return a.IsValid() && a == also || contains(trusted, a) }
	if !known(peer) {
		return peer, true
	}
	lines := header.PeekAll(fasthttp.HeaderXForwardedFor)
	client = peer
	for i := len(lines) - 1; i >= 0; i-- {
		rest := lines[i]
		for len(rest) > 0 {
			comma := bytes.LastIndexByte(rest, ',')
			item := bytes.TrimSpace(rest[comma+1:])
			rest = rest[:max(comma, 0)]
			if client, ok = quad(item); !ok {
				client, ok = forwardedItem(string(item))
			}
			if !ok {
				return netip.Addr{}, false
			}
			if !known(client) {
				return client, true
			}
		}
	}
	return client, true
}

// quad reads what most addresses are, four decimal numbers, and allocates nothing. false leaves the text to forwardedItem.
func quad(text []byte) (netip.Addr, bool) {
	var parts [4]byte
	at, digits, value := 0, 0, 0
	for _, c := range text {
		switch {
		case c >= '0' && c <= '9' && digits < 3 && (digits == 0 || value > 0):
			digits, value = digits+1, value*10+int(c-'0')
		case c == '.' && digits > 0 && at < 3 && value <= 255:
			parts[at] = byte(value)
			at, digits, value = at+1, 0, 0
		default:
			return netip.Addr{}, false
		}
	}
	if at != 3 || digits == 0 || value > 255 {
		return netip.Addr{}, false
	}
	parts[at] = byte(value)
	return netip.AddrFrom4(parts), true
}

// forwardedItem reads an address as proxies write it: alone, with a port, or in brackets.
func forwardedItem(item string) (netip.Addr, bool) {
	if inner, found := strings.CutPrefix(item, "["); found && strings.HasSuffix(inner, "]") {
		item = strings.TrimSuffix(inner, "]")
	}
	address, err := netip.ParseAddr(item)
	if err != nil {
		with, err := netip.ParseAddrPort(item)
		if err != nil {
			return netip.Addr{}, false
		}
		address = with.Addr()
	}
	return address.Unmap().WithZone(""), true
}

// overPlain says whether a call crossed a network in the clear: no TLS here, none in front by the word of a trusted proxy,
// and a client that is neither on this machine nor in a network where the operator allows it (ENF-11).
func (s *Service) overPlain(ctx *fasthttp.RequestCtx, in *inbound, client netip.Addr) bool {
	return !client.IsLoopback() && !contains(s.PlainAllow, client) && !s.callerSecure(ctx, in)
}

// callerSecure says whether the caller spoke TLS, by this connection or by the one word of a trusted proxy. For a WebSocket's
// handshake Traefik's word is wss.
func (s *Service) callerSecure(ctx *fasthttp.RequestCtx, in *inbound) bool {
	if ctx.IsTLS() {
		return true
	}
	proto, one := in.single(forwardedProto)
	return one && (string(proto) == "https" || string(proto) == "wss") && contains(s.TrustedProxies, peerAddress(ctx))
}
