package access

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/jobs"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
)

const (
	expireBatch = 200
	narrowBatch = 100
)

// narrowArgs is the job that ends what apps of other teams have of an API.
type narrowArgs struct {
	API string `json:"api"`
}

// Kind names the job.
func (narrowArgs) Kind() string { return "access.narrow" }

// Schedule registers the periodic work: closing grants whose end has come.
func (s *Service) Schedule(r *jobs.Runner) {
	r.EverySure("access.expire", time.Minute, s.Expire)
}

// Expire closes grants whose end has come and tells the apps' owners. Enforcement doesn't wait for it: it knows the end
// dates.
func (s *Service) Expire(ctx context.Context) error {
	ctx = reqinfo.AsSystem(ctx, "access.expire")
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		due, err := s.repo.due(ctx, s.now(), expireBatch)
		if err != nil {
			return err
		}
		for _, g := range due {
			if err := s.end(ctx, g, "Its end date came."); err != nil {
				return err
			}
			app, err := s.Apps.Any(ctx, g.AppID)
			if missing(err) {
				continue
			}
			if err != nil {
				return err
			}
			g.State, g.Reason = Ended, "Its end date came."
			if err := s.tellGrant(ctx, app, g); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("end grants that are due: %w", err)
	}
	return nil
}
