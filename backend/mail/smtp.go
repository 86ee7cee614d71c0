package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	netmail "net/mail"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const (
	smtpTimeout = 30 * time.Second
	implicitTLS = 465
)

// SMTPConfig says how to reach a mail server. Port 465 means TLS from the first byte; every other port must offer STARTTLS
// with a certificate that is valid for Host, unless Host is this machine. Without User nobody signs in. From is an address
// with or without a name. Clock, Roots and Dial may be nil: the system's clock, its authorities, its network. A Dial of
// one's own has to speak TLS itself where the port is 465.
type SMTPConfig struct {
	Host     string
	Port     int
	User     string
	Password secret.Text
	From     string
	Clock    clock.Clock
	Roots    *x509.CertPool
	Dial     func(ctx context.Context, network, address string) (net.Conn, error)
}

type smtp struct {
	config SMTPConfig
	from   *netmail.Address
}

// NewSMTP answers a transport that delivers to one mail server, with a connection for each message. It fails when the
// configuration can't be right; it does not connect.
func NewSMTP(c SMTPConfig) (Transport, error) {
	from, err := netmail.ParseAddress(c.From)
	if err != nil {
		return nil, fmt.Errorf("the sender of mails is not an address: %w", err)
	}
	if c.Host == "" || c.Port <= 0 || c.Port > 65535 {
		return nil, errors.New("the mail server needs a host and a port")
	}
	if c.Clock == nil {
		c.Clock = clock.System()
	}
	t := &smtp{config: c, from: from}
	_, err = t.client()
	return t, err
}

// Send delivers m, or says why it could not.
func (t *smtp) Send(ctx context.Context, m Message) error {
	if err := m.check(); err != nil {
		return err
	}
	var line hangUp
	defer line.close()
	client, err := t.client(gomail.WithDialContextFunc(line.over(t.dial())))
	if err != nil {
		return err
	}
	letter, err := t.letter(m)
	if err != nil {
		return err
	}
	err = client.DialAndSendWithContext(ctx, letter)
	if err == nil || letter.IsDelivered() {
		return nil // a failure to say goodbye must not send the mail twice
	}
	return t.verdict(err)
}

// dial answers how to reach the mail server: as configured, else over the system's network.
func (t *smtp) dial() dialFunc {
	switch {
	case t.config.Dial != nil:
		return t.config.Dial
	case t.config.Port == implicitTLS:
		return (&tls.Dialer{Config: t.tls()}).DialContext
	default:
		return new(net.Dialer).DialContext
	}
}

type dialFunc = func(ctx context.Context, network, address string) (net.Conn, error)

// hangUp remembers a connection, because the library leaves it open when the conversation fails early.
type hangUp struct{ conn net.Conn }

func (h *hangUp) over(dial dialFunc) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		h.conn = conn
		return conn, err
	}
}

func (h *hangUp) close() {
	if h.conn != nil {
		_ = h.conn.Close()
	}
}

func (t *smtp) tls() *tls.Config {
	return &tls.Config{ServerName: t.config.Host, RootCAs: t.config.Roots, MinVersion: tls.VersionTLS12}
}

func (t *smtp) client(extra ...gomail.Option) (*gomail.Client, error) {
	c := t.config
	options := []gomail.Option{
		gomail.WithPort(c.Port), gomail.WithTimeout(smtpTimeout), gomail.WithHELO(domain(t.from.Address)),
		gomail.WithTLSConfig(t.tls()),
	}
	switch {
	case c.Port == implicitTLS:
		options = append(options, gomail.WithSSL())
	case thisMachine(c.Host):
		options = append(options, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		options = append(options, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if c.User != "" {
		options = append(options, gomail.WithOpportunisticSMTPAuth(signIns(c.Host)...),
			gomail.WithUsername(c.User), gomail.WithPassword(c.Password.Reveal()))
	}
	client, err := gomail.NewClient(c.Host, append(options, extra...)...)
	if err != nil {
		return nil, fmt.Errorf("set the mail client up: %w", err)
	}
	return client, nil
}

// signIns answers the ways to sign in, the best first. The library's own choice leaves PLAIN and LOGIN out wherever it didn't
// begin the TLS itself, so at port 465 and on this machine, where many servers offer nothing else; both ways refuse an
// unencrypted connection to another machine by themselves.
func signIns(host string) []gomail.SMTPAuthType {
	bound := []gomail.SMTPAuthType{gomail.SMTPAuthSCRAMSHA256PLUS, gomail.SMTPAuthSCRAMSHA1PLUS}
	ways := []gomail.SMTPAuthType{
		gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1, gomail.SMTPAuthCramMD5, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin,
	}
	if thisMachine(host) {
		return ways
	}
	return append(bound, ways...)
}

func (t *smtp) letter(m Message) (*gomail.Msg, error) {
	letter := gomail.NewMsg()
	letter.FromMailAddress(t.from)
	if err := letter.To(m.To); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	letter.Subject(m.Subject)
	letter.SetDateWithValue(t.config.Clock.Now())
	letter.SetMessageIDWithValue(cmp.Or(m.ID, secret.RandomText(24)) + "@" + domain(t.from.Address))
	// Machines that answer mails leave this one alone.
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	letter.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		letter.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return letter, nil
}

func domain(address string) string {
	if at := strings.LastIndexByte(address, '@'); at >= 0 {
		return address[at+1:]
	}
	return "localhost"
}

func thisMachine(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || (ip != nil && ip.IsLoopback())
}
