package catalog

import "context"

// Callable is an operation that somebody may call, with the API and version that it belongs to.
type Callable struct {
	API     API
	Version Version
	ID      string
	Method  string
	Path    string
	// Scopes are in full, museum:tickets:read; all are needed.
	Scopes []string
}

// FindOperation answers an operation that the caller may see, by its id. It returns ErrAPINotFound, ErrVersionNotFound,
// and ErrPartNotFound, which a webhook is too.
func (s *Service) FindOperation(ctx context.Context, api, version, operation string) (Callable, error) {
	found, v, err := s.locate(ctx, api, version)
	if err != nil {
		return Callable{}, err
	}
	row, err := s.repo.operation(ctx, v.ID, operation)
	if err != nil {
		return Callable{}, err
	}
	if row.Webhook {
		return Callable{}, ErrPartNotFound
	}
	c := Callable{API: found, Version: v, ID: row.OperationID, Method: row.Method, Path: row.Path, Scopes: []string{}}
	for _, scope := range readList(row.Scopes) {
		c.Scopes = append(c.Scopes, Qualified(found.Slug, scope))
	}
	return c, nil
}
