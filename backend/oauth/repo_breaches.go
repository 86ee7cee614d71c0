package oauth

import (
	"context"
	"slices"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/tokens"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type breachRow struct {
	Rule     string
	Level    string
	LevelID  string
	Planned  bool
	ClientID string
	AppID    string
	FoundAt  int64
	ToldAt   *int64
}

func (breachRow) TableName() string { return "oauth_client_breaches" }

const (
	ofRule = "rule = ? AND level = ? AND level_id = ? AND planned = ?"
	// An exception of the app frees its clients as it frees its tokens.
	notFreed = "NOT EXISTS (SELECT 1 FROM policy_exceptions x WHERE x.app_id = oauth_clients.app_id AND x.rule = ? AND x.state = 'approved' AND x.ends_at > ?)"
	// A secret that works.
	working       = "SELECT 1 FROM oauth_client_secrets s WHERE s.client_id = oauth_clients.id AND s.revoked_at IS NULL AND s.expires_at > ?"
	holdsHighRisk = `EXISTS (SELECT 1 FROM scopes JOIN apis ON apis.id = scopes.api_id WHERE scopes.risk = 'high' ` +
		`AND REPLACE(oauth_clients.scopes, '"' || apis.slug || ':' || scopes.name || '"', '') <> oauth_clients.scopes)`
)

// under asks for the living clients that stand under a place of the ladder.
func (r repo) under(ctx context.Context, at policy.Place) *gorm.DB {
	q := r.store.Read(ctx).Model(&row{}).Where("oauth_clients.revoked_at IS NULL")
	switch at.Level {
	case policy.API:
		literal := strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(at.ID)
		return q.Where(`oauth_clients.scopes LIKE ? ESCAPE '\'`, `%"`+literal+`:%`)
	case policy.Team:
		return q.Where("oauth_clients.app_id IN (SELECT id FROM apps WHERE owner = ?)", rbac.TeamID(at.ID))
	case policy.App:
		return q.Where("oauth_clients.app_id = ?", at.ID)
	}
	return q
}

// breaking asks for the living clients under a step that break one of its rules.
func (r repo) breaking(ctx context.Context, s policy.Step, rule policy.Rule, now time.Time) *gorm.DB {
	us := store.Micros(now)
	ago := func(days int) int64 { return us - (time.Duration(days) * 24 * time.Hour).Microseconds() }
	q := r.under(ctx, s.Place).Where(notFreed, rule, us)
	old := func(days int) *gorm.DB {
		return q.Where("EXISTS ("+working+") AND NOT EXISTS ("+working+" AND s.created_at > ?)", us, us, ago(days))
	}
	switch rule {
	case policy.MaxLife:
		return q.Where("EXISTS ("+working+" AND s.expires_at - s.created_at > ?)", us, s.MaxLife.Microseconds())
	case policy.RotationWarnDays:
		return old(*s.RotationWarnDays)
	case policy.RotationBlockDays:
		return old(*s.RotationBlockDays)
	case policy.IdleDays:
		return q.Where("oauth_clients.suspended_at IS NULL AND COALESCE(oauth_clients.last_issued_at, oauth_clients.created_at) <= ?", ago(*s.IdleDays))
	case policy.Kinds:
		if slices.Contains(s.Kinds, string(secret.ClientSecret)) {
			return q.Where("1 = 0")
		}
		return q
	case policy.NetworksForHighRisk:
		return q.Where("oauth_clients.environment = 'live' AND oauth_clients.networks = '[]'").Where(holdsHighRisk)
	}
	return q.Where("1 = 0")
}

// lookForBreaches writes down who breaks a rule now, and forgets who doesn't any more. An app has two living clients at most,
// so the two statements pass over few rows.
func (r repo) lookForBreaches(ctx context.Context, s policy.Step, rule policy.Rule, now time.Time) error {
	ids := r.breaking(ctx, s, rule, now).Select("oauth_clients.id")
	if err := r.store.Write(ctx).Where(ofRule+" AND client_id NOT IN (?)", rule, s.Level, s.ID, s.Planned(), ids).Delete(&breachRow{}).Error; err != nil {
		return err
	}
	var told *int64
	if rule == policy.IdleDays { // WarnIdle told the owner long before
		told = store.NullMicros(&now)
	}
	found := r.breaking(ctx, s, rule, now).Select("oauth_clients.id, oauth_clients.app_id")
	return r.store.Write(ctx).Exec(`INSERT INTO oauth_client_breaches (rule, level, level_id, planned, client_id, app_id, found_at, told_at)
		SELECT ?, ?, ?, ?, b.id, b.app_id, CAST(? AS BIGINT), CAST(? AS BIGINT) FROM (?) AS b WHERE TRUE ON CONFLICT DO NOTHING`,
		string(rule), s.Level, s.ID, s.Planned(), store.Micros(now), told, found).Error
}

func (r repo) countUnder(ctx context.Context, s policy.Step, rule policy.Rule) (all, breaking int64, err error) {
	if err = r.under(ctx, s.Place).Count(&all).Error; err != nil {
		return 0, 0, err
	}
	err = r.store.Read(ctx).Model(&breachRow{}).Where(ofRule, rule, s.Level, s.ID, false).Count(&breaking).Error
	return all, breaking, err
}

func (r repo) heldRules(ctx context.Context) ([]tokens.Breach, error) {
	var rows []breachRow
	err := r.store.Read(ctx).Model(&breachRow{}).Distinct("rule", "level", "level_id", "planned").Scan(&rows).Error
	return breaches(rows), err
}

func (r repo) forgetRule(ctx context.Context, b tokens.Breach) error {
	return r.store.Write(ctx).Where(ofRule, b.Rule, b.Place.Level, b.Place.ID, b.Planned).Delete(&breachRow{}).Error
}

func (r repo) untoldApps(ctx context.Context) ([]string, error) {
	var apps []string
	err := r.store.Read(ctx).Model(&breachRow{}).Where("told_at IS NULL").Distinct("app_id").Order("app_id").Pluck("app_id", &apps).Error
	return apps, err
}

// tellBreaches marks an app's breaches as told, and answers them.
func (r repo) tellBreaches(ctx context.Context, app string, now time.Time) ([]tokens.Breach, error) {
	var rows []breachRow
	err := r.store.Read(ctx).Where("app_id = ? AND told_at IS NULL", app).Order("client_id, rule").Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	err = r.store.Write(ctx).Model(&breachRow{}).Where("app_id = ? AND told_at IS NULL", app).UpdateColumns(map[string]any{"told_at": store.Micros(now)}).Error
	return breaches(rows), err
}

func (r repo) breachesOf(ctx context.Context, client string) ([]tokens.Breach, error) {
	var rows []breachRow
	err := r.store.Read(ctx).Where("client_id = ?", client).Order("rule, level, level_id, planned").Find(&rows).Error
	return breaches(rows), err
}

// breachFacts answers the breaches of rules in force: of one rule of a place, or all.
func (r repo) breachFacts(ctx context.Context, rule policy.Rule, at policy.Place, limit int) ([]tokens.BreachFact, error) {
	q := r.store.Read(ctx).Table("oauth_client_breaches AS b").Joins("JOIN oauth_clients c ON c.id = b.client_id").Joins("LEFT JOIN apps ON apps.id = b.app_id").
		Where("b.planned = ? AND c.revoked_at IS NULL", false)
	if rule != "" {
		q = q.Where("b.rule = ? AND b.level = ? AND b.level_id = ?", rule, at.Level, at.ID)
	}
	var found []tokens.BreachFact
	err := q.Order("b.rule, b.level, b.level_id, b.client_id").Limit(limit).
		Select("b.rule, b.level, b.level_id, b.client_id AS token_id, 'OAuth client, ' || c.environment AS name, b.app_id, apps.name AS app_name, apps.owner, b.found_at, c.suspended_at, c.revoked_at").
		Scan(&found).Error
	return found, err
}

func breaches(rows []breachRow) []tokens.Breach {
	out := make([]tokens.Breach, len(rows))
	for i, f := range rows {
		out[i] = tokens.Breach{TokenID: f.ClientID, AppID: f.AppID, Rule: policy.Rule(f.Rule), Place: policy.Place{Level: f.Level, ID: f.LevelID}, Planned: f.Planned}
	}
	return out
}
