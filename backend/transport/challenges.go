package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"strings"
	"sync"

	"github.com/mholt/acmez/v3"
	"github.com/mholt/acmez/v3/acme"
)

// challengePath is where an ACME service looks for its answer over plain HTTP (RFC 8555, 8.3).
const challengePath = "/.well-known/acme-challenge/"

var errNoChallenge = errors.New("no name is being confirmed")

// challenges are what the ACME service will look for while it confirms a name.
type challenges struct {
	mu     sync.Mutex
	tokens map[string]string           // path: what it answers
	certs  map[string]*tls.Certificate // name: what a handshake shows
}

func newChallenges() *challenges {
	return &challenges{tokens: map[string]string{}, certs: map[string]*tls.Certificate{}}
}

func (c *challenges) token(path string) (string, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	answer, ok := c.tokens[path]
	return answer, ok
}

func (c *challenges) certificate(name string) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if certificate := c.certs[strings.ToLower(name)]; certificate != nil {
		return certificate, nil
	}
	return nil, errNoChallenge
}

// byHTTP solves a challenge on the plain listener.
type byHTTP struct{ *challenges }

// Present implements acmez.Solver.
func (s byHTTP) Present(_ context.Context, challenge acme.Challenge) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.tokens[challenge.HTTP01ResourcePath()] = challenge.KeyAuthorization
	return nil
}

// CleanUp implements acmez.Solver.
func (s byHTTP) CleanUp(_ context.Context, challenge acme.Challenge) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tokens, challenge.HTTP01ResourcePath())
	return nil
}

// byTLS solves a challenge in a handshake (RFC 8737).
type byTLS struct{ *challenges }

// Present implements acmez.Solver.
func (s byTLS) Present(_ context.Context, challenge acme.Challenge) error {
	certificate, err := acmez.TLSALPN01ChallengeCert(challenge)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.certs[strings.ToLower(challenge.Identifier.Value)] = certificate
	return nil
}

// CleanUp implements acmez.Solver.
func (s byTLS) CleanUp(_ context.Context, challenge acme.Challenge) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.certs, strings.ToLower(challenge.Identifier.Value))
	return nil
}
