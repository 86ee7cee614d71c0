package console

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// EndMember ends the tokens with which somebody tries a team's apps out. Register it for members who may not change them any
// more; it runs inside the transaction of that.
func (s *Service) EndMember(ctx context.Context, t teams.Team, account string) error {
	living, err := s.repo.ofMember(ctx, account, rbac.TeamID(t.ID), s.now())
	if err != nil {
		return err
	}
	return s.revoke(ctx, living)
}

// endTransferred ends what tries an app out that passes to another owner: who asked for it may not belong to that one.
func (s *Service) endTransferred(ctx context.Context, app apps.App, _ string) error {
	living, err := s.repo.ofApp(ctx, app.ID, s.now())
	if err != nil {
		return err
	}
	return s.revoke(ctx, living)
}
