package app

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"time"
)

type healthcheckCommand struct {
	InternalListen  string `help:"Address of the internal listener." default:"127.0.0.1:8082"`
	InternalTLSCert string `name:"internal-tls-cert" help:"Its certificate, when it speaks TLS: the server is asked with it, and must show it." type:"path"`
	InternalTLSKey  string `name:"internal-tls-key" help:"Its private key." type:"path"`
}

func (c healthcheckCommand) Run(w world) error {
	ctx, cancel := context.WithTimeout(w.ctx, 5*time.Second)
	defer cancel()
	scheme, transport := "http", &http.Transport{}
	if c.InternalTLSCert != "" {
		settings, err := asItself(c.InternalTLSCert, c.InternalTLSKey)
		if err != nil {
			return fmt.Errorf("%w: internal-tls-cert: %w", errMisused, err)
		}
		scheme, transport.TLSClientConfig = "https", settings
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, scheme+"://"+c.InternalListen+"/readyz", nil)
	if err != nil {
		return fmt.Errorf("%w: internal-listen: %w", errMisused, err)
	}
	response, err := (&http.Client{Transport: transport}).Do(request)
	if err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	defer response.Body.Close()
	if _, err := io.Copy(io.Discard, io.LimitReader(response.Body, 1<<10)); err != nil {
		return fmt.Errorf("the server does not answer: %w", err)
	}
	if response.StatusCode != http.StatusOK {
		return fmt.Errorf("the server is not ready (status %d)", response.StatusCode)
	}
	return nil
}

// asItself answers settings that trust one certificate and show it: whoever holds its key is the server.
func asItself(cert, key string) (*tls.Config, error) {
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, err
	}
	trusted := x509.NewCertPool()
	trusted.AddCert(pair.Leaf)
	settings := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: trusted, Certificates: []tls.Certificate{pair}}
	switch {
	case len(pair.Leaf.DNSNames) > 0:
		settings.ServerName = pair.Leaf.DNSNames[0]
	case len(pair.Leaf.IPAddresses) > 0:
		settings.ServerName = pair.Leaf.IPAddresses[0].String()
	default:
		return nil, fmt.Errorf("%s names no host", cert)
	}
	return settings, nil
}
