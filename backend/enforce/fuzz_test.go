package enforce

import (
	"bufio"
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/valyala/fasthttp"
)

// FuzzFramingPrefilter: what is accepted, Go's strict parser reads too, with the same host and the same framing.
func FuzzFramingPrefilter(f *testing.F) {
	for _, raw := range malformed {
		if _, block, ok := strings.Cut(raw, "\r\n"); ok {
			if end := strings.Index(block, "\r\n\r\n"); end >= 0 {
				f.Add([]byte(block[:end+4]))
			}
		}
	}
	f.Add([]byte("Host: a\r\nContent-Length: 3\r\n\r\n"))
	f.Add([]byte("Host: a\r\nTransfer-Encoding: Chunked\r\n\r\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		in, ok := checkFraming([]byte("POST"), []byte("HTTP/1.1"), raw)
		if !ok {
			return
		}
		if !bytes.HasSuffix(raw, []byte("\r\n\r\n")) {
			return // the library hands over whole blocks only
		}
		request, err := http.ReadRequest(bufio.NewReader(bytes.NewReader(append([]byte("POST / HTTP/1.1\r\n"), raw...))))
		if err != nil {
			t.Fatalf("accepted %q, which net/http refuses: %v", raw, err)
		}
		if n := len(request.Header["Authorization"]) + len(request.Header["X-Api-Key"]); n != in.credentials {
			t.Fatalf("%q: %d credentials, net/http sees %d", raw, in.credentials, n)
		}
		if len(request.TransferEncoding) > 0 && request.Header.Get("Content-Length") != "" || len(request.Trailer) > 0 {
			t.Fatalf("%q: ambiguous framing was accepted", raw)
		}
	})
}

// FuzzHeaderFilter: whatever a caller names its header, nothing reserved reaches the upstream but what we set.
func FuzzHeaderFilter(f *testing.F) {
	for _, name := range []string{"Gatehouse-Token-Id", "gatehouse_token_id", "Gatehouse.Scopes", "X-Forwarded-For", "X_Forwarded_For", "Authorization", "TE", "X-Custom", "Connection"} {
		f.Add(name, "spoof", "X-Custom")
	}
	f.Fuzz(func(t *testing.T, name, value, nominated string) {
		var in, out fasthttp.RequestHeader
		c := &call{verdict: verdict{Decision: Decision{Token: &Token{}}}, in: inbound{nominated: []byte(nominated)}}
		for _, c := range []byte(name) {
			if !tokenByte[c] {
				return
			}
		}
		if name == "" {
			return
		}
		in.Add(name, value)
		written := appendCallers([]byte("GET / HTTP/1.1\r\nHost: a\r\n"), &in, c, nil)
		if err := out.Read(bufio.NewReader(bytes.NewReader(append(written, "\r\n"...)))); err != nil {
			t.Fatalf("%q: %v", written, err)
		}
		for key := range out.All() {
			var buffer [foldedMax]byte
			folded := foldName(&buffer, key)
			if headerReserved(folded) && string(folded) != "host" {
				t.Fatalf("%q reached the upstream as %q", name, key)
			}
			if nominates([]byte(nominated), key) {
				t.Fatalf("%q was nominated by %q and reached the upstream", key, nominated)
			}
		}
	})
}

// FuzzTokenMutation: only the exact token is anybody's.
func FuzzTokenMutation(f *testing.F) {
	w := newWorld(f)
	s := w.snapshot()
	f.Add(w.full[:40])
	f.Add(w.full + " ")
	f.Fuzz(func(t *testing.T, credential string) {
		r := w.ask()
		r.Credential = credential
		if d := Decide(s, &r, noon.UnixMicro()); d.Code == Allowed && credential != w.full {
			t.Fatalf("%q was allowed", credential)
		}
	})
}
