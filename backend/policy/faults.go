package policy

import "github.com/gatehouse-dev/gatehouse/backend/fault"

// The faults of policies.
var (
	// ErrLevelUnknown says that the ladder has no such level, or that the API, team or app is missing for the caller.
	ErrLevelUnknown = fault.New(fault.NotFound, "policy.level_unknown", "There is no such level of policy.", "Use instance, api with an API's slug, or team or app with its id.")
	// ErrStale says that somebody saved the policy since the caller read it.
	ErrStale = fault.New(fault.Stale, "policy.stale", "The policy was changed since you opened it.", "Load it again and repeat your change.")
	// ErrOwnApp says that nobody loosens the rules of their own app or team.
	ErrOwnApp = fault.New(fault.Denied, "policy.own_app", "Nobody loosens the rules of their own app or team.", "Ask another person who sets policy.")
)
