package app

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/leaks"
	"github.com/gatehouse-dev/gatehouse/backend/outbound"
)

// leakDesk builds what takes reports of tokens that were found.
func (a *App) leakDesk() *leaks.Service {
	return leaks.New(leaks.Deps{
		Store: a.Store, Audit: a.Audit, Clock: a.clock, Tokens: a.Tokens, Clients: a.OAuth, Operators: a.Operators, Policy: a.Policy,
		Messenger: a.Notify, People: a.Accounts.WithPermission, Brand: brand, Cursors: a.cursors(),
		GitHubKeysURL: a.settings.GitHubKeysURL, Fetch: outbound.New(outbound.Options{MaxBytes: 1 << 20, Timeout: 10 * time.Second}),
	})
}
