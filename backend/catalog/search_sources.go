package catalog

import (
	"context"
	"strings"
)

// findAPIs is the source of hits for APIs themselves.
func (s *Service) findAPIs(ctx context.Context, q Query) ([]Hit, error) {
	rows, err := s.repo.searchAPIs(ctx, s.audience(ctx), q)
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, len(rows))
	for i, r := range rows {
		hits[i] = Hit{Kind: "api", Title: r.Name, Subtitle: r.Summary, Link: pageOf(r.Slug)}.About(r.Slug, r.Description)
	}
	return hits, nil
}

// findParts is the source of hits for operations and schemas of current versions.
func (s *Service) findParts(ctx context.Context, q Query) ([]Hit, error) {
	rows, err := s.repo.searchParts(ctx, s.audience(ctx), q)
	if err != nil {
		return nil, err
	}
	hits := make([]Hit, len(rows))
	for i, r := range rows {
		h := Hit{Kind: r.Row.Kind, Title: r.Row.Title, Subtitle: r.APIName + " · " + r.Row.Subtitle}.About(r.Row.Haystack, r.Slug)
		if r.Row.Kind == "operation" {
			h.Method, _, _ = strings.Cut(r.Row.Subtitle, " ")
			h.Link = pageOf(r.Slug, "reference", r.Row.Ref)
		} else {
			h.Link = pageOf(r.Slug, "reference", "schemas", r.Row.Ref)
		}
		hits[i] = h
	}
	return hits, nil
}
