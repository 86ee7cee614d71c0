package access

import (
	"context"
	"fmt"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
)

// grantSandbox gives a new app everything that plans give by themselves in the sandbox, so that its first token works
// on the first call. It runs inside the registration.
func (s *Service) grantSandbox(ctx context.Context, app apps.App) error {
	plans, err := s.Catalog.AutomaticSandboxPlans(ctx)
	if err != nil {
		return fmt.Errorf("list what sandboxes offer: %w", err)
	}
	for _, plan := range plans {
		api, err := s.offered(ctx, plan.APIID)
		if missing(err) {
			continue
		}
		if err != nil {
			return err
		}
		if !api.shown.Admits(app.Owner) {
			continue
		}
		_, err = s.grant(ctx, Grant{
			AppID: app.ID, APIID: api.id, PlanID: plan.ID, Environment: Sandbox, Scopes: scopesOf(api),
			GrantedBy: deciderSystem, Reason: "The plan opens the sandbox to every app.",
		})
		if err != nil {
			return fmt.Errorf("grant the sandbox of %s: %w", api.slug, err)
		}
	}
	return nil
}

// scopesOf answers the texts of all scopes of an API that are still granted, sorted.
func scopesOf(api offer) []string {
	scopes := make([]string, 0, len(api.risks))
	for name := range api.risks {
		if scope, ok := ParseScope(api.slug + ":" + name); ok && !api.deprecated[name] {
			scopes = append(scopes, scope.String())
		}
	}
	slices.Sort(scopes)
	return scopes
}

// endAll ends what an app holds and waits for. It runs inside the app's removal.
func (s *Service) endAll(ctx context.Context, app apps.App) error {
	grants, err := s.repo.grantsOf(ctx, app.ID)
	if err != nil {
		return fmt.Errorf("list grants of %s: %w", app.ID, err)
	}
	for _, g := range grants {
		if g.State == Ended {
			continue
		}
		if err := s.end(ctx, g, "The app was removed."); err != nil {
			return err
		}
	}
	pending, err := s.repo.requests(ctx, filter{reach: all, app: app.ID, state: Pending}, "", scopesMax)
	if err != nil {
		return fmt.Errorf("list requests of %s: %w", app.ID, err)
	}
	for _, r := range pending {
		turn(r.Items, Withdrawn)
		r.State = Withdrawn
		if err := s.repo.updateRequest(ctx, r, s.now()); err != nil {
			return err
		}
	}
	return nil
}
