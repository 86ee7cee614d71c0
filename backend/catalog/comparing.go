package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/openapi/diff"
)

// compareTime bounds the comparison of two documents: GitHub's with every schema changed takes half a second.
const compareTime = 15 * time.Second

// compareArgs is the job that works out what changed between two versions before somebody asks.
type compareArgs struct {
	From string `json:"from"`
	To   string `json:"to"`
}

// Kind names the job.
func (compareArgs) Kind() string { return "catalog.compare" }

// Diff answers what changed to a version from another one of the same API; from may be empty, then it is the version that
// callers had before. It returns ErrAPINotFound, ErrVersionNotFound and ErrNothingBefore.
func (s *Service) Diff(ctx context.Context, idOrSlug, version, from string) (Difference, error) {
	api, to, err := s.locate(ctx, idOrSlug, version)
	if err != nil {
		return Difference{}, err
	}
	before, err := s.before(ctx, api, to, from)
	if err != nil {
		return Difference{}, err
	}
	if !to.State.imported() || !before.State.imported() {
		return Difference{}, ErrVersionNotFound
	}
	return s.difference(ctx, before, to)
}

func (s *Service) before(ctx context.Context, api API, to Version, from string) (Version, error) {
	if from != "" {
		return s.FindVersion(ctx, api, from)
	}
	versions, err := s.repo.listVersions(ctx, api.ID)
	if err != nil {
		return Version{}, err
	}
	before, found := predecessor(versions, api.CurrentVersion, to)
	if !found {
		return Version{}, ErrNothingBefore
	}
	return before, nil
}

// difference answers what is stored, and works it out and stores it when nothing is.
func (s *Service) difference(ctx context.Context, from, to Version) (Difference, error) {
	if from.Hash == to.Hash {
		return Difference{From: from, To: to, Groups: []diff.Group{}}, nil
	}
	row, found, err := s.repo.difference(ctx, from.ID, to.ID)
	if err != nil {
		return Difference{}, err
	}
	if !found {
		if row, err = s.compare(ctx, from, to); err != nil {
			return Difference{}, fmt.Errorf("compare version %s with %s: %w", to.ID, from.ID, err)
		}
	}
	return row.difference(from, to)
}

// compare works out a difference, one at a time because it holds two whole documents, and stores it.
func (s *Service) compare(ctx context.Context, from, to Version) (differenceRow, error) {
	select {
	case s.comparing <- struct{}{}:
		defer func() { <-s.comparing }()
	case <-ctx.Done():
		return differenceRow{}, ctx.Err()
	}
	if row, found, err := s.repo.difference(ctx, from.ID, to.ID); err != nil || found {
		return row, err
	}
	older, err := s.comparable(ctx, from)
	if err != nil {
		return differenceRow{}, err
	}
	newer, err := s.comparable(ctx, to)
	if err != nil {
		return differenceRow{}, err
	}
	limited, cancel := context.WithTimeout(ctx, compareTime)
	defer cancel()
	result, err := diff.Compare(limited, older, newer)
	problem := ""
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return differenceRow{}, ctx.Err()
	case errors.Is(err, diff.ErrTooLarge), errors.Is(err, context.DeadlineExceeded):
		problem = problemTooLarge
	default:
		return differenceRow{}, err
	}
	row, err := differenceRowOf(from.ID, to.ID, result, problem, s.Clock.Now())
	if err != nil {
		return differenceRow{}, err
	}
	// What is stored follows from the two versions alone, so there is nothing to tell the audit log.
	return row, s.Store.Tx(ctx, func(ctx context.Context) error { return s.repo.putDifference(ctx, row) })
}

// comparable reads what the comparison needs of a version.
func (s *Service) comparable(ctx context.Context, v Version) (diff.Document, error) {
	body, err := s.repo.blob(ctx, v.ID, blobDocument)
	if err != nil {
		return diff.Document{}, err
	}
	text, err := digest.Expand(body, 1<<30)
	if err != nil {
		return diff.Document{}, err
	}
	rows, err := s.repo.operationNames(ctx, v.ID)
	if err != nil {
		return diff.Document{}, err
	}
	ids := make(map[string]string, len(rows))
	for _, row := range rows {
		ids[row.Method+" "+row.Path] = row.OperationID
	}
	return diff.Document{JSON: text, IDs: ids}, nil
}

// runCompare fills the store for the first who asks. A version that is gone meanwhile needs no difference.
func (s *Service) runCompare(ctx context.Context, args compareArgs) error {
	from, err := s.repo.versionByID(ctx, args.From)
	if err == nil {
		var to Version
		if to, err = s.repo.versionByID(ctx, args.To); err == nil {
			_, err = s.difference(ctx, from, to)
		}
	}
	if errors.Is(err, ErrVersionNotFound) {
		return nil
	}
	return err
}

func (r differenceRow) difference(from, to Version) (Difference, error) {
	d := Difference{
		From: from, To: to, Problem: r.Problem,
		Counts: diff.Counts{Breaking: r.Breaking, Risky: r.Risky, Compatible: r.Compatible},
	}
	text, err := digest.Expand(r.Body, 1<<30)
	if err != nil {
		return d, fmt.Errorf("read the difference of %s and %s: %w", r.FromVersion, r.ToVersion, err)
	}
	var result diff.Result
	if err := json.Unmarshal(text, &result); err != nil {
		return d, fmt.Errorf("read the difference of %s and %s: %w", r.FromVersion, r.ToVersion, err)
	}
	d.Groups, d.Cut = result.Groups, result.Cut
	if d.Groups == nil {
		d.Groups = []diff.Group{}
	}
	return d, nil
}
