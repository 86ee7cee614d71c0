package guides

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type imageRow struct {
	Name      string
	Data      []byte
	Size      int64
	Author    string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	TouchedAt int64
}

func (imageRow) TableName() string { return "guide_images" }

type imageUseRow struct {
	Image   string
	GuideID string
	Number  int64
}

func (imageUseRow) TableName() string { return "guide_image_uses" }

// touchImage makes a picture count as new; false means that there is none of the name.
func (r repo) touchImage(ctx context.Context, name string, at time.Time) (bool, error) {
	done := r.store.Write(ctx).Model(&imageRow{}).Where("name = ?", name).Updates(map[string]any{"touched_at": store.Micros(at)})
	return done.RowsAffected > 0, done.Error
}

func (r repo) imageBytes(ctx context.Context) (int64, error) {
	var total int64
	err := r.store.Write(ctx).Model(&imageRow{}).Select("COALESCE(SUM(size), 0)").Scan(&total).Error
	return total, err
}

func (r repo) insertImage(ctx context.Context, i Image, author string, at time.Time) error {
	return r.store.Write(ctx).Create(&imageRow{
		Name: i.Name, Data: i.Data, Size: int64(len(i.Data)), Author: author, CreatedAt: store.Micros(at), TouchedAt: store.Micros(at),
	}).Error
}

func (r repo) image(ctx context.Context, name string) ([]byte, error) {
	var found imageRow
	err := r.store.Read(ctx).Select("data").Where("name = ?", name).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return nil, ErrNoImage
	}
	if err != nil {
		return nil, fmt.Errorf("find picture %s: %w", name, err)
	}
	return found.Data, nil
}

// missingImages answers which of the names stand for no picture.
func (r repo) missingImages(ctx context.Context, names []string) ([]string, error) {
	if len(names) == 0 {
		return nil, nil
	}
	var found []string
	if err := r.store.Write(ctx).Model(&imageRow{}).Where("name IN ?", names).Pluck("name", &found).Error; err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return slices.Contains(found, name) }), nil
}

func (r repo) useImages(ctx context.Context, g Guide, names []string) error {
	if len(names) == 0 {
		return nil
	}
	rows := make([]imageUseRow, len(names))
	for i, name := range names {
		rows[i] = imageUseRow{Image: name, GuideID: g.ID, Number: g.Version}
	}
	return r.store.Write(ctx).Create(&rows).Error
}

// unusedImages answers up to limit pictures that were last uploaded before a time and that no revision shows.
func (r repo) unusedImages(ctx context.Context, before time.Time, limit int) ([]string, error) {
	var names []string
	err := r.store.Write(ctx).Model(&imageRow{}).
		Where("touched_at < ? AND NOT EXISTS (SELECT 1 FROM guide_image_uses u WHERE u.image = guide_images.name)", store.Micros(before)).
		Order("touched_at").Limit(limit).Pluck("name", &names).Error
	return names, err
}

func (r repo) deleteImages(ctx context.Context, names []string) error {
	return r.store.Write(ctx).Where("name IN ?", names).Delete(&imageRow{}).Error
}
