package access

import (
	"context"
	"fmt"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// ErrForTeams says that an app can't be moved to an owner whose apps may not have what it has.
var ErrForTeams = fault.New(fault.Conflict, "access.for_teams", "The app has access, or asks for access, to APIs that only some teams may use.", "End that access or withdraw the request first, or move the app to a team that may use them.")

// losingNamed is how many apps a preview names.
const losingNamed = 20

// narrowedReason is what the people of an app read when an API is for other teams now.
const narrowedReason = "Only other teams may use the API from now on."

// Losses is what ends when an API is for listed teams: Grants of Apps, and Requests that wait.
type Losses struct {
	Grants   int64
	Requests int64
	Apps     []apps.App // the first of them by id
}

// Losing answers what would end if an API were shown to others, for the moment before that. It returns catalog.ErrAPINotFound
// and fault.ErrInvalid.
func (s *Service) Losing(ctx context.Context, idOrSlug string, to catalog.Visibility, teams []string) (Losses, error) {
	api, err := s.Catalog.Narrowed(ctx, idOrSlug, to, teams)
	if err != nil || api.Visibility != catalog.ForTeams {
		return Losses{}, err
	}
	var l Losses
	if l.Grants, l.Requests, err = s.repo.countLosing(ctx, api.ID, ownersOf(api)); err != nil || l.Grants == 0 {
		return l, err
	}
	ids, err := s.repo.appsLosing(ctx, api.ID, ownersOf(api), losingNamed)
	if err != nil {
		return l, err
	}
	found, err := s.Apps.Some(ctx, ids)
	for _, id := range ids {
		l.Apps = append(l.Apps, found[id])
	}
	return l, err
}

// ownersOf answers the owners whose apps may have access to an API for teams.
func ownersOf(api catalog.API) []string {
	owners := make([]string, len(api.Teams))
	for i, team := range api.Teams {
		owners[i] = rbac.TeamID(team)
	}
	return owners
}

// narrowed lets the job end what apps of other owners have of an API, in the transaction after which it is for listed teams.
// The gate asks for the owner itself and waits for no job. seen is how many grants the caller confirmed.
func (s *Service) narrowed(ctx context.Context, api catalog.API, seen int) error {
	grants, requests, err := s.repo.countLosing(ctx, api.ID, ownersOf(api))
	if err != nil {
		return fmt.Errorf("count who loses %s: %w", api.Slug, err)
	}
	if int(grants) != seen {
		return catalog.EndsAccess(int(grants))
	}
	if grants+requests == 0 {
		return nil
	}
	return s.Jobs.Enqueue(ctx, narrowArgs{API: api.ID})
}

// endNarrowed ends, a batch after the other, what apps have and wait for that are not of the API's teams by now.
func (s *Service) endNarrowed(ctx context.Context, args narrowArgs) error {
	for more := true; more; {
		err := s.Store.Tx(ctx, func(ctx context.Context) error {
			api, err := s.Catalog.AnyAPI(ctx, args.API)
			if missing(err) || err == nil && api.Visibility != catalog.ForTeams {
				more = false
				return nil
			}
			if err != nil {
				return err
			}
			ended, err := s.endLosing(ctx, api)
			if err != nil {
				return err
			}
			denied, err := s.denyLosing(ctx, api)
			more = ended+denied > 0
			return err
		})
		if err != nil {
			return fmt.Errorf("end what other teams have of %s: %w", args.API, err)
		}
	}
	return nil
}

func (s *Service) endLosing(ctx context.Context, api catalog.API) (int, error) {
	found, err := s.repo.losing(ctx, api.ID, ownersOf(api), narrowBatch)
	if err != nil {
		return 0, err
	}
	for _, g := range found {
		if err := s.end(ctx, g, narrowedReason); err != nil {
			return 0, err
		}
		app, err := s.Apps.Any(ctx, g.AppID)
		if missing(err) {
			continue
		}
		if err != nil {
			return 0, err
		}
		g.State, g.Reason = Ended, narrowedReason
		if err := s.tellGrant(ctx, app, g); err != nil {
			return 0, err
		}
	}
	return len(found), nil
}

// denyLosing denies what waits for a decision; a request that asks for other APIs too goes on waiting for those.
func (s *Service) denyLosing(ctx context.Context, api catalog.API) (int, error) {
	found, err := s.repo.requestsLosing(ctx, api.ID, ownersOf(api), narrowBatch)
	if err != nil {
		return 0, err
	}
	now := s.now()
	for _, r := range found {
		waiting := false
		for i := range r.Items {
			if it := &r.Items[i]; it.State == Pending && it.APIID == api.ID {
				it.State = Denied
			}
			waiting = waiting || r.Items[i].State == Pending
		}
		if !waiting {
			r.State, r.Reason, r.DecidedAt, r.DecidedBy = outcome(r.Items), narrowedReason, &now, deciderSystem
		}
		if err := s.repo.updateRequest(ctx, r, now); err != nil {
			return 0, err
		}
		if err := s.noteDenied(ctx, r, api); err != nil {
			return 0, err
		}
	}
	return len(found), nil
}

// Staying answers the names of the APIs that an app has or asks for, and that keep it with its owner because another owner's
// apps may not have them.
func (s *Service) Staying(ctx context.Context, app apps.App, owner string) ([]string, error) {
	ids, err := s.repo.touched(ctx, app.ID)
	if err != nil {
		return nil, fmt.Errorf("find what keeps %s with its owner: %w", app.ID, err)
	}
	var names []string
	for _, id := range ids {
		api, err := s.Catalog.NamedAPI(ctx, id)
		if missing(err) {
			continue // for others by now: a job is about to end it
		}
		if err != nil {
			return nil, err
		}
		if !api.Admits(owner) {
			names = append(names, api.Name)
		}
	}
	return names, nil
}

// keepForTeams refuses to give an app to somebody who may not have what it has.
func (s *Service) keepForTeams(ctx context.Context, app apps.App, _ string) error {
	names, err := s.Staying(ctx, app, app.Owner)
	if err != nil || len(names) == 0 {
		return err
	}
	return ErrForTeams.Saying("Only some teams may use " + strings.Join(names, ", ") + ", to which the app has access or asks for access.")
}

// noteDenied writes what became of a waiting request, and tells the people of the app when nothing of it waits any more.
func (s *Service) noteDenied(ctx context.Context, r Request, api catalog.API) error {
	err := s.Audit.Record(ctx, audit.Entry{
		Action: "access.deny", Object: r.ID, Outcome: audit.Success,
		Details: map[string]any{"app": r.AppID, "api": api.ID, "state": r.State, "reason": narrowedReason, "items": summary(r.Items)},
	})
	if err != nil || r.State == Pending {
		return err
	}
	return s.tellDecision(ctx, r)
}
