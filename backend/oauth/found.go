package oauth

import (
	"context"
	"errors"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// Leak is a client whose secret was seen where it doesn't belong.
type Leak struct {
	Client Client
	App    apps.App
	Secret Secret
	// Hint is the secret with its middle left out.
	Hint string
	// Works says that the client could still prove itself with the secret when it was seen.
	Works bool
}

// Recognise answers the client and the secret that somebody has seen, whatever state they are in. id is what the secret's own
// text shows; full is the whole text, "" where there is a proof only. It answers false when the evidence shows none of them,
// which doesn't say whether there is such a client.
func (s *Service) Recognise(ctx context.Context, id, full string, proof secret.Proof) (Leak, bool, error) {
	c, err := s.repo.find(ctx, idPrefix+id)
	if errors.Is(err, ErrNotFound) {
		return Leak{}, false, nil
	}
	if err != nil {
		return Leak{}, false, err
	}
	i := slices.IndexFunc(c.Secrets, func(x Secret) bool { return s.shows(full, proof, x) })
	if i < 0 {
		return Leak{}, false, nil
	}
	app, err := s.Apps.Any(ctx, c.AppID)
	if err != nil {
		return Leak{}, false, err
	}
	x := c.Secrets[i]
	return Leak{Client: c, App: app, Secret: x, Hint: c.hint(s.Brand, x), Works: c.RevokedAt == nil && x.active(s.now())}, true, nil
}

func (s *Service) shows(full string, proof secret.Proof, x Secret) bool {
	if full == "" {
		return x.Proof != nil && secret.EqualBytes(secret.MACProof(s.Keys, proof), x.Proof)
	}
	pepper, known := s.Keys.PepperByID(x.PepperKID)
	return known && secret.Equal(secret.MAC(pepper, secret.DomainToken, full), x.MAC)
}

// EndLeaked revokes a secret that works and that others know, with every access token of its client: whoever holds the
// secret has got some. The client's other secret stays. It runs in the caller's transaction and returns ErrStale when the
// client was changed meanwhile.
func (s *Service) EndLeaked(ctx context.Context, l Leak, reason string) error {
	c, now := l.Client, s.now()
	c.Secrets = slices.Clone(c.Secrets)
	for i := range c.Secrets {
		if c.Secrets[i].Number == l.Secret.Number {
			c.Secrets[i].RevokedAt = &now
		}
	}
	c.NotBefore = now
	return s.save(ctx, "oauth.end_leaked_secret", &c, map[string]any{"secret": l.Secret.Number, "reason": reason})
}
