package catalog

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// Risk is how much harm a stolen token with this scope could do, as the publisher sees it.
type Risk string

// The risks.
const (
	RiskLow    Risk = "low"
	RiskMedium Risk = "medium"
	RiskHigh   Risk = "high"
)

// Scope is a named permission of an API, without the API's prefix.
type Scope struct {
	Name        string `json:"name" validate:"required,max=100" example:"tickets:read"`
	Description string `json:"description" validate:"max=300" example:"Read tickets"`
	Risk        Risk   `json:"risk" validate:"required,oneof=low medium high" enums:"low,medium,high"`
	// Deprecated scopes are not granted any more; grants and tokens that have them keep them.
	Deprecated bool `json:"deprecated"`
} //@name Scope

// OperationScopes says which scopes a call of an operation needs, all of them. Edited marks a publisher's own choice that
// wins over the document; Declared is what the document says of the operation.
type OperationScopes struct {
	Operation string   `json:"operation" example:"listTickets"`
	Method    string   `json:"method" example:"GET"`
	Path      string   `json:"path" example:"/tickets"`
	Summary   string   `json:"summary" example:"List tickets"`
	Scopes    []string `json:"scopes" example:"tickets:read"`
	Declared  []string `json:"declared" example:"tickets:read"`
	Edited    bool     `json:"edited"`
} //@name OperationScopes

// ScopeTable is the scopes of an API and what its current version's operations need of them.
type ScopeTable struct {
	Scopes     []Scope           `json:"scopes"`
	Operations []OperationScopes `json:"operations"`
} //@name ScopeTable

// only answers the table with the line of one operation: none for an id that it doesn't hold, all for "".
func (t ScopeTable) only(operation string) ScopeTable {
	if operation == "" {
		return t
	}
	t.Operations = slices.DeleteFunc(slices.Clone(t.Operations), func(o OperationScopes) bool { return o.Operation != operation })
	return t
}

// OperationChoice sets the scopes of one operation; nil Scopes goes back to what the document says.
type OperationChoice struct {
	Operation string   `json:"operation" validate:"required,max=300"`
	Scopes    []string `json:"scopes" validate:"max=20,dive,max=100"`
} //@name OperationChoice

// ScopePatch replaces description, risk and deprecation of the scopes that it names (a new name makes a new scope) and the scopes of
// the operations that it names.
type ScopePatch struct {
	Scopes     []Scope           `json:"scopes,omitempty" validate:"max=500,dive"`
	Operations []OperationChoice `json:"operations,omitempty" validate:"max=5000,dive"`
} //@name ScopePatch

// scopePattern is RFC 6749's scope-token, of bounded length.
var scopePattern = regexp.MustCompile(`^[\x21\x23-\x5B\x5D-\x7E]{1,100}$`)

// guessRisk is the risk of a scope that a document brings, until a publisher says otherwise.
func guessRisk(name string) Risk {
	last := strings.ToLower(name[strings.LastIndexAny(name, ":./")+1:])
	switch last {
	case "read", "list", "view", "get", "public":
		return RiskLow
	case "admin", "delete", "all", "*", "manage", "owner":
		return RiskHigh
	}
	return RiskMedium
}

// check answers fault.ErrInvalid with every mistake, given the scopes and the operations that exist.
func (p ScopePatch) check(known []Scope, operations []string) error {
	var mistakes []fault.Field
	names := make([]string, 0, len(known)+len(p.Scopes))
	for _, s := range known {
		names = append(names, s.Name)
	}
	for i, s := range p.Scopes {
		at := "/scopes/" + strconv.Itoa(i)
		if !scopePattern.MatchString(s.Name) {
			mistakes = append(mistakes, fault.Bad(at+"/name", "A scope's name has 1 to 100 visible ASCII characters without quote and backslash."))
		}
		if !fits(s.Description, summaryRunesMax, false) {
			mistakes = append(mistakes, fault.Bad(at+"/description", "A scope's description has at most 300 characters on one line."))
		}
		if s.Risk != RiskLow && s.Risk != RiskMedium && s.Risk != RiskHigh {
			mistakes = append(mistakes, fault.Bad(at+"/risk", "Risk is low, medium or high."))
		}
		names = append(names, s.Name)
	}
	for i, o := range p.Operations {
		at := "/operations/" + strconv.Itoa(i)
		if !slices.Contains(operations, o.Operation) {
			mistakes = append(mistakes, fault.Bad(at+"/operation", "The current version has no such operation."))
		}
		for j, name := range o.Scopes {
			if !slices.Contains(names, name) || slices.Contains(o.Scopes[:j], name) {
				mistakes = append(mistakes, fault.Bad(at+"/scopes/"+strconv.Itoa(j), "Name scopes of this API, each once; add new ones under scopes."))
			}
		}
	}
	return invalid(mistakes)
}

// Qualified answers a scope as tokens, grants and people write it: {slug}:{scope}.
func Qualified(slug, scope string) string { return slug + ":" + scope }

// Unqualified splits {slug}:{scope}; false when there is no prefix.
func Unqualified(qualified string) (slug, scope string, ok bool) {
	slug, scope, ok = strings.Cut(qualified, ":")
	return slug, scope, ok && slug != "" && scope != ""
}
