package teams

import (
	"context"
	"fmt"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/names"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type repo struct{ store *store.Store }

type teamRow struct {
	ID         string
	Name       string
	NameFolded string
	CreatedBy  string
	RowVersion int64
	CreatedAt  int64 `gorm:"autoCreateTime:false"`
	UpdatedAt  int64 `gorm:"autoUpdateTime:false"`
}

func (teamRow) TableName() string { return "teams" }

func (r teamRow) team() Team {
	return Team{ID: r.ID, Name: r.Name, CreatedBy: r.CreatedBy, Version: r.RowVersion, CreatedAt: store.Time(r.CreatedAt), UpdatedAt: store.Time(r.UpdatedAt)}
}

func (r repo) insert(ctx context.Context, t Team) error {
	row := teamRow{
		ID: t.ID, Name: t.Name, NameFolded: names.Fold(t.Name), CreatedBy: t.CreatedBy, RowVersion: t.Version,
		CreatedAt: store.Micros(t.CreatedAt), UpdatedAt: store.Micros(t.UpdatedAt),
	}
	if err := r.store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("insert team: %w", err)
	}
	return nil
}

// rename writes the name when the stored version is still t.Version, and raises it by one.
func (r repo) rename(ctx context.Context, t Team) error {
	done := r.store.Write(ctx).Model(&teamRow{}).Where("id = ? AND row_version = ?", t.ID, t.Version).Updates(map[string]any{
		"name": t.Name, "name_folded": names.Fold(t.Name), "row_version": t.Version + 1, "updated_at": store.Micros(t.UpdatedAt),
	})
	if done.Error != nil {
		return fmt.Errorf("rename team: %w", done.Error)
	}
	if done.RowsAffected == 0 {
		return ErrStale
	}
	return nil
}

func (r repo) delete(ctx context.Context, id string) error {
	done := r.store.Write(ctx).Where("id = ?", id).Delete(&teamRow{})
	if done.Error != nil {
		return fmt.Errorf("delete team: %w", done.Error)
	}
	if done.RowsAffected == 0 {
		return ErrNotFound
	}
	return nil
}

func (r repo) find(ctx context.Context, id string) (Team, error) {
	var rows []teamRow
	if err := r.store.Read(ctx).Where("id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return Team{}, fmt.Errorf("find team %s: %w", id, err)
	}
	if len(rows) == 0 {
		return Team{}, ErrNotFound
	}
	return rows[0].team(), nil
}

// likeEscaper takes the meaning from the signs that LIKE would read.
var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// list answers teams newest first; ids sort by the time of their making.
func (r repo) list(ctx context.Context, folded, member string, after []string, limit int) ([]Team, error) {
	q := r.store.Read(ctx).Model(&teamRow{})
	if folded != "" {
		q = q.Where(`name_folded LIKE ? ESCAPE '\'`, "%"+likeEscaper.Replace(folded)+"%")
	}
	if member != "" {
		q = q.Where("id IN (SELECT team_id FROM team_members WHERE account_id = ?)", member)
	}
	if len(after) == 1 {
		q = q.Where("id < ?", after[0])
	}
	var rows []teamRow
	if err := q.Order("id DESC").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list teams: %w", err)
	}
	out := make([]Team, len(rows))
	for i, row := range rows {
		out[i] = row.team()
	}
	return out, nil
}

func (r repo) names(ctx context.Context, ids []string) (map[string]string, error) {
	var rows []teamRow
	if err := r.store.Read(ctx).Select("id, name").Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("name teams: %w", err)
	}
	names := make(map[string]string, len(rows))
	for _, row := range rows {
		names[row.ID] = row.Name
	}
	return names, nil
}
