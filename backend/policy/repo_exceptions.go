package policy

import (
	"context"
	"errors"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type exceptionRow struct {
	ID             string
	AppID          string
	Rule           string
	Reason         string
	State          string
	EndsAt         int64
	RequestedBy    string
	RequestedAt    int64
	DecidedBy      string
	DecidedAt      *int64
	DecisionReason string
}

func (exceptionRow) TableName() string { return "policy_exceptions" }

func (f exceptionRow) exception() Exception {
	return Exception{
		ID: f.ID, AppID: f.AppID, Rule: Rule(f.Rule), Reason: f.Reason, State: ExceptionState(f.State), EndsAt: store.Time(f.EndsAt),
		RequestedBy: f.RequestedBy, RequestedAt: store.Time(f.RequestedAt), DecidedBy: f.DecidedBy,
		DecidedAt: store.NullTime(f.DecidedAt), DecisionReason: f.DecisionReason,
	}
}

func exceptions(rows []exceptionRow) []Exception {
	out := make([]Exception, len(rows))
	for i, f := range rows {
		out[i] = f.exception()
	}
	return out
}

func (r repo) insertException(ctx context.Context, x Exception) error {
	err := r.store.Write(ctx).Create(&exceptionRow{
		ID: x.ID, AppID: x.AppID, Rule: string(x.Rule), Reason: x.Reason, State: string(x.State), EndsAt: store.Micros(x.EndsAt),
		RequestedBy: x.RequestedBy, RequestedAt: store.Micros(x.RequestedAt),
	}).Error
	if store.IsUnique(err) {
		return ErrExceptionOpen.Because(err)
	}
	return err
}

func (r repo) findException(ctx context.Context, id string) (Exception, error) {
	var found exceptionRow
	err := r.store.Read(ctx).Where("id = ?", id).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Exception{}, ErrExceptionNotFound
	}
	return found.exception(), err
}

// turnException writes a new standing when the state is still the one that was read, else ErrExceptionDecided.
func (r repo) turnException(ctx context.Context, x Exception, was ExceptionState) error {
	done := r.store.Write(ctx).Model(&exceptionRow{}).Where("id = ? AND state = ?", x.ID, was).Updates(map[string]any{
		"state": x.State, "decided_by": x.DecidedBy, "decided_at": store.NullMicros(x.DecidedAt), "decision_reason": x.DecisionReason,
	})
	if done.Error == nil && done.RowsAffected == 0 {
		return ErrExceptionDecided
	}
	return done.Error
}

// freed answers the rules that an app is freed from.
func (r repo) freed(ctx context.Context, app string, now time.Time) ([]Exception, error) {
	var rows []exceptionRow
	err := r.store.Read(ctx).Where("app_id = ? AND state = ? AND ends_at > ?", app, Approved, store.Micros(now)).Order("id").Find(&rows).Error
	return exceptions(rows), err
}

// listExceptions answers the newest, of an app or a state or of all, behind an id.
func (r repo) listExceptions(ctx context.Context, app string, state ExceptionState, after string, limit int) ([]Exception, error) {
	q := r.store.Read(ctx).Model(&exceptionRow{})
	if app != "" {
		q = q.Where("app_id = ?", app)
	}
	if state != "" {
		q = q.Where("state = ?", state)
	}
	if after != "" {
		q = q.Where("id < ?", after)
	}
	var rows []exceptionRow
	err := q.Order("id DESC").Limit(limit).Find(&rows).Error
	return exceptions(rows), err
}

// exceptionsSince answers those that were asked for since a time, or end after it.
func (r repo) exceptionsSince(ctx context.Context, since time.Time, limit int) ([]Exception, error) {
	var rows []exceptionRow
	us := store.Micros(since)
	err := r.store.Read(ctx).Where("requested_at >= ? OR ends_at >= ?", us, us).Order("id DESC").Limit(limit).Find(&rows).Error
	return exceptions(rows), err
}

func (r repo) countWaiting(ctx context.Context) (int64, error) {
	var n int64
	err := r.store.Read(ctx).Model(&exceptionRow{}).Where("state = ?", Pending).Count(&n).Error
	return n, err
}

// overdue answers approved exceptions and ones that wait whose end has come.
func (r repo) overdue(ctx context.Context, now time.Time, limit int) ([]Exception, error) {
	var rows []exceptionRow
	err := r.store.Read(ctx).Where("state IN ? AND ends_at <= ?", []ExceptionState{Pending, Approved}, store.Micros(now)).Order("id").Limit(limit).Find(&rows).Error
	return exceptions(rows), err
}
