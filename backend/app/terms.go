package app

import (
	"github.com/gatehouse-dev/gatehouse/backend/checklist"
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

// checklist builds what tells the people of an app how to make it safer.
func (a *App) checklist() *checklist.Service {
	return checklist.New(checklist.Deps{
		Store: a.Store, Audit: a.Audit, Clock: a.clock, Apps: a.Apps, Access: a.Access, Tokens: a.Tokens, Policy: a.Policy, Names: a.subjectNames,
	})
}
