package tokens

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// An ended secret is kept so that its use raises the alert: the newest of a token always, older ones for as many times
// their life as secretKeptLives, between a day and 400 days. Whoever rotates often to let an older secret be forgotten
// can't: that one lived longer, and is kept longer.
const (
	secretsKept     = 20
	secretKeptLives = 30
	secretKeptMin   = day
	secretKeptMax   = 400 * day
)

const (
	// forgetTokens is how many tokens' secrets are looked through in one transaction.
	forgetTokens = 50
	// forgettable are ended secrets whose time is over. The newest that a person made settles what a reuse of an older one
	// means (see replacedBy), so it stays while the token does. An open secret is never among them.
	forgettable = `valid_until IS NOT NULL AND valid_until <= @min
		AND (valid_until <= @max OR valid_until + @lives * (valid_until - valid_from) <= @now)
		AND generation <= (SELECT MAX(n.generation) FROM token_secrets n WHERE n.token_id = token_secrets.token_id) - @kept
		AND NOT (NOT self_made AND activated_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM token_secrets p WHERE p.token_id = token_secrets.token_id
			AND p.generation > token_secrets.generation AND NOT p.self_made AND p.activated_at IS NOT NULL))`
)

// ForgetSecrets removes ended secrets that no alert needs any more, so that a token that rotates itself every hour stays as
// cheap as others.
func (s *Service) ForgetSecrets(ctx context.Context) error {
	after := ""
	for {
		ids, err := s.repo.rotatedOften(ctx, after, forgetTokens)
		if err != nil {
			return fmt.Errorf("look for tokens with many secrets: %w", err)
		}
		if len(ids) == 0 {
			return nil
		}
		after = ids[len(ids)-1]
		err = s.Store.Tx(ctx, func(ctx context.Context) error { return s.repo.forgetSecrets(ctx, ids, s.now()) })
		if err != nil {
			return fmt.Errorf("forget ended secrets: %w", err)
		}
	}
}

// forgotten stands where the words of somebody were whose account was erased.
const forgotten = "(removed)"

// ForgetWords takes the names and descriptions off the ended tokens of apps, whose owner's account is erased, in the transaction of
// ctx.
func (s *Service) ForgetWords(ctx context.Context, apps []string) error {
	for some := range slices.Chunk(apps, forgetTokens) {
		if err := s.repo.forgetWords(ctx, some); err != nil {
			return fmt.Errorf("forget what tokens of %d apps were called: %w", len(apps), err)
		}
	}
	return nil
}

func (r repo) forgetWords(ctx context.Context, apps []string) error {
	return r.store.Write(ctx).Table("tokens").Where("app_id IN ? AND revoked_at IS NOT NULL", apps).
		Updates(map[string]any{"name": forgotten, "description": ""}).Error
}

func (r repo) rotatedOften(ctx context.Context, after string, limit int) ([]string, error) {
	var ids []string
	err := r.store.Read(ctx).Model(&secretRow{}).Distinct("token_id").Where("generation > 20 AND token_id > ?", after).
		Order("token_id").Limit(limit).Pluck("token_id", &ids).Error
	return ids, err
}

func (r repo) forgetSecrets(ctx context.Context, ids []string, now time.Time) error {
	return r.store.Write(ctx).Where("token_id IN ?", ids).Where(forgettable, map[string]any{
		"min": store.Micros(now.Add(-secretKeptMin)), "max": store.Micros(now.Add(-secretKeptMax)), "now": store.Micros(now),
		"lives": secretKeptLives, "kept": secretsKept,
	}).Delete(&secretRow{}).Error
}
