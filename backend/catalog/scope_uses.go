package catalog

import (
	"context"
	"fmt"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// ScopeUses is what holds a scope: operations of versions that are not retired, or a publisher's own choice for them;
// grants that have not ended; requests that wait; tokens that are neither revoked nor expired.
type ScopeUses struct {
	Operations []string `json:"operations" example:"listTickets"`
	Grants     int      `json:"grants" example:"3"`
	Requests   int      `json:"requests" example:"0"`
	Tokens     int      `json:"tokens" example:"5"`
} //@name ScopeUses

// The faults of scopes.
var (
	// ErrScopeNotFound says that the API has no such scope.
	ErrScopeNotFound = fault.New(fault.NotFound, "catalog.scope_not_found", "The API has no such scope.", "Load its scopes again.")
	// ErrScopeInUse says what still holds a scope that should be deleted.
	ErrScopeInUse = fault.New(fault.Conflict, "catalog.scope_in_use", "Something still needs this scope.", "Deprecate it, so that nobody new gets it, and delete it once nothing needs it.")
)

// refusal answers ErrScopeInUse in words, or nil when nothing holds the scope.
func (u ScopeUses) refusal() error {
	var held []string
	for _, h := range []struct {
		n         int
		one, many string
	}{
		{len(u.Operations), "operation", "operations"}, {u.Grants, "grant", "grants"},
		{u.Requests, "waiting request", "waiting requests"}, {u.Tokens, "token", "tokens"},
	} {
		if h.n > 0 {
			held = append(held, fault.Counted(h.n, h.one, h.many))
		}
	}
	if len(held) == 0 {
		return nil
	}
	return ErrScopeInUse.Saying("What still needs this scope: " + strings.Join(held, ", ") + ".")
}

// ScopeUses answers what holds a scope. It returns ErrAPINotFound and ErrScopeNotFound.
func (s *Service) ScopeUses(ctx context.Context, idOrSlug, scope string) (ScopeUses, error) {
	api, err := s.FindAPI(ctx, idOrSlug)
	if err != nil {
		return ScopeUses{}, err
	}
	return s.scopeUses(ctx, api, scope)
}

func (s *Service) scopeUses(ctx context.Context, api API, scope string) (ScopeUses, error) {
	found, err := s.repo.hasScope(ctx, api.ID, scope)
	if err != nil {
		return ScopeUses{}, err
	}
	if !found {
		return ScopeUses{}, ErrScopeNotFound
	}
	var uses ScopeUses
	if uses.Operations, err = s.repo.operationsWith(ctx, api.ID, scope); err != nil {
		return ScopeUses{}, fmt.Errorf("look for operations that need %s: %w", scope, err)
	}
	for _, hook := range s.onCountScope {
		if err := hook(ctx, Qualified(api.Slug, scope), &uses); err != nil {
			return ScopeUses{}, err
		}
	}
	return uses, nil
}

// ScopesTurn names, for store.TakeTurns, what deleting a scope of an API and giving one out wait for: who gives one out reads
// the scopes after its turn has come.
func ScopesTurn(api string) string { return "scopes " + api }

// RemoveScope deletes a scope that nothing holds, when the API's version is the expected one (overwrite skips that). It
// returns ErrAPINotFound, ErrScopeNotFound, ErrStale and ErrScopeInUse.
func (s *Service) RemoveScope(ctx context.Context, idOrSlug, scope string, expected int64, overwrite bool) (API, error) {
	return s.changeAPI(ctx, idOrSlug, expected, overwrite, func(ctx context.Context, api *API) (string, map[string]any, error) {
		if err := s.Store.TakeTurns(ctx, ScopesTurn(api.ID)); err != nil {
			return "", nil, err
		}
		uses, err := s.scopeUses(ctx, *api, scope)
		if err == nil {
			err = uses.refusal()
		}
		if err != nil {
			return "", nil, err
		}
		if err := s.repo.deleteScope(ctx, api.ID, scope); err != nil {
			return "", nil, fmt.Errorf("delete scope %s: %w", scope, err)
		}
		return "scopes.delete", map[string]any{"api": api.Slug, "scope": scope}, nil
	})
}
