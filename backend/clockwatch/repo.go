package clockwatch

import (
	"context"
	"errors"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type repo struct{ store *store.Store }

// row is the only one; its id is 1.
type row struct {
	ID       int64
	ReadAt   int64
	Doubted  bool
	SaneAt   *int64
	MaxSeen  int64
	Accepted int64
}

func (row) TableName() string { return "clock_watch" }

func (r repo) find(ctx context.Context) (reading, error) {
	var found row
	err := r.store.Read(ctx).Where("id = 1").Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return reading{}, nil
	}
	was := reading{At: store.Time(found.ReadAt), Doubted: found.Doubted, SaneAt: store.NullTime(found.SaneAt), Accepted: found.Accepted}
	if found.MaxSeen != 0 {
		was.MaxSeen = store.Time(found.MaxSeen)
	}
	return was, err
}

func (r repo) save(ctx context.Context, now reading) error {
	saved := row{ID: 1, ReadAt: store.Micros(now.At), Doubted: now.Doubted, SaneAt: store.NullMicros(now.SaneAt), Accepted: now.Accepted}
	if !now.MaxSeen.IsZero() {
		saved.MaxSeen = store.Micros(now.MaxSeen)
	}
	return r.store.Write(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"read_at", "doubted", "sane_at", "max_seen", "accepted"}),
	}).Create(&saved).Error
}
