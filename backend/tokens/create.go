package tokens

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/access"
	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Made is a token with the only copy of its newest secret that will ever exist.
type Made struct {
	Token  Token
	Secret secret.Text
}

// Create makes a token of the caller's own app. It returns apps.ErrNotFound, ErrAppSuspended, ErrTooMany, ErrNameTaken,
// and fault.ErrInvalid with every mistake.
func (s *Service) Create(ctx context.Context, appID string, d Draft) (Made, error) {
	var made Made
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		app, err := s.Apps.Own(ctx, appID)
		if err != nil {
			return err
		}
		if app.State != apps.Active {
			return ErrAppSuspended
		}
		r, err := s.rules(ctx, app.ID, d.Environment, d.Scopes)
		if err != nil {
			return err
		}
		clean, err := d.check(r, nil)
		if err != nil {
			return err
		}
		if err := s.refuseTooMany(ctx, app.ID, r); err != nil {
			return err
		}
		made, err = s.store(ctx, app, clean)
		if err != nil {
			return err
		}
		return s.tell(ctx, app, made.Token, "security.token_created", "The token "+made.Token.Name+" was created.", "token-created")
	})
	if err != nil {
		return Made{}, fmt.Errorf("create a token of %s: %w", appID, err)
	}
	return made, nil
}

// rules gathers what a draft is held against.
func (s *Service) rules(ctx context.Context, app, environment string, scopes []string) (rules, error) {
	scopes, err := s.Grants.Seen(ctx, scopes)
	if err != nil {
		return rules{}, err
	}
	p, err := s.Policy.For(ctx, app, APIsOf(scopes))
	if err != nil {
		return rules{}, err
	}
	granted, err := s.Grants.Granted(ctx, app, environment)
	if err != nil {
		return rules{}, err
	}
	risks, err := s.Grants.Risks(ctx, scopes)
	if err != nil {
		return rules{}, err
	}
	return rules{policy: p, granted: granted, risks: risks, now: s.now()}, nil
}

// refuseTooMany holds the number of an app's tokens against every level: an API counts those with scopes of it.
func (s *Service) refuseTooMany(ctx context.Context, app string, r rules) error {
	// Two creations at once must not both see the last free place.
	if err := s.Store.Serialize(ctx); err != nil {
		return err
	}
	for _, limit := range r.policy.Limits {
		living, err := s.repo.countLiving(ctx, app, limit.Place, r.now)
		if err != nil {
			return err
		}
		if living >= int64(limit.Max) {
			return ErrTooMany.Saying(limit.String() + " allows an app at most " + fault.Counted(limit.Max, "token", "tokens") + ".")
		}
	}
	return nil
}

// store writes a checked draft as a new token with its first secret.
func (s *Service) store(ctx context.Context, app apps.App, d Draft) (Made, error) {
	kind := kindOf(d.Environment)
	minted, generation, err := s.mint(kind, "")
	if err != nil {
		return Made{}, err
	}
	weight, err := s.weight(ctx, d.Scopes)
	if err != nil {
		return Made{}, err
	}
	now := s.now()
	if app.Demo {
		now = now.Add(-d.Age)
	}
	generation.Number, generation.CreatedAt, generation.ActivatedAt = 1, now, &now
	t := Token{
		ID: idPrefix + minted.ID, Kind: kind, Environment: d.Environment, AppID: app.ID, Name: d.Name, Description: d.Description,
		Scopes: d.Scopes, ScopeRisk: weight, Networks: d.Networks, Origins: d.Origins, NotBefore: d.NotBefore, ExpiresAt: *d.ExpiresAt,
		CreatedBy: rbac.From(ctx).ID, CreatedAt: now, UpdatedAt: now, Version: 1, Generations: []Generation{generation},
	}
	if err := s.repo.insert(ctx, t); err != nil {
		return Made{}, err
	}
	err = s.note(ctx, "tokens.create", t, map[string]any{
		"scopes": t.Scopes, "networks": t.Networks, "origins": t.Origins, "expiresAt": t.ExpiresAt, "kind": string(t.Kind),
	})
	return Made{Token: t, Secret: secret.Text(minted.Full)}, err
}

// kindOf answers the kind of the tokens of an environment.
func kindOf(environment string) secret.Kind {
	if environment == access.Sandbox {
		return secret.Test
	}
	return secret.Live
}

// firstTokenName is how the token that comes with an app is called.
const firstTokenName = "First sandbox token"

// firstToken makes the sandbox token that comes with a new app, with every scope that the sandbox gave the app, at most
// 200. It runs inside the registration, needs no step-up, and answers what the API shows; nothing where policy wouldn't allow
// it.
func (s *Service) firstToken(ctx context.Context, app apps.App) (any, string, error) {
	scopes, err := s.Grants.Granted(ctx, app.ID, access.Sandbox)
	if err != nil {
		return nil, "", err
	}
	scopes = sorted(scopes[:min(len(scopes), scopesMax)])
	p, err := s.Policy.For(ctx, app.ID, APIsOf(scopes))
	if err != nil {
		return nil, "", err
	}
	if _, misnamed := p.NameRefused(firstTokenName); misnamed || !p.Allows(string(secret.Test)) {
		return nil, "", nil
	}
	end := s.now().Add(p.DefaultLife)
	made, err := s.store(ctx, app, Draft{
		Name: firstTokenName, Description: "Made with the app, for its first calls.", Environment: access.Sandbox,
		Scopes: scopes, ExpiresAt: &end, Networks: []string{}, Origins: []string{},
	})
	if err != nil {
		return nil, "", fmt.Errorf("make the first token of %s: %w", app.ID, err)
	}
	view, err := s.present(ctx, made.Token)
	return view, made.Secret.Reveal(), err
}
