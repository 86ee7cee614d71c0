package guides

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/jobs"
)

// What no text shows is kept this long: somebody may be writing the text right now.
const (
	unusedKept  = 7 * 24 * time.Hour
	unusedBatch = 100
)

// Schedule registers the periodic work: forgetting pictures that no text shows.
func (s *Service) Schedule(r *jobs.Runner) {
	r.EverySure("guides.forget-images", time.Hour, s.ForgetImages)
}

// ForgetImages deletes the pictures that were last uploaded seven days ago or earlier and that no revision of a guide shows.
func (s *Service) ForgetImages(ctx context.Context) error {
	for {
		var gone []string
		err := s.Store.Tx(ctx, func(ctx context.Context) error {
			var err error
			if gone, err = s.repo.unusedImages(ctx, s.Clock.Now().Add(-unusedKept), unusedBatch); err != nil || len(gone) == 0 {
				return err
			}
			if err := s.repo.deleteImages(ctx, gone); err != nil {
				return err
			}
			return s.Audit.Record(ctx, audit.Entry{Action: "guides.forget-images", Outcome: audit.Success, Details: map[string]any{"images": gone}})
		})
		if err != nil {
			return fmt.Errorf("forget pictures of guides: %w", err)
		}
		if len(gone) < unusedBatch {
			return nil
		}
	}
}
