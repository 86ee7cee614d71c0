package app

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func (a *App) buildPolicy() *policy.Service {
	return policy.New(policy.Deps{
		Store: a.Store, Audit: a.Audit, Clock: a.clock, APIs: a.Catalog, Teams: a.Teams, Apps: a.Apps, Allows: a.rbac.Allows,
		Messenger: a.Notify, Names: a.subjectNames, Behind: a.behind, Cursors: a.cursors(),
		Deciders: func(ctx context.Context) ([]accounts.Account, error) {
			return a.Accounts.WithPermission(ctx, rbac.PolicyWrite)
		},
	})
}

// inactiveDays answers after how many days without use an account is suspended; 0 is never.
func (a *App) inactiveDays(ctx context.Context) (int, error) {
	rules, err := a.Policy.Current(ctx)
	return rules.InactiveAccountDays, err
}
