package tokens

import (
	"context"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

const listMax = 10_000

// ofApp answers an app's tokens without ephemeral ones, which end and are held back with the tokens that minted them.
func (r repo) ofApp(ctx context.Context, app string) ([]Token, error) {
	var found []row
	if err := r.store.Read(ctx).Where("app_id = ? AND parent_id = ''", app).Order("created_at, id").Limit(listMax).Find(&found).Error; err != nil {
		return nil, err
	}
	return r.tokens(ctx, found)
}

// living asks for tokens that haven't ended, ephemeral ones aside.
func (r repo) living(ctx context.Context, now time.Time) *gorm.DB {
	return r.store.Read(ctx).Model(&row{}).Where("revoked_at IS NULL AND expires_at > ? AND parent_id = ''", store.Micros(now))
}

// countLiving counts an app's living tokens that stand under a place of the policy ladder.
func (r repo) countLiving(ctx context.Context, app string, at policy.Place, now time.Time) (int64, error) {
	var n int64
	if err := under(r.living(ctx, now), at).Where("app_id = ?", app).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count tokens of %s: %w", app, err)
	}
	return n, nil
}

func (r repo) countEach(ctx context.Context, apps []string, now time.Time) (map[string]int, error) {
	var found []struct {
		AppID string
		N     int
	}
	err := r.living(ctx, now).Select("app_id, COUNT(*) AS n").Where("app_id IN ?", apps).Group("app_id").Scan(&found).Error
	counts := map[string]int{}
	for _, f := range found {
		counts[f.AppID] = f.N
	}
	return counts, err
}

func (r repo) counts(ctx context.Context, now, soon time.Time) (active, expiring int64, err error) {
	if err = r.living(ctx, now).Where("suspended_at IS NULL").Count(&active).Error; err != nil {
		return 0, 0, err
	}
	err = r.living(ctx, now).Where("suspended_at IS NULL AND expires_at <= ?", store.Micros(soon)).Count(&expiring).Error
	return active, expiring, err
}

// literal makes a text mean itself inside LIKE.
func literal(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

// countHolding counts the living tokens that have a scope, "{slug}:{scope}".
func (r repo) countHolding(ctx context.Context, scope string, now time.Time) (int, error) {
	var n int64
	// REPLACE and not LIKE: SQLite's LIKE takes "Read" for "read".
	err := r.living(ctx, now).Where("REPLACE(scopes, ?, '') <> scopes", strings.Trim(list([]string{scope}), "[]")).Count(&n).Error
	return int(n), err
}
