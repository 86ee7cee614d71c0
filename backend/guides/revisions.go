package guides

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/page"
)

// Revision is a text that a guide has had. Version is the guide's version with that text, Author the rbac subject that
// wrote it or "system". In lists Markdown is empty.
type Revision struct {
	Version  int64
	Title    string
	Markdown string
	Author   string
	At       time.Time
}

// ErrNoRevision says that the guide never had that version.
var ErrNoRevision = fault.New(fault.NotFound, "guides.revision_not_found", "The guide has no such revision.", "Choose one from the guide's history.")

// Revisions answers the texts that a guide has had, the newest (which is the present one) first. It returns ErrNotFound and
// page.ErrCursor.
func (s *Service) Revisions(ctx context.Context, slug string, r page.Request) (page.Page[Revision], error) {
	g, err := s.repo.find(ctx, slug)
	if err != nil {
		return page.Page[Revision]{}, err
	}
	after, err := s.Cursors.Decode(r.Cursor)
	if err != nil {
		return page.Page[Revision]{}, err
	}
	before := g.Version + 1
	if len(after) == 1 {
		if before, err = strconv.ParseInt(after[0], 10, 64); err != nil {
			return page.Page[Revision]{}, page.ErrCursor.Because(err)
		}
	}
	found, err := s.repo.revisions(ctx, g.ID, before, r.Limit+1)
	if err != nil {
		return page.Page[Revision]{}, fmt.Errorf("list the revisions of guide %s: %w", slug, err)
	}
	if len(found) <= r.Limit {
		return page.Of(found, ""), nil
	}
	found = found[:r.Limit]
	return page.Of(found, s.Cursors.Encode(strconv.FormatInt(found[r.Limit-1].Version, 10))), nil
}

// Revision answers one text that a guide has had. It returns ErrNotFound and ErrNoRevision.
func (s *Service) Revision(ctx context.Context, slug string, version int64) (Revision, error) {
	g, err := s.repo.find(ctx, slug)
	if err != nil {
		return Revision{}, err
	}
	return s.repo.revision(ctx, g.ID, version)
}
