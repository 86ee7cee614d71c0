package catalog

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type versionRow struct {
	ID           string
	APIID        string `gorm:"column:api_id"`
	Label        string
	State        string
	Stage        string
	Hash         string
	SourceHash   string
	SourceName   string
	SourceURL    string `gorm:"column:source_url"`
	Findings     string
	Counts       string
	Score        int
	Scores       string
	RowVersion   int64
	CreatedBy    string
	CreatedAt    int64 `gorm:"autoCreateTime:false"`
	UpdatedAt    int64 `gorm:"autoUpdateTime:false"`
	PublishedAt  *int64
	DeprecatedAt *int64
	SunsetAt     *int64
	RetiredAt    *int64
}

func (versionRow) TableName() string { return "versions" }

func (r repo) insertVersion(ctx context.Context, v Version) error {
	row, err := versionRowOf(v)
	if err != nil {
		return err
	}
	err = r.store.Write(ctx).Create(&row).Error
	if store.IsUnique(err) {
		return ErrLabelTaken.Because(err)
	}
	return err
}

// discardFailed deletes a failed version, so that its label may be used again.
func (r repo) discardFailed(ctx context.Context, api, label string) error {
	return r.store.Write(ctx).Where("api_id = ? AND label = ? AND state = ?", api, label, string(Failed)).Delete(&versionRow{}).Error
}

// findVersion answers a version of an API by id or label.
func (r repo) findVersion(ctx context.Context, api, idOrLabel string) (Version, error) {
	return r.version(ctx, r.store.Read(ctx).Where("api_id = ? AND (id = ? OR label = ?)", api, idOrLabel, idOrLabel))
}

func (r repo) versionByID(ctx context.Context, id string) (Version, error) {
	return r.version(ctx, r.store.Read(ctx).Where("id = ?", id))
}

func (r repo) version(_ context.Context, q *gorm.DB) (Version, error) {
	var found versionRow
	err := q.Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Version{}, ErrVersionNotFound
	}
	if err != nil {
		return Version{}, fmt.Errorf("find a version: %w", err)
	}
	return found.version()
}

// listVersions answers all versions of an API, newest first.
func (r repo) listVersions(ctx context.Context, api string) ([]Version, error) {
	return r.versions(r.store.Read(ctx).Where("api_id = ?", api).Order("created_at DESC, id DESC"))
}

// importingSince answers the imports that began before an instant and are not done.
func (r repo) importingSince(ctx context.Context, before int64) ([]Version, error) {
	return r.versions(r.store.Read(ctx).Where("state = ? AND updated_at < ?", string(Importing), before))
}

func (r repo) versions(q *gorm.DB) ([]Version, error) {
	var found []versionRow
	if err := q.Find(&found).Error; err != nil {
		return nil, fmt.Errorf("list versions: %w", err)
	}
	versions := make([]Version, len(found))
	for i, f := range found {
		var err error
		if versions[i], err = f.version(); err != nil {
			return nil, err
		}
	}
	return versions, nil
}

// updateVersion writes what changes in a version's life when the stored row version is still v.Version.
func (r repo) updateVersion(ctx context.Context, v Version) error {
	row, err := versionRowOf(v)
	if err != nil {
		return err
	}
	done := r.store.Write(ctx).Model(&versionRow{}).Where("id = ? AND row_version = ?", v.ID, v.Version).Updates(map[string]any{
		"state": row.State, "hash": row.Hash, "source_hash": row.SourceHash, "source_name": row.SourceName,
		"findings": row.Findings, "counts": row.Counts, "score": row.Score, "scores": row.Scores, "row_version": v.Version + 1, "updated_at": row.UpdatedAt,
		"published_at": row.PublishedAt, "deprecated_at": row.DeprecatedAt, "sunset_at": row.SunsetAt, "retired_at": row.RetiredAt,
	})
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return ErrStale
	}
	return nil
}

// setStage notes how far an import has come, and answers whether it is still wanted.
func (r repo) setStage(ctx context.Context, id string, stage Stage) (wanted bool, err error) {
	done := r.store.Write(ctx).Model(&versionRow{}).Where("id = ? AND state = ?", id, string(Importing)).Update("stage", string(stage))
	return done.RowsAffected > 0, done.Error
}

// discard deletes a version when the stored row version is still v.Version.
func (r repo) discard(ctx context.Context, v Version) error {
	done := r.store.Write(ctx).Where("id = ? AND row_version = ?", v.ID, v.Version).Delete(&versionRow{})
	if done.Error == nil && done.RowsAffected == 0 {
		return ErrStale
	}
	return done.Error
}

func (r repo) deleteVersion(ctx context.Context, id string) error {
	return r.store.Write(ctx).Where("id = ?", id).Delete(&versionRow{}).Error
}

func versionRowOf(v Version) (versionRow, error) {
	findings, err := json.Marshal(v.Findings)
	if err != nil {
		return versionRow{}, fmt.Errorf("encode findings: %w", err)
	}
	if v.Findings == nil {
		findings = []byte("[]")
	}
	sizes, err := json.Marshal(v.Counts)
	if err != nil {
		return versionRow{}, fmt.Errorf("encode counts: %w", err)
	}
	scores, err := json.Marshal(v.Scores)
	if err != nil {
		return versionRow{}, fmt.Errorf("encode scores: %w", err)
	}
	if v.Scores == nil {
		scores = []byte("{}")
	}
	return versionRow{
		ID: v.ID, APIID: v.APIID, Label: v.Label, State: string(v.State), Stage: string(v.Stage), Hash: v.Hash, SourceHash: v.SourceHash,
		SourceName: v.SourceName, SourceURL: v.SourceURL, Findings: string(findings), Counts: string(sizes), Score: v.Score, Scores: string(scores),
		RowVersion: v.Version, CreatedBy: v.CreatedBy, CreatedAt: store.Micros(v.CreatedAt), UpdatedAt: store.Micros(v.UpdatedAt),
		PublishedAt: store.NullMicros(v.PublishedAt), DeprecatedAt: store.NullMicros(v.DeprecatedAt),
		SunsetAt: store.NullMicros(v.SunsetAt), RetiredAt: store.NullMicros(v.RetiredAt),
	}, nil
}

func (f versionRow) version() (Version, error) {
	v := Version{
		ID: f.ID, APIID: f.APIID, Label: f.Label, State: State(f.State), Stage: Stage(f.Stage), Hash: f.Hash, SourceHash: f.SourceHash,
		SourceName: f.SourceName, SourceURL: f.SourceURL, Counts: counts(f.Counts), Score: f.Score, Version: f.RowVersion,
		CreatedBy: f.CreatedBy, CreatedAt: store.Time(f.CreatedAt), UpdatedAt: store.Time(f.UpdatedAt),
		PublishedAt: store.NullTime(f.PublishedAt), DeprecatedAt: store.NullTime(f.DeprecatedAt),
		SunsetAt: store.NullTime(f.SunsetAt), RetiredAt: store.NullTime(f.RetiredAt),
	}
	if err := json.Unmarshal([]byte(f.Findings), &v.Findings); err != nil {
		return Version{}, fmt.Errorf("read the findings of version %s: %w", f.ID, err)
	}
	if err := json.Unmarshal([]byte(f.Scores), &v.Scores); err != nil {
		return Version{}, fmt.Errorf("read the scores of version %s: %w", f.ID, err)
	}
	return v, nil
}

// counts reads the sizes of a version; what cannot be read counts as nothing, because it is for show only.
func counts(text string) Counts {
	var c Counts
	if json.Unmarshal([]byte(text), &c) != nil {
		return Counts{}
	}
	return c
}
