package guides

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type repo struct{ store *store.Store }

type row struct {
	ID          string
	Slug        string
	Title       string
	Summary     string
	Section     string
	Position    int
	Body        string
	ShippedHash string
	Edited      bool
	RowVersion  int64
	CreatedAt   int64 `gorm:"autoCreateTime:false"`
	UpdatedAt   int64 `gorm:"autoUpdateTime:false"`
}

func (row) TableName() string { return "guides" }

func (r repo) list(ctx context.Context) ([]Guide, error) {
	var found []row
	if err := r.store.Read(ctx).Find(&found).Error; err != nil {
		return nil, err
	}
	all := make([]Guide, len(found))
	for i, f := range found {
		all[i] = f.guide()
	}
	return all, nil
}

func (r repo) find(ctx context.Context, slug string) (Guide, error) {
	var found row
	err := r.store.Read(ctx).Where("slug = ?", slug).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Guide{}, ErrNotFound
	}
	if err != nil {
		return Guide{}, fmt.Errorf("find guide %s: %w", slug, err)
	}
	return found.guide(), nil
}

func (r repo) insert(ctx context.Context, g Guide) error {
	err := r.store.Write(ctx).Create(&row{
		ID: g.ID, Slug: g.Slug, Title: g.Title, Summary: g.Summary, Section: g.Section, Position: g.Order, Body: g.Markdown, ShippedHash: g.Shipped,
		Edited: g.Edited, RowVersion: g.Version, CreatedAt: store.Micros(g.CreatedAt), UpdatedAt: store.Micros(g.UpdatedAt),
	}).Error
	if store.IsUnique(err) {
		// Somebody made the same guide at the same moment.
		return ErrStale.Because(err)
	}
	return err
}

// update writes every changeable member when the stored version is still g.Version, and raises it by one.
func (r repo) update(ctx context.Context, g Guide) error {
	done := r.store.Write(ctx).Model(&row{}).Where("id = ? AND row_version = ?", g.ID, g.Version).Updates(map[string]any{
		"title": g.Title, "summary": g.Summary, "section": g.Section, "position": g.Order, "body": g.Markdown, "shipped_hash": g.Shipped,
		"edited": g.Edited, "row_version": g.Version + 1, "updated_at": store.Micros(g.UpdatedAt),
	})
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return ErrStale
	}
	return nil
}

func (f row) guide() Guide {
	return Guide{
		ID: f.ID, Slug: f.Slug, Title: f.Title, Summary: f.Summary, Section: f.Section, Order: f.Position, Markdown: f.Body, Shipped: f.ShippedHash,
		Edited: f.Edited, Version: f.RowVersion, CreatedAt: store.Time(f.CreatedAt), UpdatedAt: store.Time(f.UpdatedAt),
	}
}
