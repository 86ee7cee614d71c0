package tokens

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type breachRow struct {
	Rule    string
	Level   string
	LevelID string
	Planned bool
	TokenID string
	AppID   string
	FoundAt int64
	ToldAt  *int64
}

func (breachRow) TableName() string { return "token_breaches" }

// under narrows tokens to those that stand under a place of the ladder.
func under(q *gorm.DB, at policy.Place) *gorm.DB {
	switch at.Level {
	case policy.API:
		return q.Where(`tokens.scopes LIKE ? ESCAPE '\'`, `%"`+literal(at.ID)+`:%`)
	case policy.Team:
		return q.Where("tokens.app_id IN (SELECT id FROM apps WHERE owner = ?)", rbac.TeamID(at.ID))
	case policy.App:
		return q.Where("tokens.app_id = ?", at.ID)
	}
	return q
}

// breaking asks for the living tokens under a step that break one of its rules. Of a naming rule, which no database
// knows, it asks for those that may: whoever reads them has to look at the names.
func (r repo) breaking(ctx context.Context, s policy.Step, rule policy.Rule, now time.Time) *gorm.DB {
	us := store.Micros(now)
	q := under(r.living(ctx, now), s.Place).Where(notFreed, rule, us)
	switch rule {
	case policy.MaxLife:
		return q.Where("tokens.expires_at - tokens.created_at > ?", s.MaxLife.Microseconds())
	case policy.RotationWarnDays:
		return q.Where(secretOlder, us-daysMicros(*s.RotationWarnDays))
	case policy.RotationBlockDays:
		return q.Where(secretOlder, us-daysMicros(*s.RotationBlockDays))
	case policy.IdleDays:
		return q.Where("tokens.suspended_at IS NULL AND COALESCE(tokens.last_used_at, tokens.created_at) <= ?", us-daysMicros(*s.IdleDays))
	case policy.MaxOverlap:
		return q.Where(overlapLonger, us, s.MaxOverlap.Microseconds())
	case policy.Kinds:
		return q.Where("tokens.kind NOT IN ?", s.Kinds)
	case policy.TokensPerApp:
		// As many older ones as there may be at all: read along the app's index, and no further than that.
		older := r.store.Read(ctx).Table("tokens AS o").Select("1").Where("o.app_id = tokens.app_id AND o.revoked_at IS NULL AND o.expires_at > ? AND o.parent_id = ''", us).
			Where("(o.created_at < tokens.created_at OR (o.created_at = tokens.created_at AND o.id < tokens.id))").Limit(1).Offset(*s.TokensPerApp - 1)
		if s.Level == policy.API {
			older = older.Where(`o.scopes LIKE ? ESCAPE '\'`, `%"`+literal(s.ID)+`:%`)
		}
		return q.Where("EXISTS (?)", older)
	case policy.DescriptionRequired:
		return q.Where("tokens.description = ''")
	case policy.NetworksForHighRisk:
		return q.Where("tokens.environment = 'live' AND tokens.networks = '[]'").Where(holdsHighRisk)
	}
	return q
}

const (
	ofRule = "rule = ? AND level = ? AND level_id = ? AND planned = ?"
	// An exception of the app frees its tokens from a rule, whatever level set it.
	notFreed = "NOT EXISTS (SELECT 1 FROM policy_exceptions x WHERE x.app_id = tokens.app_id AND x.rule = ? AND x.state = 'approved' AND x.ends_at > ?)"
	// The newest secret is the one that was made last.
	secretOlder   = "NOT EXISTS (SELECT 1 FROM token_secrets s WHERE s.token_id = tokens.id AND s.valid_from > ?)"
	overlapLonger = "EXISTS (SELECT 1 FROM token_secrets o JOIN token_secrets n ON n.token_id = o.token_id AND n.generation = o.generation + 1 " +
		"WHERE o.token_id = tokens.id AND o.valid_until > ? AND n.activated_at IS NOT NULL AND o.valid_until - n.activated_at > ?)"
	// REPLACE and not LIKE: SQLite's LIKE takes "Read" for "read".
	holdsHighRisk = `EXISTS (SELECT 1 FROM scopes JOIN apis ON apis.id = scopes.api_id WHERE scopes.risk = 'high' ` +
		`AND REPLACE(tokens.scopes, '"' || apis.slug || ':' || scopes.name || '"', '') <> tokens.scopes)`
)

func daysMicros(days int) int64 { return (time.Duration(days) * day).Microseconds() }

// candidate is a token that breaks a rule, or may.
type candidate struct {
	ID    string
	AppID string
	Name  string
}

// candidates answers the next tokens by id that breaking asks for, from behind an id on.
func (r repo) candidates(ctx context.Context, s policy.Step, rule policy.Rule, now time.Time, after string, limit int) ([]candidate, error) {
	var found []candidate
	err := r.breaking(ctx, s, rule, now).Select("tokens.id, tokens.app_id, tokens.name").Where("tokens.id > ?", after).
		Order("tokens.id").Limit(limit).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("find tokens that break %s: %w", rule, err)
	}
	return found, nil
}

// noteBreaches writes breaches that aren't known yet.
func (r repo) noteBreaches(ctx context.Context, s policy.Step, rule policy.Rule, found []candidate, now time.Time) error {
	rows := make([]breachRow, len(found))
	for i, c := range found {
		rows[i] = breachRow{Rule: string(rule), Level: s.Level, LevelID: s.ID, Planned: s.Planned(), TokenID: c.ID, AppID: c.AppID, FoundAt: store.Micros(now)}
		if rule == policy.IdleDays { // WarnIdle told the owner long before
			rows[i].ToldAt = &rows[i].FoundAt
		}
	}
	return r.store.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&rows).Error
}

// known answers breaches of a step's rule that are written down, by token, from behind an id on.
func (r repo) known(ctx context.Context, s policy.Step, rule policy.Rule, after string, limit int) ([]string, error) {
	var ids []string
	err := r.store.Read(ctx).Model(&breachRow{}).Where(ofRule+" AND token_id > ?", rule, s.Level, s.ID, s.Planned(), after).
		Order("token_id").Limit(limit).Pluck("token_id", &ids).Error
	return ids, err
}

// among answers those of some tokens that break a step's rule, or may.
func (r repo) among(ctx context.Context, s policy.Step, rule policy.Rule, now time.Time, ids []string) ([]candidate, error) {
	var found []candidate
	err := r.breaking(ctx, s, rule, now).Select("tokens.id, tokens.app_id, tokens.name").Where("tokens.id IN ?", ids).Scan(&found).Error
	return found, err
}

func (r repo) forgetBreaches(ctx context.Context, s policy.Step, rule policy.Rule, ids []string) error {
	return r.store.Write(ctx).Where(ofRule+" AND token_id IN ?", rule, s.Level, s.ID, s.Planned(), ids).Delete(&breachRow{}).Error
}

// forgetRule drops every breach of one rule of one place.
func (r repo) forgetRule(ctx context.Context, b Breach) error {
	return r.store.Write(ctx).Where(ofRule, b.Rule, b.Place.Level, b.Place.ID, b.Planned).Delete(&breachRow{}).Error
}

// heldRules answers which rules of which places breaches are written down for.
func (r repo) heldRules(ctx context.Context) ([]Breach, error) {
	var rows []breachRow
	err := r.store.Read(ctx).Model(&breachRow{}).Distinct("rule", "level", "level_id", "planned").Scan(&rows).Error
	return breaches(rows), err
}

// breachesOf answers what is written down of tokens.
func (r repo) breachesOf(ctx context.Context, ids []string) ([]Breach, error) {
	var rows []breachRow
	err := r.store.Read(ctx).Where("token_id IN ?", ids).Order("token_id, rule, level, level_id, planned").Find(&rows).Error
	return breaches(rows), err
}

// brokenRules answers the rules in force that tokens break, by token and each once.
func (r repo) brokenRules(ctx context.Context, ids []string) (map[string][]string, error) {
	var rows []breachRow
	err := r.store.Read(ctx).Distinct("token_id", "rule").Where("NOT planned AND token_id IN ?", ids).Order("token_id, rule").Find(&rows).Error
	rules := map[string][]string{}
	for _, f := range rows {
		rules[f.TokenID] = append(rules[f.TokenID], f.Rule)
	}
	return rules, err
}

// untoldApps answers apps whose owners weren't told of a breach yet.
func (r repo) untoldApps(ctx context.Context, limit int) ([]string, error) {
	var apps []string
	err := r.store.Read(ctx).Model(&breachRow{}).Where("told_at IS NULL").Distinct("app_id").Order("app_id").Limit(limit).Pluck("app_id", &apps).Error
	return apps, err
}

// tellBreaches marks an app's breaches as told, and answers them.
func (r repo) tellBreaches(ctx context.Context, app string, now time.Time) ([]Breach, error) {
	var rows []breachRow
	err := r.store.Read(ctx).Where("app_id = ? AND told_at IS NULL", app).Order("token_id, rule").Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	err = r.store.Write(ctx).Model(&breachRow{}).Where("app_id = ? AND told_at IS NULL", app).UpdateColumns(map[string]any{"told_at": store.Micros(now)}).Error
	return breaches(rows), err
}

// untell lets the owner be told of a breach again, because something came of it.
func (r repo) untell(ctx context.Context, s policy.Step, rule policy.Rule, id string) error {
	return r.store.Write(ctx).Model(&breachRow{}).Where(ofRule+" AND token_id = ?", rule, s.Level, s.ID, false, id).
		UpdateColumns(map[string]any{"told_at": nil}).Error
}

// countHeld counts the tokens of an app that policy suspended and whose owner is to be told.
func (r repo) countHeld(ctx context.Context, app string) (int64, error) {
	untold := r.store.Read(ctx).Model(&breachRow{}).Select("token_id").Where("app_id = ? AND told_at IS NULL", app)
	var n int64
	err := r.store.Read(ctx).Model(&row{}).Where("app_id = ? AND suspended_by = ? AND id IN (?)", app, PolicyJob, untold).Count(&n).Error
	return n, err
}

// toSuspend answers tokens that work although a rule of a step doesn't let them.
func (r repo) toSuspend(ctx context.Context, s policy.Step, rule policy.Rule, now time.Time, limit int) ([]Token, error) {
	var found []row
	broken := r.store.Read(ctx).Model(&breachRow{}).Select("token_id").Where(ofRule, rule, s.Level, s.ID, false)
	err := r.living(ctx, now).Where("suspended_at IS NULL AND id IN (?)", broken).Order("id").Limit(limit).Find(&found).Error
	if err != nil {
		return nil, err
	}
	return r.tokens(ctx, found)
}

func breaches(rows []breachRow) []Breach {
	out := make([]Breach, len(rows))
	for i, f := range rows {
		out[i] = Breach{TokenID: f.TokenID, AppID: f.AppID, Rule: policy.Rule(f.Rule), Place: policy.Place{Level: f.Level, ID: f.LevelID}, Planned: f.Planned}
	}
	return out
}
