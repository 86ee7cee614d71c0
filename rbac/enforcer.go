package rbac

import (
	_ "embed" // the model and the policy are part of the program
	"fmt"
	"strings"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	stringadapter "github.com/casbin/casbin/v2/persist/string-adapter"
)

//go:embed model.conf
var modelText string

//go:embed policy.csv
var policyText string

// Enforcer answers whether a subject may do a thing. It is immutable once made, so it may be used from many goroutines
// at once. A nil Enforcer denies everything.
type Enforcer struct {
	allowed map[Role]map[Permission]bool
}

// New reads the shipped policy through Casbin, checks that it names known roles and permissions only, and keeps
// Casbin's answer for every role and permission. It fails on an empty or unknown policy: a portal that doesn't know
// who may do what must not start.
func New() (*Enforcer, error) { return newFrom(modelText, policyText) }

func newFrom(modelText, policy string) (*Enforcer, error) {
	m, err := model.NewModelFromString(modelText)
	if err != nil {
		return nil, fmt.Errorf("read the rbac model: %w", err)
	}
	casbinEnforcer, err := casbin.NewEnforcer(m, stringadapter.NewAdapter(stripComments(policy)))
	if err != nil {
		return nil, fmt.Errorf("read the rbac policy: %w", err)
	}
	if err := check(casbinEnforcer); err != nil {
		return nil, err
	}
	e := &Enforcer{allowed: map[Role]map[Permission]bool{}}
	for _, role := range Roles() {
		e.allowed[role] = map[Permission]bool{}
		for _, permission := range Permissions() {
			ok, err := casbinEnforcer.Enforce("r:"+string(role), string(permission))
			if err != nil {
				return nil, fmt.Errorf("decide %s for role %s: %w", permission, role, err)
			}
			e.allowed[role][permission] = ok
		}
	}
	return e, nil
}

// Allows reports whether any role of the subject holds the permission. Nobody, an unknown role and an unknown
// permission are denied. It is asked on every request and reads no shared state that changes.
func (e *Enforcer) Allows(s Subject, p Permission) bool {
	if e == nil || !s.SignedIn() {
		return false
	}
	for _, role := range s.Roles {
		if e.allowed[role][p] {
			return true
		}
	}
	return false
}

// Holds answers the permissions of a set of roles, in the order of Permissions.
func (e *Enforcer) Holds(roles ...Role) []Permission {
	held := []Permission{}
	for _, p := range Permissions() {
		for _, role := range roles {
			if e != nil && e.allowed[role][p] {
				held = append(held, p)
				break
			}
		}
	}
	return held
}

// RolesWith answers the shipped roles that hold the permission.
func (e *Enforcer) RolesWith(p Permission) []Role {
	var roles []Role
	for _, role := range Roles() {
		if e != nil && e.allowed[role][p] {
			roles = append(roles, role)
		}
	}
	return roles
}

// Covers reports whether somebody with the roles held may hand out role: every permission of it must be held already
// (S-AUZ-04). The verifier's one permission gives no right over the portal, so whoever may grant roles may grant it.
func (e *Enforcer) Covers(held []Role, role Role) bool {
	if e == nil || !role.Valid() {
		return false
	}
	mine := map[Permission]bool{Verify: true}
	for _, p := range e.Holds(held...) {
		mine[p] = true
	}
	for _, p := range e.Holds(role) {
		if !mine[p] {
			return false
		}
	}
	return true
}

func check(e *casbin.Enforcer) error {
	rows, err := e.GetPolicy()
	if err != nil {
		return fmt.Errorf("list the rbac policy: %w", err)
	}
	if len(rows) == 0 {
		return fmt.Errorf("the rbac policy is empty")
	}
	known := map[Permission]bool{}
	for _, p := range Permissions() {
		known[p] = true
	}
	for _, row := range rows {
		slug, typed := strings.CutPrefix(row[0], "r:")
		if !typed || !Role(slug).Valid() || !known[Permission(row[1])] {
			return fmt.Errorf("the rbac policy names something unknown: %s", strings.Join(row, ", "))
		}
	}
	return nil
}

func stripComments(policy string) string {
	var rows []string
	for line := range strings.SplitSeq(policy, "\n") {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			rows = append(rows, line)
		}
	}
	return strings.Join(rows, "\n")
}
