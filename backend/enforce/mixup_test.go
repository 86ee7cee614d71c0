package enforce

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// runs answers how often a proof repeats: a little in the ordinary run, in full with GATEHOUSE_GATE=full
// (npm run test:gate).
func runs(bounded, full int) int {
	if os.Getenv("GATEHOUSE_GATE") == "full" {
		return full
	}
	return bounded
}

// TestNobodyGetsAnothersAnswerWhenCallersHangUpAnywhere is F-NET-04: each call carries a canary, and some callers leave
// at a random byte of what they say or hear.
func TestNobodyGetsAnothersAnswerWhenCallersHangUpAnywhere(t *testing.T) {
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	g := openGate(t, w, nil)
	workers := runs(32, 256)
	each := runs(3_000, 100_000) / workers
	var wait sync.WaitGroup
	for worker := range workers {
		wait.Go(func() {
			c := canaryCaller{gate: g, token: w.full, random: rand.New(rand.NewPCG(uint64(worker), 7))}
			defer c.leave()
			for i := range each {
				if err := c.call(fmt.Sprintf("canary-%d-%d-", worker, i)); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
}

// canaryCaller is one client with a connection of its own.
type canaryCaller struct {
	*gate
	token  string
	random *rand.Rand
	conn   net.Conn
	reader *bufio.Reader
}

func (c *canaryCaller) leave() {
	if c.conn != nil {
		_ = c.conn.Close()
	}
	c.conn = nil
}

func (c *canaryCaller) call(canary string) (err error) {
	if c.conn == nil {
		if c.conn, err = net.Dial("tcp", c.gatewayAddr); err != nil {
			return err
		}
		_ = c.conn.SetDeadline(time.Now().Add(time.Minute))
		c.reader = bufio.NewReader(c.conn)
	}
	body := strings.Repeat(canary, 1+c.random.IntN(60))
	if c.random.IntN(2) == 0 {
		body = "" // as calls are that a loop sends on
	}
	request := fmt.Appendf(nil, "PUT /museum/notes/%s HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer %s\r\nX-Canary: %s\r\nContent-Length: %d\r\n\r\n%s",
		canary, c.token, canary, len(body), body)
	abort := c.random.IntN(4)
	if abort == 0 {
		request = request[:c.random.IntN(len(request))]
	}
	if _, err := c.conn.Write(request); err != nil {
		return err
	}
	switch abort {
	case 0:
		c.leave()
		return nil
	case 1:
		_, _ = io.CopyN(io.Discard, c.reader, int64(c.random.IntN(200)))
		c.leave()
		return nil
	}
	response, err := http.ReadResponse(c.reader, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", canary, err)
	}
	text, err := io.ReadAll(response.Body)
	var got received
	if err != nil || json.Unmarshal(text, &got) != nil || got.Body != body || got.URI != "/notes/"+canary || got.Headers["x-canary"][0] != canary {
		return fmt.Errorf("%s got %s", canary, bytes.TrimSpace(text))
	}
	return nil
}
