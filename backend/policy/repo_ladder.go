package policy

import (
	"context"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/rbac"
)

// named is a level below the instance with what it is called.
type named struct {
	Level    string
	LevelID  string
	Document string
	Version  int64
	Slug     string
	Name     string

	PlannedDocument string
	PlannedFrom     *int64
}

const ofLevel = "p.level, p.level_id, p.document, p.version, p.planned_document, p.planned_from, "

func (r repo) levels(ctx context.Context, level string) *gorm.DB {
	return r.store.Read(ctx).Table("policies AS p").Where("p.level = ?", level)
}

func (r repo) ofAPIs(ctx context.Context) *gorm.DB {
	return r.levels(ctx, API).Joins("JOIN apis ON apis.id = p.level_id").Select(ofLevel + "apis.slug, apis.name").Order("apis.slug")
}

func (r repo) ofTeams(ctx context.Context) *gorm.DB {
	return r.levels(ctx, Team).Joins("JOIN teams ON teams.id = p.level_id").Select(ofLevel + "teams.id AS slug, teams.name").Order("teams.id")
}

func (r repo) ofApps(ctx context.Context) *gorm.DB {
	return r.levels(ctx, App).Joins("JOIN apps ON apps.id = p.level_id").Select(ofLevel + "apps.id AS slug, apps.name").Order("apps.id")
}

// below answers every level under the instance, from the top, and what they will say. A level whose API, team or app is gone
// is left out.
func (r repo) below(ctx context.Context) (steps, planned []Step, err error) {
	return climbed(r.ofAPIs(ctx), r.ofTeams(ctx), r.ofApps(ctx))
}

// above answers the levels that a token of an app stands under which carries scopes of APIs (slugs), from the top.
func (r repo) above(ctx context.Context, app string, apis []string) ([]Step, error) {
	ofTeam := r.ofTeams(ctx).Where("p.level_id = (SELECT SUBSTR(owner, 3) FROM apps WHERE id = ? AND owner LIKE 'g:%')", app)
	steps, _, err := climbed(r.ofAPIs(ctx).Where("apis.slug IN ?", apis), ofTeam, r.ofApps(ctx).Where("apps.id = ?", app))
	return steps, err
}

// over answers the levels between the instance and a thing under which all of its tokens stand: an app's team.
func (r repo) over(ctx context.Context, at thing) ([]Step, error) {
	team := rbac.Subject{ID: at.owner}.Team()
	if at.Level != App || team == "" {
		return nil, nil
	}
	steps, _, err := climbed(r.ofTeams(ctx).Where("teams.id = ?", team))
	return steps, err
}

func climbed(levels ...*gorm.DB) (steps, planned []Step, err error) {
	for _, q := range levels {
		var found []named
		if err := q.Scan(&found).Error; err != nil {
			return nil, nil, err
		}
		for _, f := range found {
			at := Place{Level: f.Level, ID: f.Slug, Name: f.Name}
			stored := row{Level: f.Level, LevelID: f.LevelID, Document: f.Document, Version: f.Version, PlannedDocument: f.PlannedDocument, PlannedFrom: f.PlannedFrom}
			part, err := stored.part()
			if err != nil {
				return nil, nil, err
			}
			steps = append(steps, Step{Place: at, Part: part})
			next, err := stored.plan()
			if err != nil {
				return nil, nil, err
			}
			if planned, err = next.addTo(planned, at, part); err != nil {
				return nil, nil, err
			}
		}
	}
	return steps, planned, nil
}

// drop forgets what a level says, and reports whether there was anything.
func (r repo) drop(ctx context.Context, level, id string) (bool, error) {
	done := r.store.Write(ctx).Where("level = ? AND level_id = ?", level, id).Delete(&row{})
	return done.RowsAffected == 1, done.Error
}
