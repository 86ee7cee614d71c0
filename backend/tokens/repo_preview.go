package tokens

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// effect counts the tokens that break a rule, in one pass of the database over them.
func (r repo) effect(ctx context.Context, s policy.Step, rule policy.Rule, now, since time.Time, e *Effect) error {
	ofApps := r.breaking(ctx, s, rule, now).Group("tokens.app_id").
		Select("tokens.app_id, COUNT(*) AS tokens, COUNT(CASE WHEN tokens.last_used_at >= ? THEN 1 END) AS used", store.Micros(since))
	var found []struct {
		Owner        string
		Tokens, Used int64
	}
	err := r.store.Read(ctx).Table("(?) AS b", ofApps).Joins("JOIN apps ON apps.id = b.app_id").Group("apps.owner").
		Select("apps.owner, CAST(SUM(b.tokens) AS BIGINT) AS tokens, CAST(SUM(b.used) AS BIGINT) AS used").Order("tokens DESC, apps.owner").Scan(&found).Error
	for i, f := range found {
		e.Tokens, e.UsedLately, e.Owners = e.Tokens+f.Tokens, e.UsedLately+f.Used, e.Owners+1
		if i < ownersMax {
			e.Most = append(e.Most, OwnerCount{Owner: f.Owner, Tokens: f.Tokens})
		}
	}
	return err
}

// named is what the naming rule is held against, and who owns it.
type named struct {
	ID         string
	Name       string
	Owner      string
	LastUsedAt *int64
}

const namesBatch = 5000

// eachName lets look see every living token under a step, a batch at a time.
func (r repo) eachName(ctx context.Context, s policy.Step, now time.Time, look func(named)) error {
	for after, more := "", true; more; {
		var found []named
		err := under(r.living(ctx, now), s.Place).Joins("JOIN apps ON apps.id = tokens.app_id").
			Select("tokens.id, tokens.name, apps.owner, tokens.last_used_at").Where("tokens.id > ?", after).
			Order("tokens.id").Limit(namesBatch).Scan(&found).Error
		if err != nil {
			return err
		}
		more = len(found) == namesBatch
		for _, n := range found {
			after = n.ID
			look(n)
		}
	}
	return nil
}

// inOrder answers tokens by id, in that order.
func (r repo) inOrder(ctx context.Context, ids []string) ([]Token, error) {
	var found []row
	if err := r.store.Read(ctx).Where("id IN ?", ids).Order("id").Find(&found).Error; err != nil {
		return nil, err
	}
	return r.tokens(ctx, found)
}
