package app

import "github.com/gatehouse-dev/gatehouse/backend/campaigns"

func (a *App) buildCampaigns() *campaigns.Service {
	return campaigns.New(campaigns.Deps{
		Store: a.Store, Audit: a.Audit, Clock: a.clock, Apps: a.Apps, Tokens: a.Tokens, Advise: a.Enforce.AdviseAll, Risks: a.Access.Risks,
		Names: a.subjectNames, Messenger: a.Notify, PublicURL: a.settings.Public.String(), Cursors: a.cursors(),
	})
}
