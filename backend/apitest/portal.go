// Package apitest runs the whole product over TCP for tests: real listeners, a real database in a temporary directory,
// people with software authenticators. Only tests import it.
package apitest

import (
	"context"
	"io/fs"
	"net"
	"net/http"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/app"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/config"
	"github.com/gatehouse-dev/gatehouse/backend/notify"
	"github.com/gatehouse-dev/gatehouse/openapi/portal"
)

// Portal is a running product with an empty database.
type Portal struct {
	App *app.App
	// URL, Gateway, Internal and Plain are the addresses of the listeners, without a slash at their end.
	URL, Gateway, Internal, Plain string
	Settings                      config.Settings
	// HTTP makes every call; it follows no redirect.
	HTTP *http.Client

	mu    sync.Mutex
	mails []notify.Mail
	seen  Coverage
}

// New starts a portal that nobody has set up yet. It is stopped with the test.
func New(t *testing.T) *Portal { return NewIn(t, t.TempDir()) }

// NewIn starts a portal over a data directory.
func NewIn(t *testing.T, dir string) *Portal {
	t.Helper()
	return NewWith(t, dir, func(*config.Config, *http.Transport) {})
}

// NewWith is NewIn with other settings than usual. A listener with a certificate has an https address; the transport, with
// which all calls are made, must be told to trust it.
func NewWith(t *testing.T, dir string, change func(*config.Config, *http.Transport)) *Portal {
	t.Helper()
	return start(t, dir, change, nil)
}

// NewAt is New on a machine with a clock of its own, over a database (URL; "" = SQLite).
func NewAt(t *testing.T, machine clock.Clock, database string) *Portal {
	t.Helper()
	return start(t, t.TempDir(), func(c *config.Config, _ *http.Transport) { c.Database = database }, machine)
}

func start(t *testing.T, dir string, change func(*config.Config, *http.Transport), machine clock.Clock) *Portal {
	t.Helper()
	c := config.Config{
		Data: dir, Listen: "127.0.0.1:0", GatewayListen: "127.0.0.1:0", InternalListen: "127.0.0.1:0", PublicURL: "http://localhost:1",
		GatewayURL: "http://localhost:1", PortalName: "Gatehouse", SignUp: "open", SMTPFrom: "gatehouse@localhost", UsageDays: 30, UpstreamTimeout: time.Minute,
		LogFormat: "text", LogLevel: "warn", UpstreamAllow: []string{"127.0.0.0/8"}, WebhookAllow: []string{"127.0.0.0/8"},
		ServeCachedUpTo: 10 * time.Second, Concurrency: config.Concurrency{ConcurrencyTotal: 4096, ConcurrencyPerAPI: 1024, ConcurrencyPerApp: 256, Connections: 4096, ConnsPerAddress: 4096},
	}
	transport := &http.Transport{}
	change(&c, transport)
	listeners, err := app.Listen(c)
	require.NoError(t, err)
	p := &Portal{
		URL: address(listeners.Portal, c.TLSCert), Gateway: address(listeners.Gateway, c.TLSCert), Internal: address(listeners.Internal, c.InternalTLSCert),
		HTTP: &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}
	if listeners.Plain != nil {
		p.Plain = address(listeners.Plain, "")
	}
	c.PublicURL, c.GatewayURL = p.URL, p.Gateway
	p.Settings, err = c.Check()
	require.NoError(t, err)
	carried := app.Carried{
		Version: "test", Web: sub(t, "frontend"), Guides: sub(t, "embed/guides"), Seed: fstest.MapFS{}, Mail: Templates(t), Document: portal.Document(),
	}
	o := app.Options{Settings: p.Settings, Carried: carried, OnMail: p.keep, Clock: machine}
	o.Transport, err = app.NewTransport(p.Settings, nil, nil)
	require.NoError(t, err)
	p.App, err = app.New(t.Context(), o)
	require.NoError(t, err)
	require.NoError(t, p.App.Start(t.Context(), listeners))
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
		defer cancel()
		require.NoError(t, p.App.Stop(ctx))
	})
	return p
}

func address(ln net.Listener, cert string) string {
	_, port, _ := net.SplitHostPort(ln.Addr().String())
	if cert != "" {
		return "https://localhost:" + port
	}
	return "http://localhost:" + port
}

// Templates answers the shipped mail templates.
func Templates(t *testing.T) fs.FS {
	t.Helper()
	return sub(t, "embed/mail")
}

// sub answers a folder of the source tree, where it is read because only main may import embed. The page of the SPA is the
// one that its build fills in.
func sub(t *testing.T, folder string) fs.FS {
	t.Helper()
	for _, up := range []string{"..", "../..", "../../.."} {
		if _, err := os.Stat(up + "/go.mod"); err == nil {
			return os.DirFS(up + "/" + folder)
		}
	}
	t.Fatalf("%s was not found", folder)
	return nil
}

func (p *Portal) keep(m notify.Mail) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.mails = append(p.mails, m)
}

var linkPattern = regexp.MustCompile(`https?://\S+`)

// MailTo answers the newest mail to an address and the first link in it.
func (p *Portal) MailTo(t *testing.T, address string) (notify.Mail, string) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := len(p.mails) - 1; i >= 0; i-- {
		if strings.EqualFold(p.mails[i].To, address) {
			return p.mails[i], linkPattern.FindString(p.mails[i].Text)
		}
	}
	t.Fatalf("no mail to %s among %d", address, len(p.mails))
	return notify.Mail{}, ""
}
