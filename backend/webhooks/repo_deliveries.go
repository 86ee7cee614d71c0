package webhooks

import (
	"context"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type deliveryRow struct {
	ID           string
	EndpointID   string
	MessageID    string
	Event        string
	Body         string
	State        string
	Attempts     int64
	NextAt       int64
	ClaimedUntil *int64
	CreatedAt    int64 `gorm:"autoCreateTime:false"`
	LastAt       *int64
	Status       int64
	Millis       int64
	Problem      string
	Answer       string
}

func (deliveryRow) TableName() string { return "webhook_deliveries" }

func (r deliveryRow) delivery() Delivery {
	return Delivery{
		ID: r.ID, EndpointID: r.EndpointID, MessageID: r.MessageID, Event: r.Event, Body: r.Body, State: DeliveryState(r.State),
		Attempts: r.Attempts, NextAt: store.Time(r.NextAt), ClaimedUntil: store.NullTime(r.ClaimedUntil), CreatedAt: store.Time(r.CreatedAt),
		LastAt: store.NullTime(r.LastAt), Status: r.Status, Millis: r.Millis, Problem: r.Problem, Answer: r.Answer,
	}
}

func (r repo) insertDelivery(ctx context.Context, d Delivery) error {
	made := deliveryRow{
		ID: d.ID, EndpointID: d.EndpointID, MessageID: d.MessageID, Event: d.Event, Body: d.Body, State: string(Waiting),
		NextAt: store.Micros(d.NextAt), ClaimedUntil: store.NullMicros(d.ClaimedUntil), CreatedAt: store.Micros(d.CreatedAt),
	}
	if err := r.store.Write(ctx).Create(&made).Error; err != nil {
		return fmt.Errorf("store delivery of %s: %w", d.EndpointID, err)
	}
	return nil
}

// sooner makes an endpoint due at a time unless it is already.
func (r repo) sooner(ctx context.Context, endpoint string, at time.Time) error {
	us := store.Micros(at)
	err := r.store.Write(ctx).Model(&row{}).Where("id = ? AND (due_at IS NULL OR due_at > ?)", endpoint, us).Update("due_at", us).Error
	if err != nil {
		return fmt.Errorf("make %s due: %w", endpoint, err)
	}
	return nil
}

// Asked narrows the log of an endpoint. Empty members don't.
type Asked struct {
	State DeliveryState
	Event string
}

func (r repo) deliveries(ctx context.Context, endpoint string, a Asked, before string, limit int) ([]Delivery, error) {
	db := r.store.Read(ctx).Where("endpoint_id = ?", endpoint).Order("id DESC").Limit(limit)
	if a.State != "" {
		db = db.Where("state = ?", string(a.State))
	}
	if a.Event != "" {
		db = db.Where("event = ?", a.Event)
	}
	if before != "" {
		db = db.Where("id < ?", before)
	}
	var rows []deliveryRow
	if err := db.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list deliveries of %s: %w", endpoint, err)
	}
	found := make([]Delivery, len(rows))
	for i, one := range rows {
		found[i] = one.delivery()
	}
	return found, nil
}

func (r repo) delivery(ctx context.Context, endpoint, id string) (Delivery, error) {
	var found deliveryRow
	err := r.store.Read(ctx).Where("id = ? AND endpoint_id = ?", id, endpoint).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Delivery{}, ErrDeliveryNotFound
	}
	if err != nil {
		return Delivery{}, fmt.Errorf("read delivery %s: %w", id, err)
	}
	return found.delivery(), nil
}

// again lets deliveries that are over wait from now on as if they were new; ids empty is every failed one since a time.
func (r repo) again(ctx context.Context, endpoint string, id string, since, now time.Time) (int64, error) {
	db := r.store.Write(ctx).Model(&deliveryRow{}).Where("endpoint_id = ?", endpoint)
	if id != "" {
		db = db.Where("id = ? AND state <> 'waiting'", id)
	} else {
		db = db.Where("state = 'failed' AND created_at >= ? AND event <> ?", store.Micros(since), EventTest)
	}
	done := db.Updates(map[string]any{"state": string(Waiting), "attempts": 0, "next_at": store.Micros(now), "claimed_until": nil, "problem": ""})
	if done.Error != nil {
		return 0, fmt.Errorf("replay deliveries of %s: %w", endpoint, done.Error)
	}
	return done.RowsAffected, nil
}

// forget deletes what was made before a time, at most so many.
func (r repo) forget(ctx context.Context, before time.Time, limit int) (int64, error) {
	old := r.store.Read(ctx).Model(&deliveryRow{}).Select("id").Where("created_at < ?", store.Micros(before)).Order("created_at").Limit(limit)
	done := r.store.Write(ctx).Where("id IN (?)", old).Delete(&deliveryRow{})
	if done.Error != nil {
		return 0, fmt.Errorf("forget deliveries: %w", done.Error)
	}
	return done.RowsAffected, nil
}
