package mail_test

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"math/big"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/mail"
)

func TestMessagesThatCouldCarryHeadersAreRefused(t *testing.T) {
	transport, err := mail.NewSMTP(mail.SMTPConfig{Host: "localhost", Port: 1, From: "gatehouse@localhost"})
	require.NoError(t, err)
	for _, to := range []string{
		"", "a", "a@example.org\r\nBcc: b@example.org", "a@example.org, b@example.org", "A <a@example.org>", "a@example.org ",
		"a@exam\x00ple.org", strings.Repeat("a", 300) + "@example.org",
	} {
		err := transport.Send(t.Context(), mail.Message{To: to, Subject: "s", Text: "t"})
		require.ErrorIs(t, err, mail.ErrMessage, to)
	}
	for _, subject := range []string{"", "a\r\nBcc: b@example.org", "a\nb"} {
		err := transport.Send(t.Context(), mail.Message{To: "a@example.org", Subject: subject, Text: "t"})
		require.ErrorIs(t, err, mail.ErrMessage, subject)
	}
}

func TestMailIsDeliveredOnThisMachineWithoutTLS(t *testing.T) {
	server := listen(t, nil, "250 ok")
	transport := server.transport(t, "localhost", nil)
	require.NoError(t, transport.Send(t.Context(), mail.Message{To: "ada@example.org", Subject: "Grüße", Text: "Text", HTML: "<p>Text</p>"}))
	got := <-server.got
	require.Contains(t, got, "RCPT TO:<ada@example.org>")
	require.Contains(t, got, "Subject: =?UTF-8?q?Gr=C3=BC=C3=9Fe?=")
	require.Contains(t, got, "multipart/alternative")
	require.Contains(t, got, "Auto-Submitted: auto-generated")
	require.NotContains(t, got, "STARTTLS")
}

func TestPlaintextServerElsewhereGetsNothing(t *testing.T) {
	server := listen(t, nil, "250 ok")
	transport := server.transport(t, "mail.example.org", nil)
	require.Error(t, transport.Send(t.Context(), mail.Message{To: "ada@example.org", Subject: "s", Text: "t"}))
	require.NotContains(t, <-server.got, "MAIL FROM")
}

func TestCertificateOfTheMailServerIsVerified(t *testing.T) {
	certificate, roots := selfSigned(t, "mail.example.org")
	message := mail.Message{To: "ada@example.org", Subject: "s", Text: "t"}

	server := listen(t, certificate, "250 ok")
	require.NoError(t, server.transport(t, "mail.example.org", roots).Send(t.Context(), message))
	require.Contains(t, <-server.got, "STARTTLS")

	server = listen(t, certificate, "250 ok")
	require.Error(t, server.transport(t, "mail.example.org", nil).Send(t.Context(), message), "unknown authority")

	server = listen(t, certificate, "250 ok")
	require.Error(t, server.transport(t, "other.example.org", roots).Send(t.Context(), message), "other name")
}

func TestRefusalForGoodIsToldFromATemporaryOne(t *testing.T) {
	message := mail.Message{To: "ada@example.org", Subject: "s", Text: "t"}
	err := listen(t, nil, "550 5.1.1 no such user").transport(t, "localhost", nil).Send(t.Context(), message)
	require.ErrorIs(t, err, mail.ErrRejected)
	err = listen(t, nil, "451 4.3.0 later").transport(t, "localhost", nil).Send(t.Context(), message)
	require.Error(t, err)
	require.NotErrorIs(t, err, mail.ErrRejected)
}

func TestAUserSignsInByPlainWhereTheConnectionIsSafe(t *testing.T) {
	certificate, roots := selfSigned(t, "mail.example.org")
	message := mail.Message{To: "ada@example.org", Subject: "s", Text: "t"}
	for name, c := range map[string]struct {
		host string
		port int
		tls  bool
	}{
		"on this machine": {"localhost", 25, false}, "TLS from the first byte": {"mail.example.org", 465, true},
	} {
		t.Run(name, func(t *testing.T) {
			s := speak(t, func(conn net.Conn) net.Conn {
				if c.tls {
					return tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*certificate}})
				}
				return conn
			}, nil, "250 ok")
			dial := new(net.Dialer).DialContext
			if c.tls {
				dial = (&tls.Dialer{Config: &tls.Config{ServerName: c.host, RootCAs: roots}}).DialContext
			}
			transport, err := mail.NewSMTP(mail.SMTPConfig{
				Host: c.host, Port: c.port, From: "gatehouse@example.org", User: "portal", Password: "s3cret", Roots: roots,
				Dial: func(ctx context.Context, network, _ string) (net.Conn, error) { return dial(ctx, network, s.address) },
			})
			require.NoError(t, err)
			require.NoError(t, transport.Send(t.Context(), message))
			require.Contains(t, <-s.got, "AUTH PLAIN")
		})
	}
}

func TestAnAttemptThatFailsNamesTheOptionToLookAt(t *testing.T) {
	certificate, roots := selfSigned(t, "mail.example.org")
	config := func(host string, dial func(context.Context, string, string) (net.Conn, error)) mail.SMTPConfig {
		return mail.SMTPConfig{Host: host, Port: 587, From: "gatehouse@example.org", Roots: roots, Dial: dial}
	}
	to := func(s server) func(context.Context, string, string) (net.Conn, error) {
		return func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, s.address)
		}
	}
	fails := func(err error) func(context.Context, string, string) (net.Conn, error) {
		return func(context.Context, string, string) (net.Conn, error) { return nil, err }
	}
	refuses := config("mail.example.org", to(listen(t, certificate, "535")))
	refuses.User, refuses.Password = "portal", "wr0ng"
	for words, c := range map[string]mail.SMTPConfig{
		"There is no host mail.example.org. Check smtp-host.":    config("mail.example.org", fails(&net.DNSError{IsNotFound: true})),
		"Nothing listens at mail.example.org:587.":               config("mail.example.org", fails(syscall.ECONNREFUSED)),
		"mail.example.org:587 did not answer in time.":           config("mail.example.org", fails(context.DeadlineExceeded)),
		"mail.example.org:587 offers no STARTTLS":                config("mail.example.org", to(listen(t, nil, "250 ok"))),
		"is not for other.example.org. Set smtp-host to":         config("other.example.org", to(listen(t, certificate, "250 ok"))),
		"did not accept smtp-user portal with its password":      refuses,
		"localhost:587 put it off with code 451.":                config("localhost", to(listen(t, nil, "451 4.3.0 wr0ng"))),
		"whether it sends for gatehouse@example.org (smtp-from)": config("localhost", to(listen(t, nil, "550 wr0ng"))),
	} {
		transport, err := mail.NewSMTP(c)
		require.NoError(t, err)
		err = transport.Send(t.Context(), mail.Message{To: "ada@example.org", Subject: "s", Text: "t"})
		require.ErrorContains(t, err, words)
		require.NotContains(t, err.Error(), "wr0ng", "what the server says may repeat a password")
	}
}

// server is a mail server that takes one connection and answers RCPT as it is told.
type server struct {
	address string
	got     chan string
}

func (s server) transport(t *testing.T, host string, roots *x509.CertPool) mail.Transport {
	t.Helper()
	transport, err := mail.NewSMTP(mail.SMTPConfig{
		Host: host, Port: 587, From: "Gatehouse <gatehouse@example.org>", Roots: roots,
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, s.address)
		},
	})
	require.NoError(t, err)
	return transport
}

func listen(t *testing.T, certificate *tls.Certificate, answer string) server {
	t.Helper()
	return speak(t, func(conn net.Conn) net.Conn { return conn }, certificate, answer)
}

// speak listens for one connection, over which it speaks as wrap says.
func speak(t *testing.T, wrap func(net.Conn) net.Conn, certificate *tls.Certificate, answer string) server {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.Close() })
	s := server{address: l.Addr().String(), got: make(chan string, 1)}
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		s.got <- converse(wrap(conn), certificate, answer)
	}()
	return s
}

func converse(conn net.Conn, certificate *tls.Certificate, answer string) string {
	defer func() { _ = conn.Close() }()
	var heard strings.Builder
	_, _ = fmt.Fprint(conn, "220 test\r\n")
	in := bufio.NewReader(conn)
	for inData := false; ; {
		line, err := in.ReadString('\n')
		if err != nil {
			return heard.String()
		}
		heard.WriteString(line)
		reply := "250 ok"
		switch verb := strings.ToUpper(strings.Fields(line + " x")[0]); {
		case inData && line == ".\r\n":
			inData = false
		case inData:
			continue
		case verb == "EHLO" && certificate != nil:
			reply = "250-test\r\n250 STARTTLS"
		case verb == "EHLO":
			reply = "250-test\r\n250 AUTH PLAIN LOGIN"
		case verb == "AUTH" && answer == "535":
			reply = "535 5.7.8 wr0ng"
		case verb == "AUTH":
			reply = "235 ok"
		case verb == "STARTTLS":
			_, _ = fmt.Fprint(conn, "220 go\r\n")
			conn = tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{*certificate}})
			in = bufio.NewReader(conn)
			certificate = nil
			continue
		case verb == "QUIT":
			_, _ = fmt.Fprint(conn, "221 bye\r\n")
			return heard.String()
		case verb == "RCPT":
			reply = answer
		case verb == "DATA":
			inData, reply = true, "354 go"
		}
		_, _ = fmt.Fprint(conn, reply+"\r\n")
	}
}

func selfSigned(t *testing.T, name string) (*tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{name}, NotAfter: time.Now().Add(time.Hour),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	require.NoError(t, err)
	parsed, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return &tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
