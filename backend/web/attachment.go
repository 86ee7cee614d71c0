package web

import (
	"io"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

// Attach answers a file that is made while it is read. Every part of it has the time that a whole short answer has. A text that is
// an io.Closer is closed, also when the caller goes away.
func Attach(c *fiber.Ctx, mediaType, name string, text io.Reader) {
	c.Set(fiber.HeaderContentType, mediaType)
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="`+name+`"`)
	c.Status(fiber.StatusOK).Context().SetBodyStream(&patient{text: text, conn: c.Context().Conn()}, -1)
}

// patient gives every part of a long answer time of its own.
type patient struct {
	text io.Reader
	conn net.Conn
}

// Read answers the next part.
func (p *patient) Read(to []byte) (int, error) {
	if err := p.conn.SetWriteDeadline(clock.In(time.Minute)); err != nil {
		return 0, err
	}
	return p.text.Read(to)
}

// Close ends the making of what was not read.
func (p *patient) Close() error {
	if closer, ok := p.text.(io.Closer); ok {
		return closer.Close()
	}
	return nil
}
