package webhooks

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// busyRow is an endpoint with attempts under way.
type busyRow struct {
	EndpointID string
	Host       string
	Failing    bool
}

// busy answers the endpoints of the attempts under way on all nodes, one row for each.
func (r repo) busy(ctx context.Context, now time.Time) ([]busyRow, error) {
	var rows []busyRow
	err := r.store.Read(ctx).Table("webhook_deliveries AS d").Joins("JOIN webhook_endpoints AS e ON e.id = d.endpoint_id").
		Select("d.endpoint_id, e.host, e.failing_since IS NOT NULL AS failing").Where("d.claimed_until > ?", store.Micros(now)).Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list attempts under way: %w", err)
	}
	return rows, nil
}

// ready answers endpoints with a delivery to be tried, the longest waiting first, without those that are busy enough.
func (r repo) ready(ctx context.Context, now time.Time, full fullness, limit int) ([]Endpoint, error) {
	db := r.store.Read(ctx).Where("state = 'active' AND due_at <= ?", store.Micros(now)).Order("due_at").Limit(limit)
	if len(full.endpoints) > 0 {
		db = db.Where("id NOT IN ?", full.endpoints)
	}
	if len(full.hosts) > 0 {
		db = db.Where("host NOT IN ?", full.hosts)
	}
	if full.failing {
		db = db.Where("failing_since IS NULL")
	}
	var rows []row
	if err := db.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list webhooks that are due: %w", err)
	}
	found := make([]Endpoint, len(rows))
	for i, one := range rows {
		found[i] = one.endpoint()
	}
	return found, nil
}

// someDue reports whether any endpoint is due.
func (r repo) someDue(ctx context.Context, now time.Time) (bool, error) {
	var ids []string
	err := r.store.Read(ctx).Model(&row{}).Where("state = 'active' AND due_at <= ?", store.Micros(now)).Order("due_at").Limit(1).Pluck("id", &ids).Error
	if err != nil {
		return false, fmt.Errorf("look for webhooks that are due: %w", err)
	}
	return len(ids) > 0, nil
}

// first answers the delivery of an endpoint that has waited longest and may be tried.
func (r repo) first(ctx context.Context, endpoint string, now time.Time) (Delivery, bool, error) {
	var rows []deliveryRow
	err := r.store.Read(ctx).Where("endpoint_id = ? AND state = 'waiting' AND next_at <= ?", endpoint, store.Micros(now)).Order("next_at").Limit(1).Find(&rows).Error
	if err != nil || len(rows) == 0 {
		return Delivery{}, false, err
	}
	return rows[0].delivery(), true, nil
}

// claim takes the next attempt of a delivery until a time. false means that another node was faster.
func (r repo) claim(ctx context.Context, d Delivery, until time.Time) (bool, error) {
	us := store.Micros(until)
	done := r.store.Write(ctx).Model(&deliveryRow{}).Where("id = ? AND state = 'waiting' AND next_at = ?", d.ID, store.Micros(d.NextAt)).
		Updates(map[string]any{"next_at": us, "claimed_until": us})
	if done.Error != nil {
		return false, fmt.Errorf("claim delivery %s: %w", d.ID, done.Error)
	}
	return done.RowsAffected == 1, nil
}

// settle writes what became of a claimed delivery. false means that the claim ran out and the attempt counts no more.
func (r repo) settle(ctx context.Context, d Delivery, claimed time.Time) (bool, error) {
	done := r.store.Write(ctx).Model(&deliveryRow{}).Where("id = ? AND state = 'waiting' AND claimed_until = ?", d.ID, store.Micros(claimed)).Updates(map[string]any{
		"state": string(d.State), "attempts": d.Attempts, "next_at": store.Micros(d.NextAt), "claimed_until": nil, "last_at": store.NullMicros(d.LastAt),
		"status": d.Status, "millis": d.Millis, "problem": d.Problem, "answer": d.Answer,
	})
	if done.Error != nil {
		return false, fmt.Errorf("settle delivery %s: %w", d.ID, done.Error)
	}
	return done.RowsAffected == 1, nil
}
