package oauth

import (
	"context"
	"fmt"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// leftMax is how many clients a notice about somebody who left names.
const leftMax = 20

// madeRow is a client by its app's name.
type madeRow struct{ Name, Environment string }

// TellOfLeaver tells a team which living clients somebody registered who isn't in it any more: whoever saw a secret, or made the
// key, may still have it. Register it for the end of memberships; it runs inside the transaction of that.
func (s *Service) TellOfLeaver(ctx context.Context, t teams.Team, account string) error {
	made, err := s.repo.madeBy(ctx, rbac.PersonID(account), rbac.TeamID(t.ID))
	if err != nil || len(made) == 0 {
		return err
	}
	known, err := s.Names(ctx, []string{rbac.PersonID(account)})
	if err != nil {
		return err
	}
	who := known[rbac.PersonID(account)]
	if who == "" {
		who = account
	}
	named := make([]string, 0, leftMax)
	for _, each := range made[:min(len(made), leftMax)] {
		named = append(named, each.Name+" ("+each.Environment+")")
	}
	list := strings.Join(named, ", ")
	if more := len(made) - leftMax; more > 0 {
		list += " and " + fault.Counted(more, "more", "more")
	}
	return s.Apps.Tell(ctx, s.Messenger, rbac.TeamID(t.ID), accounts.Notice{
		Kind: "security.team_left", Title: accounts.Left(who, t.Name) + " and registered " + fault.Counted(len(made), "OAuth client that still works", "OAuth clients that still work"),
		Body: "Add new secrets or keys, and revoke what they may have kept: " + list + ".", Link: "/teams/" + t.ID,
	}, "", nil)
}

// madeBy answers the living clients that a subject registered for apps of an owner, the newest first.
func (r repo) madeBy(ctx context.Context, maker, owner string) ([]madeRow, error) {
	var rows []madeRow
	err := r.store.Read(ctx).Table("oauth_clients").Select("apps.name, oauth_clients.environment").Joins("JOIN apps ON apps.id = oauth_clients.app_id").
		Where("apps.owner = ? AND oauth_clients.created_by = ? AND oauth_clients.revoked_at IS NULL", owner, maker).Order("oauth_clients.id DESC").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("find the OAuth clients that %s registered for %s: %w", maker, owner, err)
	}
	return rows, nil
}
