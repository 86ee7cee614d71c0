package transport

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"fmt"
	"net/http"
	"time"

	"github.com/mholt/acmez/v3"
	"github.com/mholt/acmez/v3/acme"
)

const (
	// issueBudget bounds one attempt with all its waiting.
	issueBudget = 3 * time.Minute
	// dueEvery is how often it is looked whether a certificate is due.
	dueEvery = 30 * time.Second
)

// patience is how long to wait after each failure in a row; the last one repeats. Services count failures by the hour.
var patience = []time.Duration{2 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 6 * time.Hour}

// issuer obtains certificates from an ACME service (RFC 8555) and keeps them.
type issuer struct {
	deps       Deps
	shelf      shelf
	client     acmez.Client
	challenges *challenges
	account    acme.Account // its status is empty until the service knows it
	names      []*issued
}

// issued is the certificate of one name. Only KeepIssued's goroutine touches what is not held.
type issued struct {
	held
	name     string
	failures int
	next     time.Time // no attempt before
}

func newIssuer(deps Deps) (*issuer, error) {
	i := &issuer{deps: deps, challenges: newChallenges()}
	var err error
	if i.shelf, err = openShelf(deps.Dir); err != nil {
		return nil, err
	}
	i.account.PrivateKey, err = i.shelf.accountKey(deps.ACME.Directory)
	if err != nil {
		return nil, err
	}
	i.account.TermsOfServiceAgreed = true
	if deps.ACME.Email != "" {
		i.account.Contact = []string{"mailto:" + deps.ACME.Email}
	}
	transport := &http.Transport{Proxy: http.ProxyFromEnvironment, TLSHandshakeTimeout: 10 * time.Second, ResponseHeaderTimeout: 30 * time.Second, ForceAttemptHTTP2: true}
	if deps.ACME.CA != "" {
		authorities, err := readAuthorities(deps.ACME.CA)
		if err != nil {
			return nil, err
		}
		transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: authorities}
	}
	i.client = acmez.Client{
		Client:           &acme.Client{Directory: deps.ACME.Directory, UserAgent: "gatehouse", HTTPClient: &http.Client{Transport: transport, Timeout: time.Minute}},
		ChallengeSolvers: map[string]acmez.Solver{acme.ChallengeTypeTLSALPN01: byTLS{i.challenges}},
	}
	if deps.Plain {
		i.client.ChallengeSolvers[acme.ChallengeTypeHTTP01] = byHTTP{i.challenges}
	}
	return i, nil
}

// open answers the certificate of a name as it was kept, or an empty place for it. Doors with one name share it.
func (i *issuer) open(name string) (*issued, error) {
	for _, n := range i.names {
		if n.name == name {
			return n, nil
		}
	}
	n := &issued{name: name}
	kept, err := i.shelf.certificate(name)
	if err != nil {
		return nil, err
	}
	if kept != nil {
		n.replace(kept)
	}
	i.names = append(i.names, n)
	return n, nil
}

// KeepIssued obtains and renews ACME's certificates until ctx ends.
func (s *Service) KeepIssued(ctx context.Context) {
	if s == nil || s.issuer == nil {
		return
	}
	ticker := time.NewTicker(dueEvery)
	defer ticker.Stop()
	for {
		s.issuer.turn(ctx)
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// turn obtains every certificate that is due.
func (i *issuer) turn(ctx context.Context) {
	for _, n := range i.names {
		if now := i.deps.Clock.Now(); ctx.Err() != nil || now.Before(n.next) || !n.due(now) {
			continue
		}
		err := i.obtain(ctx, n)
		if err == nil {
			n.failures, n.next = 0, time.Time{}
			i.deps.Logger.Info("obtained a certificate", "name", n.name, "until", n.current().Leaf.NotAfter)
			continue
		}
		if ctx.Err() != nil {
			return
		}
		n.next = i.deps.Clock.Now().Add(patience[min(n.failures, len(patience)-1)])
		n.failures++
		n.failed(err)
		i.deps.Logger.Error("could not obtain a certificate", "name", n.name, "cause", err, "next", n.next)
	}
}

// due reports whether two thirds of a certificate's life are over, or there is none.
func (n *issued) due(now time.Time) bool {
	c := n.current()
	if c == nil {
		return true
	}
	return !now.Before(c.Leaf.NotAfter.Add(-c.Leaf.NotAfter.Sub(c.Leaf.NotBefore) / 3))
}

func (i *issuer) obtain(ctx context.Context, n *issued) error {
	ctx, cancel := context.WithTimeout(ctx, issueBudget)
	defer cancel()
	if i.account.Status == "" {
		account, err := i.client.NewAccount(ctx, i.account)
		if err != nil {
			return fmt.Errorf("open an account: %w", err)
		}
		i.account = account
	}
	key, err := newKey()
	if err != nil {
		return err
	}
	chains, err := i.client.ObtainCertificateForSANs(ctx, i.account, key, []string{n.name})
	if err != nil {
		// The service may have forgotten the account; asking again for it costs one call and makes it if need be.
		i.account.Status = ""
		return err
	}
	if len(chains) == 0 {
		return fmt.Errorf("the service issued nothing")
	}
	made, err := i.shelf.keep(n.name, key, chains[0].ChainPEM)
	if err != nil {
		return err
	}
	n.replace(made)
	return nil
}

func newKey() (crypto.Signer, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("generate a key: %w", err)
	}
	return key, nil
}
