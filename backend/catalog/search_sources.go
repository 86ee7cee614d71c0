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

// findParts is the source of hits for operations and schemas of current versions. What each version holds is read from
// memory: it changes with its hash only.
func (s *Service) findParts(ctx context.Context, q Query) ([]Hit, error) {
	apis, err := s.repo.searchedAPIs(ctx, s.audience(ctx))
	if err != nil {
		return nil, err
	}
	var hits []Hit
	for _, api := range apis {
		x, err := s.partsOf(ctx, api)
		if err != nil {
			return nil, err
		}
		for _, r := range x.find(q, strings.ToLower(api.Slug+" "+api.Name)) {
			hits = append(hits, partHit(api, r))
		}
	}
	return hits, nil
}

func (s *Service) partsOf(ctx context.Context, api searchedAPI) (*partIndex, error) {
	key := api.Version + " " + api.Hash
	if x := s.parts.get(key); x != nil {
		return x, nil
	}
	// After a start everybody's first search wants the same indexes: one makes them, the others wait for it.
	s.parts.making.Lock()
	defer s.parts.making.Unlock()
	if x := s.parts.get(key); x != nil {
		return x, nil
	}
	rows, err := s.repo.searchRows(ctx, api.Version)
	if err != nil {
		return nil, err
	}
	x := newPartIndex(rows)
	s.parts.put(key, x)
	return x, nil
}

func partHit(api searchedAPI, r searchRow) Hit {
	h := Hit{Kind: r.Kind, Title: r.Title, Subtitle: api.Name + " · " + r.Subtitle}.About(r.Haystack, api.Slug)
	if r.Kind == "operation" {
		h.Method, _, _ = strings.Cut(r.Subtitle, " ")
		h.Link = pageOf(api.Slug, "reference", r.Ref)
	} else {
		h.Link = pageOf(api.Slug, "reference", "schemas", r.Ref)
	}
	return h
}
