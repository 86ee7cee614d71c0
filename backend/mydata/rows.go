package mydata

import (
	"context"
	"iter"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/notify"
	"github.com/gatehouse-dev/gatehouse/backend/oauth"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/passkeys"
	"github.com/gatehouse-dev/gatehouse/backend/sessions"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/backend/terms"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type rows = iter.Seq2[any, error]

func (s *Service) passkeys(ctx context.Context, a accounts.Account) rows {
	return all(func() ([]passkeys.Passkey, error) { return s.Passkeys.List(ctx, a.ID) }, func(p passkeys.Passkey) any {
		return MyPasskey{ID: p.ID, Name: p.Name, CreatedAt: p.CreatedAt, LastUsedAt: p.LastUsedAt, Synced: p.Synced()}
	})
}

func (s *Service) sessions(ctx context.Context, a accounts.Account) rows {
	return all(func() ([]sessions.Session, error) { return s.Sessions.List(ctx, a) }, func(o sessions.Session) any {
		return MySession{ID: o.ID, Method: o.Method, Network: o.Address, UserAgent: o.UserAgent, CreatedAt: o.CreatedAt, LastSeenAt: o.LastSeenAt}
	})
}

func (s *Service) teams(ctx context.Context, a accounts.Account) rows {
	return all(func() ([]teams.Membership, error) { return s.Teams.Of(ctx, a.ID) }, func(m teams.Membership) any {
		return MyMembership{ID: m.ID, Name: m.Name, Role: string(m.Role)}
	})
}

func (s *Service) owned(ctx context.Context, a accounts.Account) func() ([]apps.App, error) {
	return func() ([]apps.App, error) { return s.Apps.Owned(ctx, rbac.PersonID(a.ID)) }
}

func (s *Service) apps(ctx context.Context, a accounts.Account) rows {
	return all(s.owned(ctx, a), func(o apps.App) any {
		return MyApp{
			ID: o.ID, Name: o.Name, Purpose: o.Purpose, Contacts: list(o.Contacts), State: string(o.State), CreatedAt: o.CreatedAt, UpdatedAt: o.UpdatedAt,
		}
	})
}

// ofApps answers what belongs to each app of a person.
func (s *Service) ofApps(ctx context.Context, a accounts.Account, each func(app string) rows) rows {
	return func(yield func(any, error) bool) {
		owned, err := s.owned(ctx, a)()
		if err != nil {
			yield(nil, err)
			return
		}
		for _, app := range owned {
			for one, err := range each(app.ID) {
				if !yield(one, err) || err != nil {
					return
				}
			}
		}
	}
}

func (s *Service) tokens(ctx context.Context, a accounts.Account) rows {
	return s.ofApps(ctx, a, func(app string) rows {
		return pages(func(r page.Request) ([]tokens.Token, string, error) {
			found, err := s.Tokens.OfApp(ctx, app, r)
			return found.Items, found.Next, err
		}, func(o tokens.Token) any {
			return MyToken{
				ID: o.ID, App: o.AppID, Name: o.Name, Description: o.Description, Environment: o.Environment, State: string(o.StateAt(s.Clock.Now())),
				Scopes: list(o.Scopes), Networks: list(o.Networks), CreatedAt: o.CreatedAt, ExpiresAt: o.ExpiresAt, LastUsedAt: o.LastUsedAt,
				LastUsedNetwork: o.LastUsedNetwork, RevokedAt: o.RevokedAt,
			}
		})
	})
}

func (s *Service) clients(ctx context.Context, a accounts.Account) rows {
	return s.ofApps(ctx, a, func(app string) rows {
		return all(func() ([]oauth.Client, error) { return s.OAuth.OfApp(ctx, app) }, func(o oauth.Client) any {
			return MyClient{
				ID: o.ID, App: o.AppID, Environment: o.Environment, Method: string(o.Method), Scopes: list(o.Scopes), Networks: list(o.Networks),
				CreatedAt: o.CreatedAt, LastIssuedAt: o.LastIssuedAt, RevokedAt: o.RevokedAt,
			}
		})
	})
}

func (s *Service) requests(ctx context.Context, a accounts.Account) rows {
	every := pages(func(r page.Request) ([]access.Request, string, error) {
		found, err := s.Access.Requests(ctx, access.Filter{Mine: true}, r)
		return found.Items, found.Next, err
	}, func(o access.Request) any { return o })
	return func(yield func(any, error) bool) {
		for one, err := range every {
			o, _ := one.(access.Request)
			if err == nil && o.Requester != rbac.PersonID(a.ID) {
				continue // somebody else's, of a team
			}
			view := MyRequest{
				ID: o.ID, App: o.AppID, AppName: o.AppName, Justification: o.Justification, State: string(o.State), Reason: o.Reason,
				CreatedAt: o.CreatedAt, DecidedAt: o.DecidedAt,
			}
			if !yield(view, err) {
				return
			}
		}
	}
}

func (s *Service) notices(ctx context.Context, a accounts.Account) rows {
	return pages(func(r page.Request) ([]notify.Shown, string, error) {
		return s.Notify.Notices(ctx, a.ID, notify.Filter{}, r)
	}, func(o notify.Shown) any {
		return MyNotice{Kind: o.Notice.Kind, Title: o.Notice.Title, Body: o.Notice.Body, CreatedAt: o.CreatedAt, ReadAt: o.ReadAt}
	})
}

func (s *Service) mails(ctx context.Context, a accounts.Account) rows {
	return pages(func(r page.Request) ([]notify.Mail, string, error) { return s.Notify.MailsTo(ctx, a.ID, r) }, func(o notify.Mail) any {
		return MyMail{Template: o.Template, To: o.To, Subject: o.Subject, State: string(o.State), CreatedAt: o.CreatedAt}
	})
}

func (s *Service) choices(ctx context.Context, a accounts.Account) rows {
	return all(func() ([]notify.Choice, error) { return s.Notify.Choices(ctx, a.ID) }, func(o notify.Choice) any {
		return MyChoice{Topic: string(o.Topic), InApp: o.InApp, Mail: string(o.Mail)}
	})
}

func (s *Service) followed(ctx context.Context) rows {
	return all(func() ([]catalog.API, error) { return s.Catalog.Followed(ctx) }, func(o catalog.API) any { return o.Slug })
}

func (s *Service) views(ctx context.Context) rows {
	return all(func() ([]tokens.Saved, error) { return s.Tokens.SavedViews(ctx) }, func(o tokens.Saved) any {
		return MyTokenView{Name: o.Name, CreatedAt: o.CreatedAt}
	})
}

func (s *Service) terms(ctx context.Context, a accounts.Account) rows {
	return all(func() ([]terms.Acceptance, error) { return s.Terms.Of(ctx, a.ID) }, func(o terms.Acceptance) any {
		return MyAcceptance{Version: o.Version, At: o.At, Place: o.Place}
	})
}

func (s *Service) acts(ctx context.Context, a accounts.Account) rows {
	return pages(func(r page.Request) ([]audit.Record, string, error) {
		found, err := s.Audit.List(ctx, audit.Filter{Actor: a.ID}, r)
		return found.Items, found.Next, err
	}, func(o audit.Record) any {
		return MyAuditRecord{
			At: o.At, Action: o.Action, Object: o.Object, Outcome: string(o.Outcome), Details: o.Details, Network: o.Address, UserAgent: o.UserAgent,
		}
	})
}

// list answers an empty list for none.
func list(of []string) []string { return append([]string{}, of...) }
