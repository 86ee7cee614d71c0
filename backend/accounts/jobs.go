package accounts

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/jobs"
)

// Schedule removes old links, enrolments and counters once an hour.
func (s *Service) Schedule(r *jobs.Runner) { r.EverySure("sweep accounts", time.Hour, s.Sweep) }
