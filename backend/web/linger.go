package web

import (
	"io"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

const (
	lingerBytesMax = 64 << 20
	lingerTime     = 5 * time.Second
	lingerSilence  = time.Second
)

// Linger takes what a client is still sending of a body that is refused, and throws it away: a connection that is closed
// over unread bytes is reset, and the client never reads why. It gives up after lingerBytesMax, after lingerTime, and
// when nothing comes for a moment. Call it before the answer is written, for a connection that is closed afterwards.
func Linger(ctx *fasthttp.RequestCtx) {
	conn := ctx.Conn()
	if conn == nil || ctx.Request.MayContinue() { // who waits for 100 Continue sends nothing
		return
	}
	buffer := make([]byte, 32<<10)
	end := clock.In(lingerTime)
	for left := lingerBytesMax; left > 0; {
		now := clock.In(0)
		if !now.Before(end) || conn.SetReadDeadline(now.Add(lingerSilence)) != nil {
			return
		}
		n, err := io.LimitReader(conn, int64(left)).Read(buffer)
		if err != nil {
			return
		}
		left -= n
	}
}
