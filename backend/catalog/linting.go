package catalog

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/openapi/lint"
)

// lintArgs is the job that looks at the versions of an API again after its rules changed.
type lintArgs struct {
	API string `json:"api"`
}

// Kind names the job.
func (lintArgs) Kind() string { return "catalog.lint" }

// LintOff answers the API and the rules that are switched off for it. It returns ErrAPINotFound.
func (s *Service) LintOff(ctx context.Context, idOrSlug string) (API, []string, error) {
	api, err := s.FindAPI(ctx, idOrSlug)
	if err != nil {
		return API{}, nil, err
	}
	off, err := s.repo.lintOff(ctx, api.ID)
	return api, off, err
}

// SetLintOff switches rules off for an API, and all others on; its versions are looked at again by a job. It returns
// ErrAPINotFound, ErrStale and fault.ErrInvalid for rules that there are not.
func (s *Service) SetLintOff(ctx context.Context, idOrSlug string, expected int64, overwrite bool, off []string) (API, error) {
	var mistakes []fault.Field
	for i, id := range off {
		if !slices.ContainsFunc(lint.Rules(), func(r lint.Rule) bool { return r.ID == id }) {
			mistakes = append(mistakes, fault.Bad(fmt.Sprintf("/off/%d", i), "There is no such rule."))
		}
	}
	if err := invalid(mistakes); err != nil {
		return API{}, err
	}
	return s.changeAPI(ctx, idOrSlug, expected, overwrite, func(ctx context.Context, api *API) (string, map[string]any, error) {
		if err := s.repo.setLintOff(ctx, api.ID, off); err != nil {
			return "", nil, err
		}
		return "apis.lint", map[string]any{"slug": api.Slug, "off": off}, s.Jobs.Enqueue(ctx, lintArgs{API: api.ID})
	})
}

// rulesOff answers the switched-off rules as the engine takes them.
func (s *Service) rulesOff(ctx context.Context, api string) (map[string]bool, error) {
	off, err := s.repo.lintOff(ctx, api)
	if err != nil {
		return nil, err
	}
	set := make(map[string]bool, len(off))
	for _, id := range off {
		set[id] = true
	}
	return set, nil
}

// lintAgain gives the versions that are read or may still be published new findings and scores. Nothing that readers see of
// a version changes.
func (s *Service) lintAgain(ctx context.Context, args lintArgs) error {
	versions, err := s.repo.listVersions(ctx, args.API)
	if err != nil {
		return err
	}
	off, err := s.rulesOff(ctx, args.API)
	if err != nil {
		return err
	}
	for _, v := range versions {
		if v.State != Draft && v.State != Published && v.State != Deprecated {
			continue
		}
		if err := s.lintVersion(ctx, v, off); err != nil {
			return fmt.Errorf("lint version %s: %w", v.ID, err)
		}
	}
	return nil
}

func (s *Service) lintVersion(ctx context.Context, v Version, off map[string]bool) error {
	source, _, err := s.sourceOf(ctx, &v)
	if err != nil {
		return err
	}
	result, err := s.Digester.Digest(ctx, digest.Source{Name: v.SourceName, Data: source, Off: off})
	if err != nil || result.Failed != nil {
		return err
	}
	v.Findings, v.Score, v.Scores, v.UpdatedAt = findingsOf(result.Findings), result.Score, result.Groups, s.Clock.Now()
	err = s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.repo.updateVersion(ctx, v); err != nil {
			return err
		}
		return s.note(ctx, store.KindVersion, v.ID, "versions.lint", map[string]any{"api": v.APIID, "label": v.Label, "score": v.Score})
	})
	if errors.Is(err, ErrStale) || errors.Is(err, ErrVersionNotFound) {
		return nil
	}
	return err
}
