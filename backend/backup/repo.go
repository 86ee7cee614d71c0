package backup

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type repo struct{ store *store.Store }

type backupRow struct {
	ID       string
	At       int64
	Bytes    int64
	AuditSeq int64
	WithKeys bool
}

func (backupRow) TableName() string { return "backups" }

func (r repo) insert(ctx context.Context, done Done, withKeys bool) error {
	m := done.Manifest
	row := backupRow{ID: m.ID, At: store.Micros(m.At), Bytes: done.Bytes, AuditSeq: m.Audit.Seq, WithKeys: withKeys}
	if err := r.store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("insert backup: %w", err)
	}
	return nil
}

// last answers the instant that the newest backup shows.
func (r repo) last(ctx context.Context) (*time.Time, error) {
	var rows []backupRow
	if err := r.store.Read(ctx).Order("at DESC").Limit(1).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read the newest backup: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	at := store.Time(rows[0].At)
	return &at, nil
}
