package guides

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type revisionRow struct {
	GuideID   string
	Number    int64
	Title     string
	Body      string
	Author    string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

func (revisionRow) TableName() string { return "guide_revisions" }

// keep stores the text of a guide's version as a revision.
func (r repo) keep(ctx context.Context, g Guide, author string) error {
	return r.store.Write(ctx).Create(&revisionRow{
		GuideID: g.ID, Number: g.Version, Title: g.Title, Body: g.Markdown, Author: author, CreatedAt: store.Micros(g.UpdatedAt),
	}).Error
}

// revisions answers up to limit revisions below a version, the newest first, without their texts.
func (r repo) revisions(ctx context.Context, guide string, before int64, limit int) ([]Revision, error) {
	var found []revisionRow
	err := r.store.Read(ctx).Select("number, title, author, created_at").Where("guide_id = ? AND number < ?", guide, before).
		Order("number DESC").Limit(limit).Find(&found).Error
	if err != nil {
		return nil, err
	}
	all := make([]Revision, len(found))
	for i, f := range found {
		all[i] = f.revision()
	}
	return all, nil
}

func (r repo) revision(ctx context.Context, guide string, version int64) (Revision, error) {
	var found revisionRow
	err := r.store.Read(ctx).Where("guide_id = ? AND number = ?", guide, version).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Revision{}, ErrNoRevision
	}
	if err != nil {
		return Revision{}, fmt.Errorf("find revision %d of guide %s: %w", version, guide, err)
	}
	return found.revision(), nil
}

func (f revisionRow) revision() Revision {
	return Revision{Version: f.Number, Title: f.Title, Markdown: f.Body, Author: f.Author, At: store.Time(f.CreatedAt)}
}
