package catalog

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Scopes answers the scopes of an API and what the operations of its current version need; without a published version
// those who manage APIs see the newest imported one's. It returns ErrAPINotFound.
func (s *Service) Scopes(ctx context.Context, idOrSlug string) (API, ScopeTable, error) {
	api, err := s.FindAPI(ctx, idOrSlug)
	if err != nil {
		return API{}, ScopeTable{}, err
	}
	table, err := s.scopeTable(ctx, api)
	return api, table, err
}

func (s *Service) scopeTable(ctx context.Context, api API) (ScopeTable, error) {
	known, err := s.repo.listScopes(ctx, api.ID)
	if err != nil {
		return ScopeTable{}, err
	}
	overrides, err := s.repo.overrides(ctx, api.ID)
	if err != nil {
		return ScopeTable{}, err
	}
	rows, err := s.scopedOperations(ctx, api)
	if err != nil {
		return ScopeTable{}, err
	}
	table := ScopeTable{Scopes: known, Operations: make([]OperationScopes, len(rows))}
	for i, row := range rows {
		_, edited := overrides[row.OperationID]
		table.Operations[i] = OperationScopes{
			Operation: row.OperationID, Method: row.Method, Path: row.Path, Summary: row.Summary, Scopes: readList(row.Scopes),
			Declared: readList(row.DeclaredScopes), Edited: edited,
		}
	}
	return table, nil
}

// scopedOperations answers the operations that the scope table is about; none when nothing was imported.
func (s *Service) scopedOperations(ctx context.Context, api API) ([]operationRow, error) {
	version := api.CurrentVersion
	if version == "" {
		versions, err := s.repo.listVersions(ctx, api.ID)
		if err != nil {
			return nil, err
		}
		for _, v := range versions {
			if v.State.imported() {
				version = v.ID
				break
			}
		}
	}
	if version == "" {
		return nil, nil
	}
	return s.repo.callable(ctx, version)
}

// ChangeScopes applies a patch when the API's version is the expected one (overwrite skips that). A choice for an operation
// holds for every version of the API, now and later; calls obey it before this returns. It returns ErrAPINotFound,
// ErrStale and fault.ErrInvalid.
func (s *Service) ChangeScopes(ctx context.Context, idOrSlug string, expected int64, overwrite bool, p ScopePatch) (API, ScopeTable, error) {
	var table ScopeTable
	api, err := s.changeAPI(ctx, idOrSlug, expected, overwrite, func(ctx context.Context, api *API) (string, map[string]any, error) {
		was, err := s.scopeTable(ctx, *api)
		if err != nil {
			return "", nil, err
		}
		operations := make([]string, len(was.Operations))
		for i, o := range was.Operations {
			operations[i] = o.Operation
		}
		if err := p.check(was.Scopes, operations); err != nil {
			return "", nil, err
		}
		if err := s.applyScopes(ctx, *api, p); err != nil {
			return "", nil, err
		}
		table, err = s.scopeTable(ctx, *api)
		return "scopes.update", map[string]any{"api": api.Slug, "scopes": p.Scopes, "operations": p.Operations}, err
	})
	return api, table, err
}

func (s *Service) applyScopes(ctx context.Context, in API, p ScopePatch) error {
	api := in.ID
	for _, scope := range p.Scopes {
		if err := s.repo.putScope(ctx, api, scope); err != nil {
			return fmt.Errorf("store scope %s: %w", scope.Name, err)
		}
	}
	if len(p.Scopes) > 0 {
		for _, tell := range s.onChangeScopes {
			if err := tell(ctx, in); err != nil {
				return err
			}
		}
	}
	for _, choice := range p.Operations {
		if err := s.repo.putOverride(ctx, api, choice.Operation, choice.Scopes); err != nil {
			return fmt.Errorf("store the scopes of operation %s: %w", choice.Operation, err)
		}
	}
	if len(p.Operations) == 0 {
		return nil
	}
	versions, err := s.repo.listVersions(ctx, api)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if err := s.Store.Changed(ctx, store.KindVersion, v.ID); err != nil {
			return err
		}
	}
	return nil
}

// AnyScopes answers the scopes of an API by id or slug without asking who calls, for rooms above that have decided
// already. It returns ErrAPINotFound.
func (s *Service) AnyScopes(ctx context.Context, idOrSlug string) ([]Scope, error) {
	api, err := s.AnyAPI(ctx, idOrSlug)
	if err != nil {
		return nil, err
	}
	return s.repo.listScopes(ctx, api.ID)
}
