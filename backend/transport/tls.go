package transport

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync/atomic"
	"time"

	"github.com/mholt/acmez/v3"
)

// handshakeTimeout bounds how long a caller may take to agree on keys (F-HTTP-06).
const handshakeTimeout = 5 * time.Second

// protocol is the only one that the servers behind the listeners speak.
const protocol = "http/1.1"

var (
	errNotIssued = errors.New("there is no certificate yet")
	errStranger  = errors.New("the client's certificate is of none of the authorities")
)

// config is the policy of every listener (S-GW-26). The suites are those of TLS 1.2; all of TLS 1.3's are as good.
func (s *Service) config(d *door) *tls.Config {
	c := &tls.Config{
		MinVersion: tls.VersionTLS12,
		CipherSuites: []uint16{
			tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
			tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
			tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
		},
		NextProtos: []string{protocol},
		GetCertificate: func(hello *tls.ClientHelloInfo) (*tls.Certificate, error) {
			if s.issuer != nil && slices.Equal(hello.SupportedProtos, []string{acmez.ACMETLS1Protocol}) {
				return s.issuer.challenges.certificate(hello.ServerName)
			}
			if certificate := d.source.current(); certificate != nil {
				return certificate, nil
			}
			return nil, errNotIssued
		},
	}
	if s.issuer != nil {
		c.NextProtos = append(c.NextProtos, acmez.ACMETLS1Protocol)
	}
	if d.clients != nil {
		c.ClientAuth = tls.RequireAnyClientCert
		c.VerifyConnection = func(state tls.ConnectionState) error { return s.admit(d, state.PeerCertificates) }
	}
	return c
}

// admit says whether a client's certificate opens a door: one of its authorities', or the door's own, with which the
// server asks itself whether it is well.
func (s *Service) admit(d *door, chain []*x509.Certificate) error {
	if len(chain) == 0 {
		return errStranger
	}
	if own := d.source.current(); own != nil && own.Leaf != nil && bytes.Equal(own.Leaf.Raw, chain[0].Raw) {
		return nil
	}
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{
		Roots: d.clients, Intermediates: between, CurrentTime: s.Clock.Now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return fmt.Errorf("%w: %w", errStranger, err)
	}
	return nil
}

// listener accepts connections without waiting for their handshakes: whoever reads first makes it.
type listener struct {
	net.Listener
	config *tls.Config
}

// Accept implements net.Listener.
func (l listener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &conn{Conn: tls.Server(c, l.config)}, nil
}

// conn is a *tls.Conn whose handshake has a deadline of its own.
type conn struct {
	*tls.Conn
	shaken atomic.Bool
}

// Read implements net.Conn.
func (c *conn) Read(b []byte) (int, error) {
	if !c.shaken.Load() {
		if err := c.shake(); err != nil {
			return 0, err
		}
		c.shaken.Store(true)
	}
	return c.Conn.Read(b)
}

// shake makes the handshake. Somebody who speaks plain HTTP here is told so in it.
func (c *conn) shake() error {
	ctx, cancel := context.WithTimeout(context.Background(), handshakeTimeout)
	defer cancel()
	err := c.HandshakeContext(ctx)
	var plain tls.RecordHeaderError
	switch {
	case errors.As(err, &plain) && plain.Conn != nil && isHTTP(plain.RecordHeader[:]):
		_, _ = io.WriteString(plain.Conn, plainAnswer)
		return io.EOF
	case err != nil:
		return err
	case c.ConnectionState().NegotiatedProtocol == acmez.ACMETLS1Protocol:
		return io.EOF // the handshake was all that was asked for (RFC 8737)
	}
	return nil
}

const plainAnswer = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nConnection: close\r\nContent-Length: 46\r\n\r\n" +
	"This address speaks HTTPS: begin with https://"

// isHTTP reports whether the first bytes of a connection are the beginning of a request line.
func isHTTP(first []byte) bool {
	for _, method := range []string{"GET /", "HEAD ", "POST ", "PUT /", "PATCH", "DELET", "OPTIO"} {
		if string(first) == method {
			return true
		}
	}
	return false
}
