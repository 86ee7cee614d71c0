package enforce

import (
	"bufio"
	"bytes"
	"io"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// replay is a socket from which given bytes come, some at a time, and then its end.
type replay struct {
	net.Conn
	rest  []byte
	piece int
}

func (r *replay) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p[:min(len(p), r.piece)], r.rest)
	r.rest = r.rest[n:]
	return n, nil
}
func (r *replay) Write(p []byte) (int, error)     { return len(p), nil }
func (r *replay) Close() error                    { return nil }
func (r *replay) SetDeadline(time.Time) error     { return nil }
func (r *replay) SetReadDeadline(time.Time) error { return nil }

// answered reads an answer from a socket that gives so many bytes at a time: its head, and its body without the coding.
func answered(raw []byte, method string, piece int) (head, body []byte, err error) {
	c, err := newUpstreamConn(&replay{rest: bytes.Clone(raw), piece: piece}, nil, 0)
	if err != nil {
		return nil, nil, err
	}
	if err := c.ask(outgoing{head: []byte(method + " / HTTP/1.1\r\n\r\n")}); err != nil {
		return nil, nil, err
	}
	head = bytes.Clone(c.frame.head)
	body, err = io.ReadAll(c)
	return head, body, err
}

// FuzzAnswers holds what a connection hands out against the standard library: the same body, however the bytes arrive.
func FuzzAnswers(f *testing.F) {
	for _, list := range []map[string]attacker{attacks, nuisances} {
		for _, a := range list {
			if len(a.answer) < 4<<10 {
				f.Add([]byte(a.answer), false)
			}
		}
	}
	f.Add([]byte(chunkedAnswer("A;x=y\r\n0123456789\r\n0\r\nX: y\r\n\r\n")), true)
	f.Fuzz(func(t *testing.T, raw []byte, head bool) {
		method := map[bool]string{false: "GET", true: "HEAD"}[head]
		first, body, err := answered(raw, method, len(raw)+1)
		for _, piece := range []int{1, 7} {
			firstAgain, bodyAgain, errAgain := answered(raw, method, piece)
			require.Equal(t, err == nil, errAgain == nil, "in pieces of %d: %v, %v", piece, err, errAgain)
			if err == nil {
				require.Equal(t, first, firstAgain)
				require.Equal(t, body, bodyAgain)
			}
		}
		if err != nil {
			return
		}
		reader := bufio.NewReader(bytes.NewReader(raw[bytes.Index(raw, first):])) // behind interim answers
		response, err := http.ReadResponse(reader, &http.Request{Method: method})
		require.NoError(t, err, "%q", first)
		theirs, err := io.ReadAll(response.Body)
		require.NoError(t, err, "%q", raw)
		require.GreaterOrEqual(t, response.StatusCode, 200)
		require.Equal(t, theirs, body, "%q", raw)
	})
}
