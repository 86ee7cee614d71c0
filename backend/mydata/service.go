package mydata

import (
	"context"
	"fmt"
	"io"
	"iter"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/notify"
	"github.com/gatehouse-dev/gatehouse/backend/oauth"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/passkeys"
	"github.com/gatehouse-dev/gatehouse/backend/sessions"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/teams"
	"github.com/gatehouse-dev/gatehouse/backend/terms"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Service is every room that knows something of a person. All members are required.
type Service struct {
	Store    *store.Store
	Clock    clock.Clock
	Audit    *audit.Log
	Accounts *accounts.Service
	Passkeys *passkeys.Service
	Sessions *sessions.Service
	Teams    *teams.Service
	Apps     *apps.Service
	Tokens   *tokens.Service
	OAuth    *oauth.Service
	Access   *access.Service
	Notify   *notify.Service
	Catalog  *catalog.Service
	Terms    *terms.Service
}

const (
	batch = 200
	// patience is how long the whole document may take.
	patience = 10 * time.Minute
)

// Export answers everything that the portal keeps of the caller, read as it is asked for. Close it. It is noted in the audit log
// before anything is answered.
func (s *Service) Export(ctx context.Context) (io.ReadCloser, error) {
	a, err := s.Accounts.Get(ctx, rbac.From(ctx).AccountID())
	if err != nil {
		return nil, fmt.Errorf("export the data of a person: %w", err)
	}
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		return s.Audit.Record(ctx, audit.Entry{Action: "people.export", Object: a.ID, Outcome: audit.Success})
	})
	if err != nil {
		return nil, fmt.Errorf("export the data of a person: %w", err)
	}
	// The answer is written after the request's own time.
	ctx = context.WithoutCancel(ctx)
	return newFile(func(yield func([]byte, error) bool) {
		ctx, cancel := context.WithTimeout(ctx, patience)
		defer cancel()
		parts(s.sections(ctx, a))(yield)
	}), nil
}

func (s *Service) sections(ctx context.Context, a accounts.Account) []section {
	return []section{
		{name: "at", one: func() (any, error) { return s.Clock.Now().UTC(), nil }},
		{name: "account", one: func() (any, error) { return accounts.Present(a), nil }},
		{name: "email", one: func() (any, error) {
			said, err := s.Accounts.Addressing(ctx)
			return accounts.PresentAddressing(said), err
		}},
		{name: "passkeys", rows: s.passkeys(ctx, a)},
		{name: "sessions", rows: s.sessions(ctx, a)},
		{name: "teams", rows: s.teams(ctx, a)},
		{name: "apps", rows: s.apps(ctx, a)},
		{name: "tokens", rows: s.tokens(ctx, a)},
		{name: "clients", rows: s.clients(ctx, a)},
		{name: "requests", rows: s.requests(ctx, a)},
		{name: "notices", rows: s.notices(ctx, a)},
		{name: "mails", rows: s.mails(ctx, a)},
		{name: "choices", rows: s.choices(ctx, a)},
		{name: "followed", rows: s.followed(ctx)},
		{name: "views", rows: s.views(ctx)},
		{name: "terms", rows: s.terms(ctx, a)},
		{name: "acts", rows: s.acts(ctx, a)},
	}
}

// all answers every value of a list that is read at once.
func all[T any](read func() ([]T, error), view func(T) any) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		found, err := read()
		if err != nil {
			yield(nil, err)
			return
		}
		for _, one := range found {
			if !yield(view(one), nil) {
				return
			}
		}
	}
}

// pages answers every value of a list that is read page by page.
func pages[T any](read func(page.Request) ([]T, string, error), view func(T) any) iter.Seq2[any, error] {
	return func(yield func(any, error) bool) {
		for r := (page.Request{Limit: batch}); ; {
			found, next, err := read(r)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, one := range found {
				if !yield(view(one), nil) {
					return
				}
			}
			if next == "" {
				return
			}
			r.Cursor = next
		}
	}
}
