package audit

import (
	"context"
	"errors"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/jobs"
)

var errBroken = errors.New("the audit log does not verify")

// Schedule makes the log sign a checkpoint every five minutes and verify itself once a day.
func (l *Log) Schedule(r *jobs.Runner) {
	r.Every("audit checkpoint", 5*time.Minute, l.Checkpoint)
	r.Every("audit verification", 24*time.Hour, func(ctx context.Context) error {
		v, err := l.Verify(ctx)
		if err != nil {
			return err
		}
		if !v.OK {
			l.logger.ErrorContext(ctx, "audit log does not verify", "firstBad", v.FirstBad, "finding", v.Message)
			return errBroken
		}
		return nil
	})
}
