package campaigns

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type repo struct{ store *store.Store }

type adviceRow struct {
	TokenID    string
	AppID      string
	Scopes     string
	Networks   string
	Risk       int64
	Calls      int64
	ComputedAt int64
	KeptScopes string
	KeptReason string
	KeptBy     string
	KeptAt     *int64
	KeptUntil  *int64
}

func (adviceRow) TableName() string { return "token_advice" }

type thingRow struct {
	Thing   string
	Risk    int64
	TokenID string
}

func (thingRow) TableName() string { return "token_advice_things" }

// list and unlist hold lists of text as JSON arrays.
func list(all []string) string {
	if len(all) == 0 {
		return "[]"
	}
	text, err := json.Marshal(all)
	if err != nil {
		panic("encode a list of texts: " + err.Error())
	}
	return string(text)
}

func unlist(text string) []string {
	all := []string{}
	if json.Unmarshal([]byte(text), &all) != nil {
		return []string{}
	}
	return all
}

func (r adviceRow) advised() Advised {
	a := Advised{
		TokenID: r.TokenID, AppID: r.AppID, Scopes: unlist(r.Scopes), Networks: unlist(r.Networks), Risk: r.Risk, Calls: r.Calls,
		ComputedAt: store.Time(r.ComputedAt),
	}
	if r.KeptAt != nil && r.KeptUntil != nil {
		a.Keep = Keep{Scopes: unlist(r.KeptScopes), Reason: r.KeptReason, By: r.KeptBy, At: store.Time(*r.KeptAt), Until: store.Time(*r.KeptUntil)}
	}
	return a
}

func rowOf(a Advised) adviceRow {
	f := adviceRow{
		TokenID: a.TokenID, AppID: a.AppID, Scopes: list(a.Scopes), Networks: list(a.Networks), Risk: a.Risk, Calls: a.Calls,
		ComputedAt: store.Micros(a.ComputedAt),
	}
	if !a.Keep.Until.IsZero() {
		f.KeptScopes, f.KeptReason, f.KeptBy = list(a.Keep.Scopes), a.Keep.Reason, a.Keep.By
		f.KeptAt, f.KeptUntil = store.NullMicros(&a.Keep.At), store.NullMicros(&a.Keep.Until)
	}
	return f
}

func (r repo) found(ctx context.Context, where string, values ...any) ([]Advised, error) {
	var rows []adviceRow
	if err := r.store.Read(ctx).Where(where, values...).Order("token_id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read what is advised: %w", err)
	}
	all := make([]Advised, len(rows))
	for i, f := range rows {
		all[i] = f.advised()
	}
	return all, nil
}

// adviceOf answers what is advised for a token; known is false for nothing.
func (r repo) adviceOf(ctx context.Context, token string) (a Advised, known bool, err error) {
	all, err := r.found(ctx, "token_id = ?", token)
	if err != nil || len(all) == 0 {
		return Advised{}, false, err
	}
	return all[0], true, nil
}

// between answers what is advised for the tokens behind an id, up to and with another; without that to the end.
func (r repo) between(ctx context.Context, after, last string) ([]Advised, error) {
	if last == "" {
		return r.found(ctx, "token_id > ?", after)
	}
	return r.found(ctx, "token_id > ? AND token_id <= ?", after, last)
}

// save writes what is advised for a token, in the place of what was.
func (r repo) save(ctx context.Context, a Advised) error {
	f := rowOf(a)
	if err := r.store.Write(ctx).Clauses(clause.OnConflict{Columns: []clause.Column{{Name: "token_id"}}, UpdateAll: true}).Create(&f).Error; err != nil {
		return fmt.Errorf("write what is advised for %s: %w", a.TokenID, err)
	}
	if err := r.store.Write(ctx).Where("token_id = ?", a.TokenID).Delete(&thingRow{}).Error; err != nil {
		return fmt.Errorf("forget what %s could lose: %w", a.TokenID, err)
	}
	var things []thingRow
	seen := map[string]bool{}
	for _, scope := range a.Scopes {
		api, _, _ := strings.Cut(scope, ":")
		for _, thing := range []string{api, scope} {
			if !seen[thing] {
				seen[thing] = true
				things = append(things, thingRow{Thing: thing, Risk: a.Risk, TokenID: a.TokenID})
			}
		}
	}
	if len(things) == 0 {
		return nil
	}
	if err := r.store.Write(ctx).Create(&things).Error; err != nil {
		return fmt.Errorf("write what %s could lose: %w", a.TokenID, err)
	}
	return nil
}

// drop forgets what is advised for a token, and answers for it in the campaign that asks about it.
func (r repo) drop(ctx context.Context, token string, o Outcome, now time.Time) error {
	if err := r.store.Write(ctx).Where("token_id = ?", token).Delete(&thingRow{}).Error; err != nil {
		return fmt.Errorf("forget what %s could lose: %w", token, err)
	}
	if err := r.store.Write(ctx).Where("token_id = ?", token).Delete(&adviceRow{}).Error; err != nil {
		return fmt.Errorf("forget what is advised for %s: %w", token, err)
	}
	return r.answer(ctx, token, o, "", now)
}
