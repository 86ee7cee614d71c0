package passkeys

import (
	"context"
	"encoding/base64"
	"fmt"

	"github.com/go-webauthn/webauthn/webauthn"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func (s *Service) challengeMAC(challenge string) [32]byte {
	return secret.MAC(s.key, "gth/challenge/v1", challenge)
}

func (s *Service) browserMAC(browser string) [32]byte {
	return secret.MAC(s.key, "gth/browser/v1", browser)
}

// open stores a ceremony that just began.
func (s *Service) open(ctx context.Context, kind Kind, subject, browser string, data webauthn.SessionData) error {
	c := ceremony{Kind: kind, Subject: subject, SessionID: rbac.From(ctx).SessionID, Data: data}
	if kind == ToSignIn {
		c.SessionID = "" // signing in begins anew, whoever the browser was before
	}
	expires := s.now().Add(ceremonyLife)
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		return s.repo.insertCeremony(ctx, c, s.challengeMAC(data.Challenge), s.browserMAC(browser), expires)
	})
	if err != nil {
		return fmt.Errorf("begin ceremony %s: %w", kind, err)
	}
	return nil
}

// take consumes the ceremony of a challenge in a transaction of its own: a response that fails afterwards has used its
// challenge up all the same.
func (s *Service) take(ctx context.Context, kind Kind, challenge, browser string) (ceremony, error) {
	session := rbac.From(ctx).SessionID
	if kind == ToSignIn {
		session = ""
	}
	var c ceremony
	err := s.deps.Store.Tx(ctx, func(ctx context.Context) error {
		var err error
		c, err = s.repo.takeCeremony(ctx, kind, s.challengeMAC(challenge), s.browserMAC(browser), session, s.now())
		return err
	})
	if err != nil {
		return ceremony{}, fmt.Errorf("finish ceremony %s: %w", kind, err)
	}
	return c, nil
}

// sameID reports whether a response names the same credential in both of its ids.
func sameID(id string, raw []byte) bool { return id == base64.RawURLEncoding.EncodeToString(raw) }

func (s *Service) record(ctx context.Context, action, object string, outcome audit.Outcome, details map[string]any) error {
	err := s.deps.Audit.Record(ctx, audit.Entry{Action: action, Object: object, Outcome: outcome, Details: details})
	if err != nil {
		return fmt.Errorf("record %s: %w", action, err)
	}
	return nil
}

// Sweep removes ceremonies that nobody finished.
func (s *Service) Sweep(ctx context.Context) error {
	return s.deps.Store.Tx(ctx, func(ctx context.Context) error { return s.repo.sweep(ctx, s.now()) })
}
