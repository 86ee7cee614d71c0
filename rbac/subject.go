// Package rbac says who may do what. An auditor reads it in five minutes: model.conf is the rule, policy.csv is the
// table of roles and permissions, golden_test.go is the same table as the enforcer really answers it.
//
// It knows nothing of ownership ("is it my app?"), of people or of sessions. Subjects are typed ids whose prefix is
// set by code: u: a person, t: an operator token, g: a team, k: an app's token, r: a role. No name that somebody chose ever reaches the matcher.
package rbac

import (
	"context"
	"strings"
	"time"
)

// Subject is who asks. The zero value is nobody and is allowed nothing.
type Subject struct {
	// ID is the typed id: u:acc_… for a person, t:opt_… for an operator token, k:tok_… for an app's own token.
	ID string
	// Roles are the roles held at this moment.
	Roles []Role
	// SessionID is the id of the session row for people, empty for machines.
	SessionID string
	// StepUpUntil is the end of the window that a fresh passkey assertion opened; zero when there is none.
	StepUpUntil time.Time
	// Restricted marks a session that came from a recovery code and may only enrol a passkey.
	Restricted bool
}

// PersonID answers the subject id of an account.
func PersonID(account string) string { return "u:" + account }

// MachineID answers the subject id of an operator token.
func MachineID(token string) string { return "t:" + token }

// TokenID answers the subject id of an app's own token, which holds no role: it acts where a route takes its secret only.
func TokenID(token string) string { return "k:" + token }

// TeamID answers the subject id of a team. A team owns things and never asks: its members do.
func TeamID(team string) string { return "g:" + team }

// OwnerID answers the subject id behind an id as addresses show it: a team's (tea_…), else an account's.
func OwnerID(id string) string {
	if strings.HasPrefix(id, "tea_") {
		return TeamID(id)
	}
	return PersonID(id)
}

// Team answers the team's id where the subject is one, and "" for everybody else.
func (s Subject) Team() string {
	team, ok := strings.CutPrefix(s.ID, "g:")
	if !ok {
		return ""
	}
	return team
}

// Person reports whether the subject is a person with a session.
func (s Subject) Person() bool { return strings.HasPrefix(s.ID, "u:") }

// Machine reports whether the subject is an operator token.
func (s Subject) Machine() bool { return strings.HasPrefix(s.ID, "t:") }

// SignedIn reports whether the subject is anybody at all.
func (s Subject) SignedIn() bool { return s.Person() || s.Machine() }

// AccountID answers the account's id for a person, and "" for everybody else.
func (s Subject) AccountID() string {
	if !s.Person() {
		return ""
	}
	return strings.TrimPrefix(s.ID, "u:")
}

// Owner answers what is written into the owner column of things that the subject makes.
func (s Subject) Owner() string { return s.ID }

// Has reports whether the subject holds the role itself. Decide by permissions, not by this; it exists to show roles.
func (s Subject) Has(role Role) bool {
	for _, r := range s.Roles {
		if r == role {
			return true
		}
	}
	return false
}

type key struct{}

// With answers a context in which s asks.
func With(ctx context.Context, s Subject) context.Context { return context.WithValue(ctx, key{}, s) }

// From answers the subject of the context, or nobody.
func From(ctx context.Context) Subject {
	s, _ := ctx.Value(key{}).(Subject)
	return s
}
