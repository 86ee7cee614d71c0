package passkeys

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/jobs"
)

// Schedule removes ceremonies that nobody finished, every ten minutes.
func (s *Service) Schedule(r *jobs.Runner) { r.Every("sweep ceremonies", 10*time.Minute, s.Sweep) }
