package policy

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Forget takes, in the transaction of ctx, the words of an account out of the exceptions that it asked for, for apps that aren't there
// any more.
func (s *Service) Forget(ctx context.Context, account string) error {
	if err := s.repo.forgetExceptions(ctx, rbac.PersonID(account)); err != nil {
		return fmt.Errorf("forget the exceptions of %s: %w", account, err)
	}
	return nil
}

func (r repo) forgetExceptions(ctx context.Context, requester string) error {
	return r.store.Write(ctx).Model(&exceptionRow{}).
		Where("requested_by = ? AND NOT EXISTS (SELECT 1 FROM apps WHERE apps.id = policy_exceptions.app_id)", requester).
		Updates(map[string]any{"reason": "(removed)", "decision_reason": "(removed)"}).Error
}
