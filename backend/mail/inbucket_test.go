package mail_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/mail"
	"github.com/gatehouse-dev/gatehouse/backend/transport/transporttest"
)

// inbucketVersion is of a mail server with which people look at the mails of programs under test.
const inbucketVersion = "github.com/inbucket/inbucket/v3/cmd/inbucket@v3.2.0"

// inbucket is a running mail server that keeps what it takes in memory.
type inbucket struct{ smtp, web string }

func startInbucket(t *testing.T, certificate *tls.Certificate) inbucket {
	t.Helper()
	dir := t.TempDir()
	build := exec.CommandContext(t.Context(), "go", "install", inbucketVersion)
	build.Dir, build.Env = dir, append(os.Environ(), "GOBIN="+dir, "GOFLAGS=-mod=mod")
	if out, err := build.CombinedOutput(); err != nil {
		t.Skipf("inbucket can't be built here: %v: %s", err, out)
	}
	key, err := x509.MarshalPKCS8PrivateKey(certificate.PrivateKey)
	require.NoError(t, err)
	write := func(name, kind string, der []byte) string {
		file := filepath.Join(dir, name)
		require.NoError(t, os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
		return file
	}
	s := inbucket{smtp: freeAddress(t), web: freeAddress(t)}
	ctx, stop := context.WithCancel(context.Background())
	command := exec.CommandContext(ctx, filepath.Join(dir, "inbucket"))
	command.Dir = dir
	command.Env = append(os.Environ(),
		"INBUCKET_SMTP_ADDR="+s.smtp, "INBUCKET_WEB_ADDR="+s.web, "INBUCKET_POP3_ADDR="+freeAddress(t), "INBUCKET_STORAGE_TYPE=memory",
		"INBUCKET_SMTP_TLSENABLED=true", "INBUCKET_SMTP_TLSCERT="+write("cert.pem", "CERTIFICATE", certificate.Certificate[0]),
		"INBUCKET_SMTP_TLSPRIVKEY="+write("key.pem", "PRIVATE KEY", key), "INBUCKET_SMTP_REJECTDOMAINS=gone.example", "INBUCKET_WEB_UIDIR="+dir)
	require.NoError(t, command.Start())
	t.Cleanup(func() { stop(); _ = command.Wait() })
	for _, address := range []string{s.smtp, s.web} {
		require.Eventually(t, func() bool {
			conn, err := net.Dial("tcp", address)
			return err == nil && conn.Close() == nil
		}, time.Minute, 20*time.Millisecond)
	}
	return s
}

func freeAddress(t *testing.T) string {
	t.Helper()
	return net.JoinHostPort("127.0.0.1", transporttest.FreePort(t))
}

// read asks the mail server for something and decodes its answer.
func (s inbucket) read(t *testing.T, path string, into any) {
	t.Helper()
	response, err := http.Get("http://" + s.web + "/api/v1/mailbox/" + path)
	require.NoError(t, err)
	defer func() { _ = response.Body.Close() }()
	require.NoError(t, json.NewDecoder(response.Body).Decode(into))
}

func TestARealMailServerTakesWhatWeSendOverTLSAndShowsBothParts(t *testing.T) {
	certificate, roots := selfSigned(t, "mail.example.org")
	server := startInbucket(t, certificate)
	transport, err := mail.NewSMTP(mail.SMTPConfig{
		Host: "mail.example.org", Port: 587, From: "Gatehouse <gatehouse@example.org>", Roots: roots,
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, network, server.smtp)
		},
	})
	require.NoError(t, err)
	layout := os.DirFS("../../embed/mail")
	l, err := mail.Read(layout, "token-created", "en")
	require.NoError(t, err)
	m, err := mail.Render(layout, l, map[string]any{"Portal": "Gatehouse", "Name": "Ada", "App": "Grüße & <Co>", "Link": "https://portal.example/tokens/x"})
	require.NoError(t, err)
	m.To, m.ID = "ada@example.org", "mal_1"

	require.NoError(t, transport.Send(t.Context(), m))

	var list []struct{ ID string }
	server.read(t, "ada", &list)
	require.Len(t, list, 1)
	var got struct {
		Subject string
		Header  map[string][]string
		Body    struct{ Text, HTML string }
	}
	server.read(t, "ada/"+list[0].ID, &got)
	require.Equal(t, "A token was made for Grüße & <Co>", got.Subject)
	require.Equal(t, []string{"<mal_1@example.org>"}, got.Header["Message-Id"])
	require.Contains(t, got.Body.Text, "Open the token:")
	require.Contains(t, got.Body.HTML, "Grüße &amp; &lt;Co&gt;")
	m.To = "ada@gone.example"
	require.ErrorIs(t, transport.Send(t.Context(), m), mail.ErrRejected)
}
