package enforce

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/valyala/fasthttp"
)

// attacker is an upstream that answers every call honestly, with the call's own target as its body, except those to
// /tickets/attack: they get the bytes of the attack, and the late ones when the caller has its answer.
type attacker struct {
	answer, late string
	hangUp       bool // after the answer
	reset        bool
	stalls       bool // the gateway has to wait for its own timeout
	release      chan struct{}
	written      chan struct{}
	gone         chan struct{} // the connection was closed over which the attack went
}

func (a *attacker) serve(t *testing.T, ln net.Listener) string {
	t.Helper()
	a.release, a.written, a.gone = make(chan struct{}), make(chan struct{}, 8), make(chan struct{}, 8)
	return answering(t, ln, a.talk)
}

func (a *attacker) talk(conn net.Conn) {
	reader := bufio.NewReader(conn)
	for {
		request, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, request.Body)
		if !strings.HasSuffix(request.RequestURI, "/attack") {
			_, _ = fmt.Fprintf(conn, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(request.RequestURI), request.RequestURI)
			continue
		}
		_, _ = io.WriteString(conn, a.answer)
		if a.reset {
			socket := conn
			if secure, ok := conn.(*tls.Conn); ok {
				socket = secure.NetConn()
			}
			_ = socket.(*net.TCPConn).SetLinger(0)
			_ = socket.Close()
		}
		if a.hangUp || a.reset {
			_ = conn.Close()
			a.gone <- struct{}{}
			return
		}
		if a.late != "" {
			go func() {
				<-a.release
				_, _ = io.WriteString(conn, a.late)
				a.written <- struct{}{}
			}()
		}
	}
}

const (
	ok200  = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
	poison = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\npoisoned"
)

func chunkedAnswer(body string) string {
	return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body
}

func headed(fields string) string {
	return "HTTP/1.1 200 OK\r\n" + fields + "Content-Length: 2\r\n\r\nok"
}

// attacks by their name. A caller gets 502 or 504 for bad ones, and for harmless ones the answer itself.
var attacks = map[string]attacker{
	"two lengths":             {answer: headed("Content-Length: 20\r\n")},
	"two equal lengths":       {answer: headed("Content-Length: 2\r\n")},
	"length list":             {answer: "HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\n\r\nok"},
	"negative length":         {answer: "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nok"},
	"signed length":           {answer: "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok"},
	"hex length":              {answer: "HTTP/1.1 200 OK\r\nContent-Length: 0x2\r\n\r\nok"},
	"huge length":             {answer: "HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775808\r\n\r\nok"},
	"length and coding":       {answer: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + poison},
	"two codings":             {answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
	"unknown coding":          {answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"},
	"identity coding":         {answer: "HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\n\r\nok", hangUp: true},
	"coding on 1.0":           {answer: "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + poison},
	"length too long":         {answer: "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nok", hangUp: true},
	"length never filled":     {answer: "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nok", stalls: true},
	"switching protocols":     {answer: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n" + poison},
	"switched late":           {answer: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", late: poison},
	"interim flood":           {answer: strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 5000) + ok200},
	"interim without end":     {answer: strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 9)},
	"status 99":               {answer: "HTTP/1.1 99 No\r\nContent-Length: 0\r\n\r\n"},
	"status 600":              {answer: "HTTP/1.1 600 No\r\nContent-Length: 0\r\n\r\n"},
	"status of four digits":   {answer: "HTTP/1.1 2000 No\r\nContent-Length: 0\r\n\r\n"},
	"status in letters":       {answer: "HTTP/1.1 two OK\r\nContent-Length: 0\r\n\r\n"},
	"version 2":               {answer: "HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok"},
	"version 1.2":             {answer: "HTTP/1.2 200 OK\r\nContent-Length: 2\r\n\r\nok"},
	"another protocol":        {answer: "SSH-2.0-OpenSSH_9.2\r\n\r\n"},
	"junk":                    {answer: "garbage\r\n\r\n"},
	"nothing":                 {hangUp: true},
	"silence":                 {stalls: true},
	"half a head":             {answer: "HTTP/1.1 200 OK\r\nContent-Le", hangUp: true},
	"reset at once":           {reset: true},
	"reset in the body":       {answer: "HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\nok", reset: true},
	"endless header":          {answer: "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("a", 1<<20)},
	"huge header":             {answer: headed("X: " + strings.Repeat("a", 64<<10) + "\r\n")},
	"201 headers":             {answer: headed(strings.Repeat("X: y\r\n", 201))},
	"NUL in a value":          {answer: headed("X: a\x00b\r\n")},
	"bare CR in a value":      {answer: headed("X: a\rSet-Cookie: b\r\n")},
	"bare LF between headers": {answer: headed("X: a\nSet-Cookie: b\r\n")},
	"NUL in a name":           {answer: headed("X\x00: a\r\n")},
	"blank before the colon":  {answer: headed("Content-Length : 20\r\n")},
	"empty name":              {answer: headed(": a\r\n")},
	"no colon":                {answer: headed("nonsense\r\n")},
	"folded line":             {answer: headed("X: a\r\n Transfer-Encoding: chunked\r\n")},
	"NUL in the reason":       {answer: "HTTP/1.1 200 O\x00K\r\nContent-Length: 2\r\n\r\nok"},
	"chunk size +1":           {answer: chunkedAnswer("+1\r\na\r\n0\r\n\r\n")},
	"chunk size 0x1":          {answer: chunkedAnswer("0x1\r\na\r\n0\r\n\r\n")},
	"chunk size -1":           {answer: chunkedAnswer("-1\r\na\r\n0\r\n\r\n")},
	"chunk size 1_0":          {answer: chunkedAnswer("1_0\r\n" + strings.Repeat("a", 16) + "\r\n0\r\n\r\n")},
	"chunk size empty":        {answer: chunkedAnswer("\r\na\r\n0\r\n\r\n")},
	"chunk size of 17 digits": {answer: chunkedAnswer("10000000000000001\r\na\r\n0\r\n\r\n")},
	"chunk longer than said":  {answer: chunkedAnswer("1\r\nab\r\n0\r\n\r\n")},
	"chunk ended by LF":       {answer: chunkedAnswer("1\r\na\n0\r\n\r\n")},
	"size ended by LF":        {answer: chunkedAnswer("1\na\r\n0\r\n\r\n")},
	"extension with LF":       {answer: chunkedAnswer("1;a\nb\r\na\r\n0\r\n\r\n")},
	"endless extension":       {answer: chunkedAnswer("1;" + strings.Repeat("a", 64<<10) + "\r\na\r\n0\r\n\r\n")},
	"chunks without end":      {answer: chunkedAnswer("1\r\na\r\n"), hangUp: true},
	"endless trailer":         {answer: chunkedAnswer("1\r\na\r\n0\r\nX: " + strings.Repeat("a", 64<<10))},
	"chunk size in two parts": {answer: chunkedAnswer("A \r\n0000000000\r\n0 0\r\n\r\n")},
	"trailer without colon":   {answer: chunkedAnswer("1\r\na\r\n0\r\n0\r\n\r\n")},
	"trailer without name":    {answer: chunkedAnswer("1\r\na\r\n0\r\n: x\r\n\r\n")},
	"folded trailer":          {answer: chunkedAnswer("1\r\na\r\n0\r\nX: y\r\n z\r\n\r\n")},
	"trailer with NUL":        {answer: chunkedAnswer("1\r\na\r\n0\r\nX: \x00\r\n\r\n")},
}

// nuisances are answers that are fine by themselves; what follows them must not reach anybody.
var nuisances = map[string]attacker{
	"a second answer behind it":       {answer: ok200 + poison},
	"a second answer later":           {answer: ok200, late: poison},
	"half an answer later":            {answer: ok200, late: poison[:30]},
	"junk later":                      {answer: ok200, late: "x"},
	"a long tail":                     {answer: ok200 + strings.Repeat(poison, 5000)},
	"a second answer behind chunks":   {answer: chunkedAnswer("2\r\nok\r\n0\r\n\r\n") + poison},
	"a second answer after chunks":    {answer: chunkedAnswer("2;a=b\r\nok\r\n0\r\n\r\n"), late: poison},
	"a second answer after a trailer": {answer: chunkedAnswer("2\r\nok\r\n0\r\nX-Sum: 1\r\n\r\n"), late: poison},
	"hints before it":                 {answer: "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + ok200},
	"continue before it":              {answer: "HTTP/1.1 100 Continue\r\n\r\n" + ok200},
	"it says close and stays":         {answer: "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", late: poison},
	"it hangs up without saying so":   {answer: ok200, hangUp: true},
	"it resets after its answer":      {answer: ok200, reset: true},
	"its end is the connection's":     {answer: "HTTP/1.1 200 OK\r\n\r\nok", hangUp: true},
	"1.0, kept alive":                 {answer: "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok", late: poison},
	"no reason":                       {answer: "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok"},
	"a body where none may be":        {answer: "HTTP/1.1 204 No Content\r\n\r\n" + poison},
	"a body after 304":                {answer: "HTTP/1.1 304 Not Modified\r\nContent-Length: 8\r\n\r\n" + poison},
	"a body after 304, later":         {answer: "HTTP/1.1 304 Not Modified\r\nContent-Length: 8\r\n\r\n", late: poison},
}

func TestAMaliciousUpstreamGetsA502AndTheNextCallersTheirOwnAnswers(t *testing.T) {
	for name, a := range attacks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := a.gate(t, false)
			g.attack(t, &a, "GET", func(status int, body string) {
				require.True(t, status == 502 || status == 504, "%d %q", status, body)
			})
		})
	}
}

func TestWhatFollowsAnAnswerReachesNobody(t *testing.T) {
	for name, a := range nuisances {
		for _, method := range []string{"GET", "HEAD"} {
			for _, secure := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s, %s, TLS %t", name, method, secure), func(t *testing.T) {
					a := a
					t.Parallel()
					g := a.gate(t, secure)
					g.attack(t, &a, method, func(status int, body string) {
						require.Contains(t, []int{200, 204, 304}, status, body)
						require.Contains(t, []string{"ok", ""}, body)
					})
				})
			}
		}
	}
}

func (a *attacker) gate(t *testing.T, secure bool) *wire {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	w := newWorld(t)
	url := "http://" + ln.Addr().String()
	var trust *tls.Config
	if secure {
		helper := httptest.NewUnstartedServer(nil)
		helper.StartTLS()
		t.Cleanup(helper.Close)
		ln = tls.NewListener(ln, &tls.Config{Certificates: helper.TLS.Certificates, MinVersion: tls.VersionTLS12})
		trust = helper.Client().Transport.(*http.Transport).TLSClientConfig.Clone()
		trust.ServerName = "127.0.0.1"
		url = "https://" + ln.Addr().String()
	}
	a.serve(t, ln)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: url}
	x := &wire{w: w}
	x.gate = openGate(t, w, func(d *Deps) {
		d.UpstreamTimeout = 30 * time.Second // a busy machine is no attack
		if a.stalls {
			d.UpstreamTimeout = time.Second
		}
		d.UpstreamAllow = []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}
	})
	pool, err := x.upstreams.pool(&Upstream{URL: url})
	require.NoError(t, err)
	pool.dialing = time.Minute // a busy machine is no attack here either
	if secure {
		pool.targets[0].tls = trust
	}
	return x
}

// attack calls /tickets/attack on a pool with one warm connection, and then, with the late bytes out, others.
func (x *wire) attack(t *testing.T, a *attacker, method string, judge func(status int, body string)) {
	t.Helper()
	x.honest(t, "before")
	response, body := x.do(t, method, "/museum/tickets/attack", x.w.full, nil)
	judge(response.StatusCode, body)
	require.NotContains(t, body, "poison")
	if a.late != "" {
		close(a.release)
		<-a.written
	}
	if a.hangUp || a.reset {
		<-a.gone // what is sent before it can only fail: no call is made twice (S-GW-17)
	}
	for i := range 3 {
		x.honest(t, fmt.Sprint("after-", i))
	}
}

func (x *wire) honest(t *testing.T, canary string) {
	t.Helper()
	response, body := x.do(t, fasthttp.MethodGet, "/museum/tickets/"+canary, x.w.full, nil)
	for tries := 0; x.UpstreamTimeout <= time.Second && response.StatusCode == 504 && tries < 5; tries++ { // on a busy machine
		response, body = x.do(t, fasthttp.MethodGet, "/museum/tickets/"+canary, x.w.full, nil)
	}
	require.Equal(t, 200, response.StatusCode, body)
	require.Equal(t, "/tickets/"+canary, body)
}
