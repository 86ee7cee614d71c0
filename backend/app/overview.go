package app

import (
	"context"

	"github.com/gatehouse-dev/gatehouse/backend/server"
)

// count gathers the numbers of the overview from every room.
func (a *App) count(ctx context.Context) (server.Overview, error) {
	var o server.Overview
	var err error
	if o.PendingRequests, err = a.Access.CountPending(ctx); err != nil {
		return o, err
	}
	if o.PendingExceptions, err = a.Policy.CountWaiting(ctx); err != nil {
		return o, err
	}
	if o.ActiveTokens, o.ExpiringTokens, err = a.Tokens.Counts(ctx); err != nil {
		return o, err
	}
	if o.Apps, err = a.Apps.Count(ctx); err != nil {
		return o, err
	}
	if o.People, err = a.Accounts.Count(ctx); err != nil {
		return o, err
	}
	kept, err := a.Notify.CountKept(ctx)
	if err != nil {
		return o, err
	}
	failed, err := a.Notify.CountFailed(ctx)
	if err != nil {
		return o, err
	}
	o.KeptMails, o.FailedMails = int64(kept), int64(failed)
	o.Notes = a.notes()
	o.CallsToday, o.ErrorsToday, err = a.Usage.Today(ctx)
	return o, err
}
