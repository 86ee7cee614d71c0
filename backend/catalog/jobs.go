package catalog

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// importArgs is the job that reads the document of a version.
type importArgs struct {
	Version string `json:"version"`
}

// Kind names the job.
func (importArgs) Kind() string { return "catalog.import" }

// importPatience is how long a version may stay in state importing before it is given up.
const importPatience = 30 * time.Minute

func (s *Service) registerJobs() {
	jobs.Register(s.Jobs, func(ctx context.Context, args importArgs) error { return s.runImport(ctx, args.Version) })
	jobs.Register(s.Jobs, s.runCompare)
	jobs.Register(s.Jobs, s.announce)
	jobs.Register(s.Jobs, s.lintAgain)
	jobs.Register(s.Jobs, s.runRefresh)
	s.Jobs.Every("catalog.refresh-documents", 5*time.Minute, s.refreshDue)
	s.Jobs.Every("catalog.give-up-imports", 10*time.Minute, s.giveUpImports)
}

// runImport reads, checks and stores the document of a version that is importing. A document that cannot be read makes
// the version failed, which is a result and no error; an error means that the job should be tried again.
func (s *Service) runImport(ctx context.Context, id string) error {
	v, err := s.repo.versionByID(ctx, id)
	if errors.Is(err, ErrVersionNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if v.State != Importing {
		return nil
	}
	reading, done := s.underway.begin(ctx, id)
	defer done()
	err = s.getAndRead(reading, v)
	if errors.Is(context.Cause(reading), errDiscarded) {
		return nil
	}
	return err
}

func (s *Service) getAndRead(ctx context.Context, v Version) error {
	stored := v.SourceHash != ""
	data, finding, err := s.sourceOf(ctx, &v)
	if err != nil {
		return fmt.Errorf("get the source of version %s: %w", v.ID, err)
	}
	if finding != nil {
		return s.fail(ctx, v, []Finding{*finding})
	}
	return s.read(ctx, v, data, v.SourceURL != "" && !stored)
}

// giveUpImports fails versions whose import never came to an end.
func (s *Service) giveUpImports(ctx context.Context) error {
	stuck, err := s.repo.importingSince(ctx, store.Micros(s.Clock.Now().Add(-importPatience)))
	if err != nil {
		return err
	}
	var problems []error
	for _, v := range stuck {
		problems = append(problems, s.fail(ctx, v, []Finding{{
			Severity: "error", Rule: "import-abandoned", Message: "The import did not come to an end.", Fix: "Import the document again; if this repeats, ask the operator to look at the log.",
		}}))
	}
	return errors.Join(problems...)
}
