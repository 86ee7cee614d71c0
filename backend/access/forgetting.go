package access

import (
	"context"
	"fmt"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/rbac"
)

// forgotten stands where the words of somebody were whose account was erased.
const forgotten = "(removed)"

// Forget takes, in the transaction of ctx, the words of an account out of its requests for apps that aren't there any more, and answers
// the pages of these requests, to which others were led. What it asked for, for an app of a team, goes on to be that team's.
func (s *Service) Forget(ctx context.Context, account string) (pages []string, err error) {
	ids, err := s.repo.forget(ctx, rbac.PersonID(account))
	if err != nil {
		return nil, fmt.Errorf("forget what %s asked for: %w", account, err)
	}
	for _, id := range ids {
		pages = append(pages, pageOf(id))
	}
	return pages, nil
}

// pageOf answers where a request is decided.
func pageOf(request string) string { return "/requests/" + request }

func (r repo) forget(ctx context.Context, requester string) (ids []string, err error) {
	var rows []requestRow
	err = r.store.Write(ctx).Model(&rows).Clauses(clause.Returning{Columns: []clause.Column{{Name: "id"}}}).
		Where("requester_id = ? AND NOT EXISTS (SELECT 1 FROM apps WHERE apps.id = access_requests.app_id)", requester).
		Updates(map[string]any{"app_name": forgotten, "justification": forgotten, "reason": forgotten}).Error
	for _, row := range rows {
		ids = append(ids, row.ID)
	}
	return ids, err
}
