package oauth

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/jws"
	"github.com/gatehouse-dev/gatehouse/backend/keys"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Introspected is what may be said of an access token (RFC 7662 §2.2). Everything but Active is missing for a token that
// opens nothing, or that is not the caller's.
type Introspected struct {
	Active    bool   `json:"active"`
	Scope     string `json:"scope,omitempty"`
	ClientID  string `json:"client_id,omitempty"`
	TokenType string `json:"token_type,omitempty"`
	Expires   int64  `json:"exp,omitempty"`
	IssuedAt  int64  `json:"iat,omitempty"`
	NotBefore int64  `json:"nbf,omitempty"`
	Subject   string `json:"sub,omitempty"`
	Audience  string `json:"aud,omitempty"`
	Issuer    string `json:"iss,omitempty"`
	ID        string `json:"jti,omitempty"`
	// Confirmation names the key that the token is bound to (RFC 9449 §6.2).
	Confirmation *jws.Confirmation `json:"cnf,omitempty"`
}

// Introspect answers what a token is good for, to the client that it was issued to, and to verifiers, who ask for APIs.
func (s *Service) Introspect(ctx context.Context, call Call) (Introspected, error) {
	asking, err := s.asking(ctx, call)
	if err != nil {
		return Introspected{}, err
	}
	token := call.Form["token"]
	if token == "" {
		return Introspected{}, refuse(codeRequest, "token is missing.")
	}
	claims, scopes, ok, err := s.inspect(token)
	if err != nil {
		return Introspected{}, err
	}
	if !ok || asking != "" && asking != claims.ClientID {
		return Introspected{}, nil
	}
	return Introspected{
		Active: true, Scope: strings.Join(scopes, " "), ClientID: claims.ClientID, TokenType: tokenType(claims.Confirmation), Confirmation: claims.Confirmation, Expires: claims.Expires, IssuedAt: claims.IssuedAt,
		NotBefore: claims.NotBefore, Subject: claims.Subject, Audience: claims.Audience, Issuer: claims.Issuer, ID: claims.ID,
	}, nil
}

// asking answers the id of the client that asks, "" for a verifier.
func (s *Service) asking(ctx context.Context, call Call) (string, error) {
	const scheme = "bearer "
	if len(call.Authorization) == 1 && len(call.Authorization[0]) > len(scheme) && strings.EqualFold(call.Authorization[0][:len(scheme)], scheme) {
		if s.Verifier(ctx, call.Authorization[0][len(scheme):]) {
			return "", nil
		}
		return "", refuse(codeToken, "The bearer is no operator token of role verifier.")
	}
	c, err := s.authenticate(ctx, call)
	return c.ID, err
}

// RevokeToken ends an access token of the client that asks (RFC 7009). A token of others, and what is no token, is answered
// like one that was revoked, and left alone. When the revocation could not be stored the error says so.
func (s *Service) RevokeToken(ctx context.Context, call Call) error {
	c, err := s.authenticate(ctx, call)
	if err != nil {
		return err
	}
	token := call.Form["token"]
	if token == "" {
		return refuse(codeRequest, "token is missing.")
	}
	claims, ok, err := s.genuine(ctx, token)
	if err != nil {
		return err
	}
	if !ok || claims.ClientID != c.ID || claims.Issuer != s.Issuer {
		return nil
	}
	ctx = reqinfo.WithActor(ctx, reqinfo.Actor{Kind: reqinfo.Operator, ID: c.ID})
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		fresh, err := s.repo.deny(ctx, claims.ID, c.ID, time.Unix(claims.Expires, 0), s.now())
		if err != nil || !fresh {
			return err
		}
		if err := s.Store.Changed(ctx, store.KindDenial, claims.ID); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{Action: "oauth.revoke_token", Object: c.ID, Outcome: audit.Success, Details: map[string]any{"app": c.AppID, "tokenId": claims.ID}})
	})
}

// genuine answers the claims of a token that one of our keys signed, whatever became of it since.
func (s *Service) genuine(ctx context.Context, token string) (jws.Access, bool, error) {
	return genuineBy(ctx, token, s.Signer.Find)
}

func genuineBy(ctx context.Context, token string, find func(context.Context, string) (jws.Key, error)) (jws.Access, bool, error) {
	parsed, err := jws.ParseAccess(token)
	if err != nil {
		return jws.Access{}, false, nil
	}
	key, err := find(ctx, parsed.KeyID)
	if errors.Is(err, keys.ErrNotFound) {
		return jws.Access{}, false, nil
	}
	if err != nil {
		return jws.Access{}, false, err
	}
	if parsed.Verify(key) != nil {
		return jws.Access{}, false, nil
	}
	claims, err := jws.ReadAccess(parsed.Payload)
	return claims, err == nil, nil
}

// EndAll refuses every access token of every client that was issued so far. The route asks for a person and step-up.
func (s *Service) EndAll(ctx context.Context, reason string) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.repo.setRealm(ctx, s.now()); err != nil {
			return err
		}
		if err := s.Store.Changed(ctx, store.KindRealm, realmID); err != nil {
			return err
		}
		return s.Audit.Record(ctx, audit.Entry{Action: "oauth.end_all_tokens", Outcome: audit.Success, Details: map[string]any{"reason": reason}})
	})
}
