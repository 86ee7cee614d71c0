package oauth

import (
	"context"
	"fmt"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// addSecret gives a client another secret, which lives as long as policy lets a token live by default.
func (s *Service) addSecret(c *Client, r rules) (secret.Text, error) {
	minted, err := secret.Renew(s.Brand, secret.ClientSecret, c.publicID(), s.Random)
	if err != nil {
		return "", fmt.Errorf("make a client secret: %w", err)
	}
	kid, pepper := s.Keys.Pepper()
	now, number := s.now(), int64(1)
	for _, other := range c.Secrets {
		number = max(number, other.Number+1)
	}
	added := Secret{
		Number: number, MAC: secret.MAC(pepper, secret.DomainToken, minted.Full), PepperKID: kid, Last4: minted.Last4,
		Proof: secret.MACProof(s.Keys, secret.ProofOf(minted.Full)), CreatedAt: now, ExpiresAt: now.Add(r.policy.DefaultLife),
	}
	c.Secrets = append([]Secret{added}, c.Secrets...)
	return secret.Text(minted.Full), nil
}

// AddSecret gives the caller's own client a second secret. It returns ErrNotFound, ErrState, ErrNoSecrets, ErrAppSuspended
// and ErrTooManySecrets.
func (s *Service) AddSecret(ctx context.Context, id string) (Made, error) {
	var made Made
	err := s.change(ctx, id, "add a secret to", func(ctx context.Context, c *Client, app apps.App) error {
		switch {
		case c.Method != Basic:
			return ErrNoSecrets
		case app.State != apps.Active:
			return ErrAppSuspended
		case len(c.Active(s.now())) >= secretsMax:
			return ErrTooManySecrets
		}
		r, err := s.rules(ctx, app.ID, Draft{Environment: c.Environment, Scopes: c.Scopes})
		if err != nil {
			return err
		}
		if !r.policy.Allows(string(secret.ClientSecret)) {
			return fault.ErrInvalid.With(r.policy.Refuse(policy.Kinds, "", "allows only "+policy.KindWords(r.policy.Kinds)+"."))
		}
		if made.Secret, err = s.addSecret(c, r); err != nil {
			return err
		}
		if err := s.save(ctx, "oauth.add_secret", c, map[string]any{"secret": c.Secrets[0].Number}); err != nil {
			return err
		}
		if err := s.resumeMended(ctx, c); err != nil {
			return err
		}
		made.Client = *c
		return s.tell(ctx, app, *c, "An OAuth client got another secret.", "token-created")
	})
	if err != nil {
		return Made{}, err
	}
	return made, nil
}

// EndSecret revokes one secret of the caller's own client. Access tokens that were issued with it live for their few minutes.
// It returns ErrNotFound and ErrState.
func (s *Service) EndSecret(ctx context.Context, id string, number int64) (Client, error) {
	var changed Client
	err := s.change(ctx, id, "revoke a secret of", func(ctx context.Context, c *Client, _ apps.App) error {
		i := slices.IndexFunc(c.Secrets, func(x Secret) bool { return x.Number == number })
		if i < 0 {
			return ErrNotFound
		}
		if c.Secrets[i].RevokedAt != nil {
			return ErrState
		}
		now := s.now()
		c.Secrets[i].RevokedAt = &now
		err := s.save(ctx, "oauth.revoke_secret", c, map[string]any{"secret": number})
		if err == nil {
			err = s.resumeMended(ctx, c)
		}
		changed = *c
		return err
	})
	return changed, err
}
