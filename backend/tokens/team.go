package tokens

import (
	"context"
	"fmt"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// passHolds lets the new owner of an app let go what the old one held back.
func (s *Service) passHolds(ctx context.Context, app apps.App, from string) error {
	if err := s.repo.passHolds(ctx, app.ID, from, app.Owner); err != nil {
		return fmt.Errorf("pass the holds on tokens of %s: %w", app.ID, err)
	}
	return nil
}

// leftMax is how many tokens a notice about somebody who left names.
const leftMax = 20

// TellOfLeaver tells a team which working tokens somebody made who isn't in it any more: whoever saw a secret may still have
// it. Register it for the end of memberships; it runs inside the transaction of that.
func (s *Service) TellOfLeaver(ctx context.Context, t teams.Team, account string) error {
	names, n, err := s.repo.madeBy(ctx, rbac.PersonID(account), rbac.TeamID(t.ID), s.now(), leftMax)
	if err != nil {
		return fmt.Errorf("find the tokens that %s made for %s: %w", account, t.ID, err)
	}
	if n == 0 {
		return nil
	}
	who := account
	if s.Names != nil {
		known, err := s.Names(ctx, []string{rbac.PersonID(account)})
		if err != nil {
			return err
		}
		if name := known[rbac.PersonID(account)]; name != "" {
			who = name
		}
	}
	list := strings.Join(names, ", ")
	if more := n - int64(len(names)); more > 0 {
		list += " and " + fault.Counted(more, "more", "more")
	}
	return s.Apps.Tell(ctx, s.Messenger, rbac.TeamID(t.ID), accounts.Notice{
		Kind: "security.team_left", Title: accounts.Left(who, t.Name) + " and made " + fault.Counted(n, "token that still works", "tokens that still work"),
		Body: "Rotate what they may have kept: " + list + ".", Link: "/teams/" + t.ID,
	}, "", nil)
}

// CountOf answers how many apps an owner has, and how many tokens of theirs can still be used.
func (s *Service) CountOf(ctx context.Context, owner string) (ofApps, working int, err error) {
	owned, err := s.Apps.Owned(ctx, owner)
	if err != nil {
		return 0, 0, err
	}
	ids := make([]string, len(owned))
	for i, app := range owned {
		ids[i] = app.ID
	}
	counts, err := s.CountLiving(ctx, ids)
	for _, n := range counts {
		working += n
	}
	return len(owned), working, err
}
