package accounts

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/jobs"
)

// Schedule removes old links, enrolments and counters, and looks after accounts that nobody uses, once an hour.
func (s *Service) Schedule(r *jobs.Runner) {
	r.EverySure("sweep accounts", time.Hour, s.Sweep)
	r.EverySure("accounts.inactive", time.Hour, s.Lapse)
}
