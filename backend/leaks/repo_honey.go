package leaks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type honeyRow struct {
	ID          string
	Kind        string
	Name        string
	Planted     string
	MAC         []byte `gorm:"column:mac"`
	PepperKID   string `gorm:"column:pepper_kid"`
	Last4       string `gorm:"column:last4"`
	CreatedBy   string
	CreatedAt   int64 `gorm:"autoCreateTime:false"`
	Used        int64
	LastUsedAt  *int64
	LastNetwork string
	RetiredAt   *int64
}

func (honeyRow) TableName() string { return "honey_tokens" }

func (f honeyRow) honey() Honey {
	h := Honey{
		ID: f.ID, Kind: secret.Kind(f.Kind), Name: f.Name, Planted: f.Planted, PepperKID: f.PepperKID, Last4: f.Last4, CreatedBy: f.CreatedBy,
		CreatedAt: store.Time(f.CreatedAt), Used: f.Used, LastUsedAt: store.NullTime(f.LastUsedAt), LastNetwork: f.LastNetwork,
		RetiredAt: store.NullTime(f.RetiredAt),
	}
	copy(h.MAC[:], f.MAC)
	return h
}

func (r repo) insertHoney(ctx context.Context, h Honey) error {
	return r.store.Write(ctx).Create(&honeyRow{
		ID: h.ID, Kind: string(h.Kind), Name: h.Name, Planted: h.Planted, MAC: h.MAC[:], PepperKID: h.PepperKID, Last4: h.Last4,
		CreatedBy: h.CreatedBy, CreatedAt: store.Micros(h.CreatedAt),
	}).Error
}

func (r repo) honey(ctx context.Context, id string) (Honey, error) {
	var found honeyRow
	err := r.store.Read(ctx).Where("id = ?", id).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Honey{}, ErrHoneyNotFound
	}
	return found.honey(), err
}

// countHoney counts those that are out.
func (r repo) countHoney(ctx context.Context) (n int64, err error) {
	err = r.store.Read(ctx).Model(&honeyRow{}).Where("retired_at IS NULL").Count(&n).Error
	return n, err
}

// honeys answers those that are out, newest first, then the newest of the retired ones.
func (r repo) honeys(ctx context.Context) ([]Honey, error) {
	var found []honeyRow
	err := r.store.Read(ctx).Order("CASE WHEN retired_at IS NULL THEN 0 ELSE 1 END, created_at DESC, id").Limit(2 * honeyMax).Find(&found).Error
	if err != nil {
		return nil, fmt.Errorf("list honey tokens: %w", err)
	}
	all := make([]Honey, len(found))
	for i, f := range found {
		all[i] = f.honey()
	}
	return all, nil
}

func (r repo) useHoney(ctx context.Context, id, network string, now time.Time) error {
	return r.store.Write(ctx).Model(&honeyRow{}).Where("id = ?", id).UpdateColumns(map[string]any{
		"used": gorm.Expr("used + 1"), "last_used_at": store.Micros(now), "last_network": network,
	}).Error
}

func (r repo) retireHoney(ctx context.Context, h Honey) error {
	return r.store.Write(ctx).Model(&honeyRow{}).Where("id = ? AND retired_at IS NULL", h.ID).
		UpdateColumns(map[string]any{"retired_at": store.NullMicros(h.RetiredAt)}).Error
}
