package app

import (
	"github.com/gatehouse-dev/gatehouse/backend/guides"
	"github.com/gatehouse-dev/gatehouse/backend/terms"
)

// policyOfUse builds the acceptable-use policy, which is written like a guide.
func (a *App) policyOfUse() *terms.Service {
	return terms.New(terms.Deps{
		Store: a.Store, Audit: a.Audit, Clock: a.clock, Names: a.Accounts.Names, People: a.Accounts.Count, Cursors: a.cursors(),
		Render:  func(markdown string) (string, error) { return a.Guides.HTML(guides.Guide{Markdown: markdown}) },
		Preview: a.Guides.Preview,
	})
}
