package catalog

import (
	"context"
	"fmt"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Teams is what the catalogue asks of package teams.
type Teams interface {
	// Names answers the names of the teams among ids, without asking who calls.
	Names(ctx context.Context, ids []string) (map[string]string, error)
}

// audience is who asks, as far as visibility goes. The zero value sees what is public and published.
type audience struct {
	manages  bool
	signedIn bool
	account  string // of the person who asks; the teams that they are in are looked up with each question
	oversees bool   // reads everybody's access, and so what is for some teams only
}

// everything is the audience of our own work, which has decided already.
var everything = audience{manages: true}

func (s *Service) audience(ctx context.Context) audience {
	subject := rbac.From(ctx)
	to := audience{manages: s.Manages(ctx), signedIn: subject.SignedIn() && !subject.Restricted}
	if to.signedIn {
		to.account, to.oversees = subject.AccountID(), s.Allows(subject, rbac.AccessReadAll)
	}
	return to
}

type unattended struct{}

// Unattended answers a context in which a part of Gatehouse itself, such as the demo, manages every API.
func Unattended(ctx context.Context, part string) context.Context {
	return reqinfo.AsSystem(context.WithValue(ctx, unattended{}, true), part)
}

// Manages reports whether the caller manages the APIs of the catalogue: people and machines by their role, and our own
// unattended work.
func (s *Service) Manages(ctx context.Context) bool {
	return ctx.Value(unattended{}) != nil || s.Allows(rbac.From(ctx), rbac.APIsWrite)
}

// FindAPI answers an API by id or slug as far as the caller may see it, else ErrAPINotFound.
func (s *Service) FindAPI(ctx context.Context, idOrSlug string) (API, error) {
	return s.repo.findAPI(ctx, idOrSlug, s.audience(ctx))
}

// AnyAPI answers an API by id or slug without asking who calls, for rooms above that have decided already. Else
// ErrAPINotFound.
func (s *Service) AnyAPI(ctx context.Context, idOrSlug string) (API, error) {
	return s.repo.findAPI(ctx, idOrSlug, everything)
}

// NamedAPI answers an API by id or slug for the name of something that the caller sees anyway, such as an old call of their
// app, whatever the API's state. One that is for other teams by now is missing: ErrAPINotFound.
func (s *Service) NamedAPI(ctx context.Context, idOrSlug string) (API, error) {
	api, err := s.AnyAPI(ctx, idOrSlug)
	if err != nil || api.Visibility != ForTeams {
		return api, err
	}
	return s.FindAPI(ctx, idOrSlug)
}

// TeamNames answers the names of the teams that an API is for, by id, to those who manage APIs.
func (s *Service) TeamNames(ctx context.Context, api API) (map[string]string, error) {
	if s.Teams == nil || !s.Manages(ctx) || len(api.Teams) == 0 {
		return map[string]string{}, nil
	}
	return s.Teams.Names(ctx, api.Teams)
}

// Narrowed answers an API as it would be for others, for a preview. It returns ErrAPINotFound and fault.ErrInvalid.
func (s *Service) Narrowed(ctx context.Context, idOrSlug string, to Visibility, teams []string) (API, error) {
	api, err := s.FindAPI(ctx, idOrSlug)
	if err != nil {
		return API{}, err
	}
	if to != ForTeams {
		teams = nil
	}
	d := APIDraft{Slug: api.Slug, Name: api.Name, Visibility: to, Teams: sortedTeams(teams)}
	if err := d.check(); err != nil {
		return API{}, err
	}
	api.Visibility, api.Teams = d.Visibility, d.Teams
	return api, s.checkTeams(ctx, d)
}

// checkTeams refuses a list without a team, or with one that there isn't.
func (s *Service) checkTeams(ctx context.Context, d APIDraft) error {
	if d.Visibility != ForTeams {
		return nil
	}
	names := map[string]string{}
	if s.Teams != nil {
		var err error
		if names, err = s.Teams.Names(ctx, d.Teams); err != nil {
			return err
		}
	}
	return invalid(checkNamed(d.Teams, names))
}

// showTo changes who sees an API, inside the transaction of the change: the list is written, and the hooks end what nobody may
// have any more. seen is how much of that the caller confirmed.
func (s *Service) showTo(ctx context.Context, api *API, d APIDraft, seen int) error {
	if err := s.checkTeams(ctx, d); err != nil {
		return err
	}
	// Who asks for access waits here, so that nobody is granted by the list of before.
	if err := s.Store.TakeTurns(ctx, ScopesTurn(api.ID)); err != nil {
		return err
	}
	api.Visibility, api.Teams = d.Visibility, d.Teams
	if err := s.repo.putTeams(ctx, api.ID, d.Teams); err != nil {
		return fmt.Errorf("list the teams of %s: %w", api.Slug, err)
	}
	if api.Visibility != ForTeams {
		return nil
	}
	for _, hook := range s.onNarrow {
		if err := hook(ctx, *api, seen); err != nil {
			return err
		}
	}
	return nil
}

// overseers answers the accounts that are told of an API although they are in none of its teams.
func (s *Service) overseers(ctx context.Context) ([]string, error) {
	if s.Overseers == nil {
		return nil, nil
	}
	return s.Overseers(ctx)
}

// told answers those of an API's followers who may see it now.
func (s *Service) told(ctx context.Context, api API) ([]string, error) {
	followers, err := s.repo.followers(ctx, api.ID)
	if err != nil || api.Visibility != ForTeams {
		return followers, err
	}
	members, err := s.repo.members(ctx, api.ID)
	if err != nil {
		return nil, err
	}
	overseers, err := s.overseers(ctx)
	return slices.DeleteFunc(followers, func(account string) bool {
		return !slices.Contains(members, account) && !slices.Contains(overseers, account)
	}), err
}
