package catalog

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type repo struct {
	store *store.Store
	keys  *secret.Keys
}

type apiRow struct {
	ID               string
	Slug             string
	Name             string
	Summary          string
	Description      string
	Visibility       string
	TeamsOnly        bool
	Owner            string
	Host             *string
	Lifecycle        string
	CurrentVersionID *string
	Demo             bool
	RowVersion       int64
	CreatedAt        int64 `gorm:"autoCreateTime:false"`
	UpdatedAt        int64 `gorm:"autoUpdateTime:false"`
}

func (apiRow) TableName() string { return "apis" }

// apiView is an API with what it shows of its current version.
type apiView struct {
	Row           apiRow `gorm:"embedded"`
	CurrentLabel  *string
	CurrentCounts *string
}

func (r repo) insertAPI(ctx context.Context, a API) error {
	visibility, teamsOnly := a.Visibility.stored()
	err := r.store.Write(ctx).Create(&apiRow{
		ID: a.ID, Slug: a.Slug, Name: a.Name, Summary: a.Summary, Description: a.Description, Visibility: visibility, TeamsOnly: teamsOnly,
		Owner: a.Owner, Lifecycle: string(a.State), Demo: a.Demo, RowVersion: a.Version,
		CreatedAt: store.Micros(a.CreatedAt), UpdatedAt: store.Micros(a.UpdatedAt),
	}).Error
	if store.IsUnique(err) {
		return ErrSlugTaken.Because(err)
	}
	return err
}

// visible is the one place that says which APIs an audience sees.
func (r repo) visible(ctx context.Context, to audience) *gorm.DB {
	q := r.store.Read(ctx).Table("apis").
		Joins("LEFT JOIN versions ON versions.id = apis.current_version_id").
		Select("apis.*, versions.label AS current_label, versions.counts AS current_counts")
	return restrict(q, to)
}

// restrict narrows a query over apis to what the audience sees.
func restrict(q *gorm.DB, to audience) *gorm.DB {
	if to.manages {
		return q
	}
	q = q.Where("apis.lifecycle <> ?", string(Draft))
	switch {
	case !to.signedIn:
		q = q.Where("apis.visibility = ?", string(Public))
	case !to.oversees:
		q = q.Where("(apis.teams_only = ? OR EXISTS (SELECT 1 FROM api_teams JOIN team_members ON team_members.team_id = api_teams.team_id "+
			"WHERE api_teams.api_id = apis.id AND team_members.account_id = ?))", false, to.account)
	}
	return q
}

func (r repo) findAPI(ctx context.Context, idOrSlug string, to audience) (API, error) {
	var found apiView
	err := r.visible(ctx, to).Where("apis.id = ? OR apis.slug = ?", idOrSlug, idOrSlug).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return API{}, ErrAPINotFound
	}
	if err != nil {
		return API{}, fmt.Errorf("find API %s: %w", idOrSlug, err)
	}
	one := []API{found.api()}
	err = r.withTeams(ctx, one)
	return one[0], err
}

func (r repo) listAPIs(ctx context.Context, to audience, text string, after []string, limit int) ([]API, error) {
	q := r.visible(ctx, to)
	if len(after) == 1 {
		q = q.Where("apis.slug > ?", after[0])
	}
	if text != "" {
		like := contains(text)
		q = q.Where(`(apis.slug LIKE ? ESCAPE '\' OR LOWER(apis.name) LIKE ? ESCAPE '\' OR LOWER(apis.summary) LIKE ? ESCAPE '\')`, like, like, like)
	}
	return r.apisOf(ctx, q, 0, limit)
}

// countedAPIs answers up to limit APIs by slug behind the first ones.
func (r repo) countedAPIs(ctx context.Context, to audience, skip, limit int) ([]API, error) {
	return r.apisOf(ctx, r.visible(ctx, to), skip, limit)
}

func (r repo) apisOf(ctx context.Context, q *gorm.DB, skip, limit int) ([]API, error) {
	var found []apiView
	if err := q.Order("apis.slug").Offset(skip).Limit(limit).Find(&found).Error; err != nil {
		return nil, err
	}
	apis := make([]API, len(found))
	for i, f := range found {
		apis[i] = f.api()
	}
	return apis, r.withTeams(ctx, apis)
}

// updateAPI writes every changeable member when the stored version is still a.Version, and raises it by one.
func (r repo) updateAPI(ctx context.Context, a API) error {
	var current, host *string
	if a.CurrentVersion != "" {
		current = &a.CurrentVersion
	}
	if a.Host != "" {
		host = &a.Host
	}
	visibility, teamsOnly := a.Visibility.stored()
	done := r.store.Write(ctx).Model(&apiRow{}).Where("id = ? AND row_version = ?", a.ID, a.Version).Updates(map[string]any{
		"name": a.Name, "summary": a.Summary, "description": a.Description, "visibility": visibility, "teams_only": teamsOnly, "host": host,
		"lifecycle": string(a.State), "current_version_id": current, "row_version": a.Version + 1, "updated_at": store.Micros(a.UpdatedAt),
	})
	if store.IsUnique(done.Error) {
		return ErrHostTaken.Because(done.Error)
	}
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return ErrStale
	}
	return nil
}

func (r repo) deleteAPI(ctx context.Context, id string) error {
	done := r.store.Write(ctx).Where("id = ?", id).Delete(&apiRow{})
	if store.IsForeignKey(done.Error) {
		return ErrInUse.Because(done.Error)
	}
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return ErrAPINotFound
	}
	return nil
}

func (v apiView) api() API {
	f := v.Row
	a := API{
		ID: f.ID, Slug: f.Slug, Name: f.Name, Summary: f.Summary, Description: f.Description, Visibility: Visibility(f.Visibility),
		Owner: f.Owner, State: State(f.Lifecycle), Demo: f.Demo, Version: f.RowVersion,
		CreatedAt: store.Time(f.CreatedAt), UpdatedAt: store.Time(f.UpdatedAt),
	}
	if f.TeamsOnly {
		a.Visibility = ForTeams
	}
	if f.CurrentVersionID != nil {
		a.CurrentVersion = *f.CurrentVersionID
	}
	if f.Host != nil {
		a.Host = *f.Host
	}
	if v.CurrentLabel != nil {
		a.CurrentLabel = *v.CurrentLabel
	}
	if v.CurrentCounts != nil {
		a.Operations = counts(*v.CurrentCounts).Operations
	}
	return a
}

// likeEscaper takes the meaning from the signs that LIKE would read.
var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// contains answers the pattern for text anywhere in a value; text is lower case already.
func contains(text string) string { return "%" + likeEscaper.Replace(text) + "%" }
