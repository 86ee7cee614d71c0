package oauth

import (
	"context"
	"errors"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Find answers a client that the caller may see: of their own app, or any with tokens:read-all. Else ErrNotFound.
func (s *Service) Find(ctx context.Context, id string) (Client, error) {
	c, err := s.repo.find(ctx, id)
	if err != nil || s.Allows(rbac.From(ctx), rbac.TokensReadAll) {
		return c, err
	}
	if _, err := s.Apps.Ours(ctx, c.AppID); err != nil {
		return Client{}, hide(err)
	}
	return c, nil
}

// OfApp answers the clients of an app that the caller may see, newest first, revoked ones too; at most the newest 50. It
// returns apps.ErrNotFound.
func (s *Service) OfApp(ctx context.Context, appID string) ([]Client, error) {
	app, err := s.Apps.OursOr(ctx, appID, rbac.TokensReadAll)
	if err != nil {
		return nil, err
	}
	return s.repo.ofApp(ctx, app.ID)
}

// hide makes a foreign app's client a missing one.
func hide(err error) error {
	if errors.Is(err, apps.ErrNotFound) {
		return ErrNotFound
	}
	return err
}
