package oauth

import (
	"context"
	"encoding/json"
)

func (s *Service) view(ctx context.Context, client Client) (View, error) {
	v := View{
		ID: client.ID, App: client.AppID, Environment: client.Environment, AuthMethod: client.Method, Scopes: client.Scopes, Networks: client.Networks, Binding: client.Binding,
		Secrets: []SecretView{}, CreatedAt: client.CreatedAt, CreatedBy: client.CreatedBy, LastIssuedAt: client.LastIssuedAt,
		RevokedAt: client.RevokedAt, RevokeReason: client.RevokedReason, TokenURL: s.Issuer + PathToken, Issuer: s.Issuer, Resources: []string{}, PolicyBreaches: []string{}, Version: client.Version,
	}
	if client.Scopes == nil {
		v.Scopes = []string{}
	}
	if client.Networks == nil {
		v.Networks = []string{}
	}
	if client.KeySet != "" {
		v.KeySet = json.RawMessage(client.KeySet)
	}
	if !client.NotBefore.IsZero() {
		v.NotBefore = &client.NotBefore
	}
	v.State = client.state()
	for _, secret := range client.Active(s.now()) {
		v.Secrets = append(v.Secrets, SecretView{Number: secret.Number, Hint: client.hint(s.Brand, secret), CreatedAt: secret.CreatedAt, ExpiresAt: secret.ExpiresAt})
	}
	if client.RevokedAt == nil {
		var err error
		if v.PolicyBreaches, err = s.breachWords(ctx, client.ID); err != nil {
			return View{}, err
		}
		if v.Suspension, err = s.viewSuspension(ctx, client); err != nil {
			return View{}, err
		}
	}
	names, err := s.Names(ctx, []string{client.CreatedBy})
	if err != nil {
		return View{}, err
	}
	if name := names[client.CreatedBy]; name != "" {
		v.CreatedBy = name
	}
	targets, err := s.targets(ctx, client)
	for _, t := range targets {
		v.Resources = append(v.Resources, s.identifier(t.api.Slug))
	}
	return v, err
}

func (c Client) state() string {
	switch {
	case c.RevokedAt != nil:
		return "revoked"
	case c.Suspension != nil:
		return "suspended"
	}
	return "active"
}
