package enforce

import (
	"bytes"
	"errors"
	"io"
)

// Read gives the answer's body. It returns io.EOF together with its last bytes, and io.ErrUnexpectedEOF when the connection
// ends before the body does.
func (c *upstreamConn) Read(p []byte) (int, error) {
	for len(p) > 0 && !c.over {
		n, err := c.take(p)
		switch c.frame.kind {
		case answerCounted:
			c.left -= int64(n)
			c.over = c.left == 0
		case answerChunked:
			data, used, ok := c.chunks.decode(p[:n])
			if !ok {
				return 0, errAnswerMalformed
			}
			c.over, c.spoiled = c.chunks.at == chunkOver, used < n
			n = data
		case answerUntilEnd:
			c.over = errors.Is(err, io.EOF)
		}
		switch {
		case c.over:
			return n, io.EOF
		case errors.Is(err, io.EOF):
			return n, io.ErrUnexpectedEOF
		case n > 0 || err != nil:
			return n, err
		}
	}
	if c.over {
		return 0, io.EOF
	}
	return 0, nil
}

// take reads once, first what came with the head, and no more than a counted body has left.
func (c *upstreamConn) take(p []byte) (int, error) {
	if c.frame.kind == answerCounted {
		p = p[:min(int64(len(p)), c.left)]
	}
	if c.from < c.to {
		n := copy(p, c.buffer[c.from:c.to])
		c.from += n
		return n, nil
	}
	if c.prompt {
		return 0, errNotNow
	}
	return c.wire.Read(p)
}

// rest reads what comes behind a head that changed the protocol.
func (c *upstreamConn) rest() io.Reader {
	return io.MultiReader(bytes.NewReader(c.buffer[c.from:c.to]), c.wire)
}

// length is that of the body in bytes, -1 when nobody knows it yet.
func (c *upstreamConn) length() int64 {
	if c.frame.kind == answerCounted {
		return c.frame.length
	}
	return -1
}

// fields are the header fields of the answer. They are there until the next request.
func (c *upstreamConn) fields(yield func(name, value []byte) bool) {
	_, rest, _ := cutLine(c.frame.head)
	for {
		line, after, ok := cutLine(rest)
		if !ok || len(line) == 0 {
			return
		}
		name, value, _ := cutField(line)
		if !yield(name, value) {
			return
		}
		rest = after
	}
}

// field is the value of the answer's first field of a name in lower case, or nil.
func (c *upstreamConn) field(want string) []byte {
	for name, value := range c.fields {
		if foldIs(name, want) {
			return value
		}
	}
	return nil
}

// end gives the connection back, or closes it when there is anything about its answer that the next one could suffer from.
func (c *upstreamConn) end() {
	if c.owner == nil {
		_ = c.wire.Close()
		return
	}
	c.owner.back(c, c.over && !c.spoiled && c.from == c.to && !c.frame.last && c.frame.kind != answerUntilEnd)
}

// drop closes the connection instead of giving it back.
func (c *upstreamConn) drop() {
	c.spoiled = true
	c.end()
}
