package access

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type repo struct{ store *store.Store }

type requestRow struct {
	ID            string
	AppID         string
	AppName       string
	RequesterID   string
	Justification string
	State         string
	Reason        string
	EndsAt        *int64
	DecidedAt     *int64
	DecidedBy     string
	CreatedAt     int64 `gorm:"autoCreateTime:false"`
	UpdatedAt     int64 `gorm:"autoUpdateTime:false"`
	Version       int64
	TokenID       string
}

func (requestRow) TableName() string { return "access_requests" }

type itemRow struct {
	RequestID     string
	Position      int64
	APIID         string `gorm:"column:api_id"`
	PlanID        string
	Environment   string
	Scopes        string
	GrantedScopes string
	State         string
	GrantID       string
}

func (itemRow) TableName() string { return "request_items" }

func (r repo) insertRequest(ctx context.Context, q Request) error {
	err := r.store.Write(ctx).Create(&requestRow{
		ID: q.ID, AppID: q.AppID, AppName: q.AppName, RequesterID: q.Requester, Justification: q.Justification,
		State: string(q.State), Reason: q.Reason, EndsAt: store.NullMicros(q.EndsAt), DecidedAt: store.NullMicros(q.DecidedAt),
		DecidedBy: q.DecidedBy, CreatedAt: store.Micros(q.CreatedAt), UpdatedAt: store.Micros(q.CreatedAt), Version: q.Version, TokenID: q.TokenID,
	}).Error
	if err != nil {
		return err
	}
	rows := make([]itemRow, len(q.Items))
	for i, it := range q.Items {
		rows[i] = itemRow{
			RequestID: q.ID, Position: int64(i), APIID: it.APIID, PlanID: it.PlanID, Environment: it.Environment,
			Scopes: list(it.Scopes), GrantedScopes: list(it.Granted), State: string(it.State), GrantID: it.GrantID,
		}
	}
	return r.store.Write(ctx).Create(&rows).Error
}

// updateRequest stores a pending request's outcome when its version is still q.Version, and raises it by one.
func (r repo) updateRequest(ctx context.Context, q Request, now time.Time) error {
	done := r.store.Write(ctx).Model(&requestRow{}).
		Where("id = ? AND version = ? AND state = ?", q.ID, q.Version, string(Pending)).
		Updates(map[string]any{
			"state": string(q.State), "reason": q.Reason, "ends_at": store.NullMicros(q.EndsAt),
			"decided_at": store.NullMicros(q.DecidedAt), "decided_by": q.DecidedBy, "updated_at": store.Micros(now),
			"version": q.Version + 1,
		})
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return ErrDecided
	}
	for i, it := range q.Items {
		err := r.store.Write(ctx).Model(&itemRow{}).Where("request_id = ? AND position = ?", q.ID, i).
			Updates(map[string]any{"state": string(it.State), "granted_scopes": list(it.Granted), "grant_id": it.GrantID}).Error
		if err != nil {
			return err
		}
	}
	return nil
}

// within answers a question about the requests that a reach admits.
func (r repo) within(ctx context.Context, in reach) *gorm.DB {
	q := r.store.Read(ctx).Model(&requestRow{})
	if in.all {
		return q
	}
	return q.Where("(app_id IN (SELECT id FROM apps WHERE owner IN ?) OR requester_id = ? AND requester_id <> '' AND NOT EXISTS (SELECT 1 FROM apps WHERE apps.id = access_requests.app_id))",
		in.owners, in.requester)
}

func (r repo) request(ctx context.Context, id string, in reach) (Request, error) {
	q := r.within(ctx, in).Where("id = ?", id)
	var found requestRow
	err := q.Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Request{}, ErrRequestNotFound
	}
	if err != nil {
		return Request{}, fmt.Errorf("find request %s: %w", id, err)
	}
	whole, err := r.withItems(ctx, []requestRow{found})
	if err != nil {
		return Request{}, err
	}
	return whole[0], nil
}

// requests answers requests newest first; ids sort by the time of their making.
func (r repo) requests(ctx context.Context, f filter, before string, limit int) ([]Request, error) {
	q := r.within(ctx, f.reach)
	if f.app != "" {
		q = q.Where("app_id = ?", f.app)
	}
	if f.state != "" {
		q = q.Where("state = ?", string(f.state))
	}
	if f.api != "" {
		q = q.Where("id IN (?)", r.store.Read(ctx).Model(&itemRow{}).Select("request_id").Where("api_id = ?", f.api))
	}
	if before != "" {
		q = q.Where("id < ?", before)
	}
	var found []requestRow
	if err := q.Order("id DESC").Limit(limit).Find(&found).Error; err != nil {
		return nil, err
	}
	return r.withItems(ctx, found)
}

func (r repo) withItems(ctx context.Context, rows []requestRow) ([]Request, error) {
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	var items []itemRow
	if err := r.store.Read(ctx).Where("request_id IN ?", ids).Order("request_id, position").Find(&items).Error; err != nil {
		return nil, fmt.Errorf("read items of requests: %w", err)
	}
	byRequest := map[string][]Item{}
	for _, row := range items {
		it := Item{APIID: row.APIID, PlanID: row.PlanID, Environment: row.Environment, State: State(row.State), GrantID: row.GrantID}
		if err := unlist(row.Scopes, &it.Scopes); err != nil {
			return nil, err
		}
		if err := unlist(row.GrantedScopes, &it.Granted); err != nil {
			return nil, err
		}
		byRequest[row.RequestID] = append(byRequest[row.RequestID], it)
	}
	out := make([]Request, len(rows))
	for i, row := range rows {
		out[i] = Request{
			ID: row.ID, AppID: row.AppID, AppName: row.AppName, Requester: row.RequesterID, Justification: row.Justification,
			State: State(row.State), Reason: row.Reason, EndsAt: store.NullTime(row.EndsAt), DecidedAt: store.NullTime(row.DecidedAt),
			DecidedBy: row.DecidedBy, CreatedAt: store.Time(row.CreatedAt), Version: row.Version, TokenID: row.TokenID, Items: byRequest[row.ID],
		}
	}
	return out, nil
}

// pendingFor reports whether an item for this app, API and environment waits for a decision.
func (r repo) pendingFor(ctx context.Context, app, api, environment string) (bool, error) {
	var n int64
	err := r.store.Read(ctx).Model(&itemRow{}).
		Joins("JOIN access_requests q ON q.id = request_items.request_id").
		Where("q.app_id = ? AND q.state = ? AND request_items.state = ?", app, string(Pending), string(Pending)).
		Where("request_items.api_id = ? AND request_items.environment = ?", api, environment).Count(&n).Error
	if err != nil {
		return false, fmt.Errorf("look for pending requests of %s: %w", app, err)
	}
	return n > 0, nil
}

func (r repo) countPending(ctx context.Context) (int64, error) {
	var n int64
	err := r.store.Read(ctx).Model(&requestRow{}).Where("state = ?", string(Pending)).Count(&n).Error
	return n, err
}

func list(values []string) string {
	if len(values) == 0 {
		return "[]"
	}
	text, err := json.Marshal(values)
	if err != nil {
		panic("encode a list of strings: " + err.Error())
	}
	return string(text)
}

func unlist(text string, into *[]string) error {
	if err := json.Unmarshal([]byte(text), into); err != nil {
		return fmt.Errorf("read a stored list: %w", err)
	}
	return nil
}
