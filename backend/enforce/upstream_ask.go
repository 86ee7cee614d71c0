package enforce

import (
	"io"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

// askBytesMax is how much of an answer to a question of our own is read. What is longer ends the connection, not the check.
const askBytesMax = 64 << 10

// ask sends a health check. A status that it does not ask for is an error.
func (t *target) ask(h catalog.HealthCheck, timeout time.Duration) error {
	status, err := t.get("gatehouse-health", credentialField{}, h.Path, timeout)
	if err == nil && !h.Takes(status) {
		err = statusError{status, h.Status}
	}
	return err
}

// get asks for a path of the server and answers the status. The body has to come whole, and is thrown away.
func (t *target) get(agent string, shown credentialField, path string, timeout time.Duration) (status int, err error) {
	b := append(append([]byte("GET "), path...), " HTTP/1.1\r\n"...)
	b = appendField(appendField(b, nameHost, t.host), []byte(fasthttp.HeaderUserAgent), []byte(agent))
	if shown.name != nil {
		b = appendField(b, shown.name, shown.value)
	}
	conn, err := t.reach(outgoing{head: append(b, "\r\n"...)}, clock.In(timeout), timeout)
	if err != nil {
		return 0, err
	}
	defer conn.end()
	_, err = io.Copy(io.Discard, io.LimitReader(conn, askBytesMax))
	return conn.frame.status, err
}
