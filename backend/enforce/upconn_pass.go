package enforce

import (
	"errors"
	"io"
	"strconv"
	"sync"
)

const (
	passBytes   = 32 << 10
	passHexRoom = 16 // for a chunk's size and its line end
)

var passBuffers = sync.Pool{New: func() any { return new([passHexRoom + passBytes + 2]byte) }}

// pass sends a body while it comes: its beginning and the rest, in chunks when nobody knows how long it is. When the upstream
// takes no more it may have answered already, so that is no error yet. What is wrong with the rest is, and nothing that looks
// like an end is sent then.
func (c *upstreamConn) pass(beginning []byte, rest *bodyStream) error {
	buffer := passBuffers.Get().(*[passHexRoom + passBytes + 2]byte)
	defer passBuffers.Put(buffer)
	chunked := rest.length < 0
	for err := error(nil); ; {
		n := copy(buffer[passHexRoom:passHexRoom+passBytes], beginning)
		if beginning = beginning[n:]; n == 0 {
			n, err = rest.Read(buffer[passHexRoom : passHexRoom+passBytes])
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		piece := buffer[passHexRoom : passHexRoom+n]
		if chunked && n > 0 {
			piece = inChunk(buffer, n)
		}
		if chunked && err != nil {
			piece = append(piece, "0\r\n\r\n"...)
		}
		if len(piece) > 0 {
			if _, failed := c.wire.Write(piece); failed != nil {
				c.cut = true
				return nil
			}
		}
		if err != nil {
			return nil
		}
	}
}

// inChunk puts the coding around n bytes that stand behind the room for their size.
func inChunk(buffer *[passHexRoom + passBytes + 2]byte, n int) []byte {
	var size [passHexRoom]byte
	head := append(strconv.AppendInt(size[:0], int64(n), 16), '\r', '\n')
	from := passHexRoom - len(head)
	copy(buffer[from:], head)
	copy(buffer[passHexRoom+n:], "\r\n")
	return buffer[from : passHexRoom+n+2]
}
