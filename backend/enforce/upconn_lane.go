package enforce

import (
	"bytes"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/lane"
)

// soonMax is how much of an answer is waited for on the loop.
const soonMax = bufferedMax

// whole says whether an answer is there to its last byte, or will be without anybody reading it in parts.
func (c *upstreamConn) whole() (whole, soon bool) {
	if c.frame.status == 0 {
		return false, false
	}
	have := int64(c.to - c.from)
	switch c.frame.kind {
	case answerWithout:
		return true, false
	case answerCounted:
		if have >= c.left {
			return true, false
		}
		return false, c.left <= soonMax
	case answerChunked:
		scan := c.chunks
		for i := c.from; i < c.to && scan.at != chunkOver; i++ {
			if scan.at == chunkData {
				skip := min(scan.left, int64(c.to-i))
				i += int(skip) - 1
				if scan.left -= skip; scan.left == 0 {
					scan.at = chunkDataCR
				}
				continue
			}
			if !scan.step(c.buffer[i]) {
				return false, false // malformed, which its reader will say, and to the log: not on the loop
			}
		}
		return scan.at == chunkOver, false
	}
	return false, false
}

// grow makes room for what is left of a counted answer, or for more of a head.
func (c *upstreamConn) grow() {
	most := len(c.buffer)
	if c.frame.status != 0 {
		most = c.from + int(c.left) - c.to
	}
	c.buffer = append(c.buffer, make([]byte, most)...)
}

// begin sets a connection up for one exchange.
func (c *upstreamConn) begin(out outgoing) {
	c.over, c.frame, c.chunks, c.from, c.to = false, answerFrame{}, chunkScan{}, 0, 0
	c.out, c.sent, c.cut, c.prompt, c.failed = out, false, false, false, nil
}

// awaitFirst reads the first bytes of an answer, within the patience that they have.
func (c *upstreamConn) awaitFirst() error {
	if c.out.patience > 0 {
		if first := clock.In(c.out.patience); first.Before(c.out.until) {
			_ = c.wire.SetReadDeadline(first)
		}
	}
	if err := c.fill(); err != nil {
		return err
	}
	return c.wire.SetReadDeadline(c.out.until)
}

func toHead(out outgoing) bool { return bytes.HasPrefix(out.head, []byte("HEAD ")) }

// join makes the loop of an exchange watch a plain connection that nothing was sent over yet.
func (c *upstreamConn) join(near *lane.Exchange) {
	if near == nil || c.secure != nil {
		return
	}
	watched, err := near.Adopt(c.socket)
	if err != nil {
		return // it stays as it is
	}
	c.wire, c.socket, c.lane, c.raw = watched, watched, watched, nil
}
