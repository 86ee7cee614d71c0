package campaigns

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type campaignRow struct {
	ID        string
	Name      string
	Words     string
	Filter    string
	DueAt     *int64
	CreatedBy string
	CreatedAt int64 `gorm:"autoCreateTime:false"`
	EndedBy   string
	EndedAt   *int64
}

func (campaignRow) TableName() string { return "campaigns" }

func (f campaignRow) campaign() (Campaign, error) {
	c := Campaign{
		ID: f.ID, Name: f.Name, Words: f.Words, Due: store.NullTime(f.DueAt), CreatedBy: f.CreatedBy, CreatedAt: store.Time(f.CreatedAt),
		EndedBy: f.EndedBy, EndedAt: store.NullTime(f.EndedAt),
	}
	if err := json.Unmarshal([]byte(f.Filter), &c.Filter); err != nil {
		return Campaign{}, fmt.Errorf("read the filter of campaign %s: %w", f.ID, err)
	}
	return c, nil
}

func (r repo) insert(ctx context.Context, c Campaign) error {
	filter, err := json.Marshal(c.Filter)
	if err != nil {
		return fmt.Errorf("store a campaign: %w", err)
	}
	err = r.store.Write(ctx).Create(&campaignRow{
		ID: c.ID, Name: c.Name, Words: c.Words, Filter: string(filter), DueAt: store.NullMicros(c.Due), CreatedBy: c.CreatedBy,
		CreatedAt: store.Micros(c.CreatedAt),
	}).Error
	if err != nil {
		return fmt.Errorf("store a campaign: %w", err)
	}
	return nil
}

// enlist puts the tokens that a filter lets through and nobody asks about into a campaign, and answers how many there were.
func (r repo) enlist(ctx context.Context, c Campaign, now time.Time) (int64, error) {
	f := c.Filter
	f.State = stateUnasked
	q, _ := r.matching(ctx, f, now)
	matching := q.Joins("JOIN apps ON apps.id = a.app_id").Select("a.token_id, a.app_id, apps.owner, a.scopes, a.networks")
	done := r.store.Write(ctx).Exec(`INSERT INTO campaign_tokens (campaign_id, token_id, app_id, owner, scopes, networks)
		SELECT ?, s.token_id, s.app_id, s.owner, s.scopes, s.networks FROM (?) AS s WHERE TRUE ON CONFLICT DO NOTHING`, c.ID, matching)
	if done.Error != nil {
		return 0, fmt.Errorf("put tokens into campaign %s: %w", c.ID, done.Error)
	}
	return done.RowsAffected, nil
}

func (r repo) campaign(ctx context.Context, id string) (Campaign, error) {
	var found campaignRow
	err := r.store.Read(ctx).Where("id = ?", id).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Campaign{}, ErrNotFound
	}
	if err != nil {
		return Campaign{}, fmt.Errorf("read campaign %s: %w", id, err)
	}
	return found.campaign()
}

// campaigns answers campaigns before an id, the newest first; ids are in the order of time.
func (r repo) campaigns(ctx context.Context, before string, limit int) ([]Campaign, error) {
	q := r.store.Read(ctx).Order("id DESC").Limit(limit)
	if before != "" {
		q = q.Where("id < ?", before)
	}
	return r.listed(q)
}

// running answers the campaigns that aren't over, the oldest first.
func (r repo) running(ctx context.Context) ([]Campaign, error) {
	return r.listed(r.store.Read(ctx).Where("ended_at IS NULL").Order("created_at"))
}

func (r repo) listed(q *gorm.DB) ([]Campaign, error) {
	var rows []campaignRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list campaigns: %w", err)
	}
	all := make([]Campaign, len(rows))
	for i, f := range rows {
		var err error
		if all[i], err = f.campaign(); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// end ends a campaign and what waits in it; ended is false when it was over already.
func (r repo) end(ctx context.Context, id, by string, now time.Time) (ended bool, err error) {
	done := r.store.Write(ctx).Model(&campaignRow{}).Where("id = ? AND ended_at IS NULL", id).
		UpdateColumns(map[string]any{"ended_at": store.Micros(now), "ended_by": by})
	if done.Error != nil || done.RowsAffected == 0 {
		return false, done.Error
	}
	return true, r.store.Write(ctx).Model(&memberRow{}).Where("campaign_id = ? AND outcome = ''", id).
		UpdateColumns(map[string]any{"outcome": string(Unanswered), "outcome_at": store.Micros(now)}).Error
}

// Progress is how far a campaign is: its tokens by outcome ("" waits), how many of them their owners were told of, and how
// many were narrowed by day.
type Progress struct {
	Tokens   int64
	Told     int64
	Outcomes map[Outcome]int64
	Narrowed []NarrowedDay
}

// NarrowedDay is how many tokens were narrowed on a day (its beginning, UTC).
type NarrowedDay struct {
	Day    time.Time
	Tokens int64
}

func (r repo) progress(ctx context.Context, id string) (Progress, error) {
	var rows []struct {
		Outcome      string
		Tokens, Told int64
	}
	err := r.store.Read(ctx).Model(&memberRow{}).Where("campaign_id = ?", id).Group("outcome").
		Select("outcome, COUNT(*) AS tokens, COUNT(told_at) AS told").Scan(&rows).Error
	if err != nil {
		return Progress{}, fmt.Errorf("count the tokens of campaign %s: %w", id, err)
	}
	p := Progress{Outcomes: map[Outcome]int64{}, Narrowed: []NarrowedDay{}}
	for _, f := range rows {
		p.Outcomes[Outcome(f.Outcome)] = f.Tokens
		p.Tokens, p.Told = p.Tokens+f.Tokens, p.Told+f.Told
	}
	var days []struct{ Day, Tokens int64 }
	err = r.store.Read(ctx).Model(&memberRow{}).Where("campaign_id = ? AND outcome = ?", id, string(Narrowed)).
		Select("outcome_at / 86400000000 AS day, COUNT(*) AS tokens").Group("outcome_at / 86400000000").Order("day").Scan(&days).Error
	if err != nil {
		return Progress{}, fmt.Errorf("count what was narrowed in campaign %s: %w", id, err)
	}
	for _, d := range days {
		p.Narrowed = append(p.Narrowed, NarrowedDay{Day: time.Unix(d.Day*int64(day/time.Second), 0).UTC(), Tokens: d.Tokens})
	}
	return p, nil
}
