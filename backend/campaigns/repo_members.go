package campaigns

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// Member is a token that a campaign asks about.
type Member struct {
	Campaign string
	TokenID  string
	AppID    string
	Owner    string
	Scopes   []string
	Networks []string
	ToldAt   *time.Time
	Outcome  Outcome
	Reason   string
	At       *time.Time // of the outcome
}

type memberRow struct {
	CampaignID string
	TokenID    string
	AppID      string
	Owner      string
	Scopes     string
	Networks   string
	ToldAt     *int64
	RemindedAt *int64
	Outcome    string
	Reason     string
	OutcomeAt  *int64
}

func (memberRow) TableName() string { return "campaign_tokens" }

func members(rows []memberRow) []Member {
	all := make([]Member, len(rows))
	for i, f := range rows {
		all[i] = Member{
			Campaign: f.CampaignID, TokenID: f.TokenID, AppID: f.AppID, Owner: f.Owner, Scopes: unlist(f.Scopes), Networks: unlist(f.Networks),
			ToldAt: store.NullTime(f.ToldAt), Outcome: Outcome(f.Outcome), Reason: f.Reason, At: store.NullTime(f.OutcomeAt),
		}
	}
	return all
}

// answer writes what came of asking about a token. A token that was kept may be narrowed later.
func (r repo) answer(ctx context.Context, token string, o Outcome, reason string, now time.Time) error {
	q := r.store.Write(ctx).Model(&memberRow{}).Where("token_id = ? AND outcome = ''", token)
	if o == Narrowed {
		q = r.store.Write(ctx).Model(&memberRow{}).Where("token_id = ?", token).
			Where("(outcome = '' OR (outcome = ? AND campaign_id IN (SELECT id FROM campaigns WHERE ended_at IS NULL)))", string(Kept))
	}
	err := q.UpdateColumns(map[string]any{"outcome": string(o), "reason": reason, "outcome_at": store.Micros(now)}).Error
	if err != nil {
		return fmt.Errorf("note that %s was %s: %w", token, o, err)
	}
	return nil
}

// asks answers the asks that wait for some tokens, by token.
func (r repo) asks(ctx context.Context, tokens []string) (map[string]Member, error) {
	var rows []memberRow
	if err := r.store.Read(ctx).Where("token_id IN ? AND outcome = ''", tokens).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read which campaigns ask about tokens: %w", err)
	}
	all := map[string]Member{}
	for _, m := range members(rows) {
		all[m.TokenID] = m
	}
	return all, nil
}

// asksOf answers what waits for some owners, behind a token. Only of apps that are theirs now.
func (r repo) asksOf(ctx context.Context, owners []string, after string, limit int) ([]Member, error) {
	var rows []memberRow
	err := r.store.Read(ctx).Where("owner IN ? AND outcome = '' AND token_id > ?", owners, after).
		Where("app_id IN (SELECT id FROM apps WHERE owner IN ?)", owners).Order("token_id").Limit(limit).Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list what waits for %v: %w", owners, err)
	}
	return members(rows), nil
}

// pass lets what waits for the owner of an app wait for another one.
func (r repo) pass(ctx context.Context, app, owner string) error {
	return r.store.Write(ctx).Model(&memberRow{}).Where("app_id = ? AND outcome = ''", app).UpdateColumn("owner", owner).Error
}

// askedOf answers the tokens of an app that wait for an answer.
func (r repo) askedOf(ctx context.Context, app string) (ids []string, err error) {
	if err := r.store.Read(ctx).Model(&memberRow{}).Where("app_id = ? AND outcome = ''", app).Order("token_id").Pluck("token_id", &ids).Error; err != nil {
		return nil, fmt.Errorf("list what is asked of %s: %w", app, err)
	}
	return ids, nil
}

// of answers the tokens of a campaign behind one; an outcome narrows them, waiting is "".
func (r repo) of(ctx context.Context, campaign string, o *Outcome, after string, limit int) ([]Member, error) {
	q := r.store.Read(ctx).Where("campaign_id = ? AND token_id > ?", campaign, after).Order("token_id").Limit(limit)
	if o != nil {
		q = q.Where("outcome = ?", string(*o))
	}
	var rows []memberRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list the tokens of campaign %s: %w", campaign, err)
	}
	return members(rows), nil
}

// nextOwner answers the next owner, behind one, who has to be told of a campaign; "" is nobody. With told set, it is who was
// told before then, hasn't answered and wasn't reminded.
func (r repo) nextOwner(ctx context.Context, campaign, after string, told *time.Time) (string, error) {
	q := r.store.Read(ctx).Model(&memberRow{}).Where("campaign_id = ? AND outcome = '' AND owner > ?", campaign, after)
	if told == nil {
		q = q.Where("told_at IS NULL")
	} else {
		q = q.Where("reminded_at IS NULL AND told_at <= ?", store.Micros(*told))
	}
	var owners []string
	if err := q.Order("owner").Limit(1).Pluck("owner", &owners).Error; err != nil || len(owners) == 0 {
		return "", err
	}
	return owners[0], nil
}

// tell marks an owner's tokens of a campaign as told, and answers them; none when another node was faster. With told set, it
// marks them as reminded.
func (r repo) tell(ctx context.Context, campaign, owner string, told *time.Time, now time.Time) ([]Member, error) {
	column, where, values := "told_at", "campaign_id = ? AND owner = ? AND outcome = '' AND told_at IS NULL", []any{campaign, owner}
	if told != nil {
		column, values = "reminded_at", append(values, store.Micros(*told))
		where = "campaign_id = ? AND owner = ? AND outcome = '' AND reminded_at IS NULL AND told_at <= ?"
	}
	var rows []memberRow
	if err := r.store.Read(ctx).Where(where, values...).Order("token_id").Find(&rows).Error; err != nil || len(rows) == 0 {
		return nil, err
	}
	done := r.store.Write(ctx).Model(&memberRow{}).Where(where, values...).UpdateColumns(map[string]any{column: store.Micros(now)})
	if done.Error != nil || done.RowsAffected == 0 {
		return nil, done.Error
	}
	return members(rows), nil
}
