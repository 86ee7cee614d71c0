package access

import (
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// GrantState is whether a grant gives anything at the moment.
type GrantState string

// The states of a grant.
const (
	Active GrantState = "active"
	Paused GrantState = "paused"
	Ended  GrantState = "ended"
)

// Grant lets an app call an API in one environment under a plan, with at most these scopes. EndsAt nil means until
// somebody ends it.
type Grant struct {
	ID          string
	AppID       string
	APIID       string
	PlanID      string
	Environment string
	Scopes      []string
	State       GrantState
	EndsAt      *time.Time
	RequestID   string
	GrantedBy   string
	Reason      string
	CreatedAt   time.Time
	UpdatedAt   time.Time
	EndedAt     *time.Time
	Version     int64
}

// The faults of grants.
var (
	// ErrGrantNotFound says that there is no such grant, or that it belongs to somebody else's app.
	ErrGrantNotFound = fault.New(fault.NotFound, "access.grant_not_found", "There is no such grant that you may see.", "Open the app's access page and choose one there.")
	// ErrGrantState says that the grant is not in the state from which this step leads on.
	ErrGrantState = fault.New(fault.Conflict, "access.grant_wrong_state", "The grant is not in a state that allows this.", "Load the app's access page again to see its state.")
	// ErrGrantStale says that two people changed the grant at once.
	ErrGrantStale = fault.New(fault.Stale, "access.grant_stale", "The grant was changed by somebody else at the same time.", "Load it again and repeat your change.")
	// ErrOwnGrant says that nobody raises the rights of their own app.
	ErrOwnGrant = fault.New(fault.Denied, "access.own_grant", "Nobody raises the rights of their own app.", "Ask another approver to do this.")
)

// StateAt answers the grant's state at a time: at its end it is ended, one microsecond before it is not.
func (g Grant) StateAt(now time.Time) GrantState {
	if g.EndsAt != nil && !now.Before(*g.EndsAt) {
		return Ended
	}
	return g.State
}

// covers reports whether the grant already gives everything that the item asks for.
func (g Grant) covers(it Item) bool {
	if g.PlanID != it.PlanID || g.State != Active || g.EndsAt != nil {
		return false
	}
	for _, scope := range it.Scopes {
		if !slices.Contains(g.Scopes, scope) {
			return false
		}
	}
	return true
}

// widen answers the grant after another decision for the same app, API and environment: scopes add up, plan and end are
// the newer decision's. A paused grant stays paused.
func (g Grant) widen(by Grant) Grant {
	g.Scopes = union(g.Scopes, by.Scopes)
	g.PlanID, g.EndsAt, g.RequestID, g.GrantedBy, g.Reason = by.PlanID, by.EndsAt, by.RequestID, by.GrantedBy, by.Reason
	return g
}

func union(a, b []string) []string {
	out := append(slices.Clone(a), b...)
	slices.Sort(out)
	return slices.Compact(out)
}
