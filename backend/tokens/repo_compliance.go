package tokens

import (
	"context"
	"time"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type complianceRow struct {
	Day      int64
	Rule     string
	Level    string
	LevelID  string
	Says     string
	Tokens   int64
	Breaking int64
	At       int64
}

func (complianceRow) TableName() string { return "policy_compliance" }

// countUnder counts the living tokens under a step, and those that are known to break its rule.
func (r repo) countUnder(ctx context.Context, s policy.Step, rule policy.Rule, now time.Time) (tokens, breaking int64, err error) {
	if err = under(r.living(ctx, now), s.Place).Count(&tokens).Error; err != nil {
		return 0, 0, err
	}
	err = r.store.Read(ctx).Model(&breachRow{}).Where(ofRule, rule, s.Level, s.ID, false).Count(&breaking).Error
	return tokens, breaking, err
}

func (r repo) saveCompliance(ctx context.Context, c Compliance) error {
	return r.store.Write(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "day"}, {Name: "rule"}, {Name: "level"}, {Name: "level_id"}},
		DoUpdates: clause.AssignmentColumns([]string{"says", "tokens", "breaking", "at"}),
	}).Create(&complianceRow{
		Day: int64(c.Day.Sub(time.Unix(0, 0)) / day), Rule: string(c.Rule), Level: c.Place.Level, LevelID: c.Place.ID, Says: c.Says,
		Tokens: c.Tokens, Breaking: c.Breaking, At: store.Micros(c.At),
	}).Error
}

// forgetCompliance drops the days before one.
func (r repo) forgetCompliance(ctx context.Context, before time.Time) error {
	return r.store.Tx(ctx, func(ctx context.Context) error {
		return r.store.Write(ctx).Where("day < ?", int64(before.Sub(time.Unix(0, 0))/day)).Delete(&complianceRow{}).Error
	})
}

// compliance answers the days from one on, oldest first.
func (r repo) compliance(ctx context.Context, from time.Time) ([]Compliance, error) {
	var rows []complianceRow
	err := r.store.Read(ctx).Where("day >= ?", int64(from.Sub(time.Unix(0, 0))/day)).Order("day, level, level_id, rule").Find(&rows).Error
	out := make([]Compliance, len(rows))
	for i, f := range rows {
		out[i] = Compliance{
			Day: time.Unix(f.Day*int64(day/time.Second), 0).UTC(), At: store.Time(f.At), Rule: policy.Rule(f.Rule),
			Place: policy.Place{Level: f.Level, ID: f.LevelID}, Says: f.Says, Tokens: f.Tokens, Breaking: f.Breaking,
		}
	}
	return out, err
}

// offenders answers the ids of tokens that break a rule of a place, behind an id, and since when.
func (r repo) offenders(ctx context.Context, rule policy.Rule, at policy.Place, after string, limit int) (map[string]time.Time, []string, error) {
	var rows []breachRow
	err := r.store.Read(ctx).Where(ofRule+" AND token_id > ?", rule, at.Level, at.ID, false, after).Order("token_id").Limit(limit).Find(&rows).Error
	since, ids := map[string]time.Time{}, make([]string, len(rows))
	for i, f := range rows {
		since[f.TokenID], ids[i] = store.Time(f.FoundAt), f.TokenID
	}
	return since, ids, err
}

func (r repo) breachFacts(ctx context.Context, limit int) ([]BreachFact, error) {
	var found []BreachFact
	err := r.store.Read(ctx).Table("token_breaches AS b").Joins("JOIN tokens t ON t.id = b.token_id").Joins("LEFT JOIN apps ON apps.id = b.app_id").
		Where("b.planned = ?", false).Order("b.rule, b.level, b.level_id, b.token_id").Limit(limit).
		Select("b.rule, b.level, b.level_id, b.token_id, t.name, b.app_id, apps.name AS app_name, apps.owner, b.found_at, t.suspended_at, t.revoked_at").
		Scan(&found).Error
	return found, err
}
