package webhooks

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

type row struct {
	ID           string
	AppID        *string
	Holder       string
	URL          string `gorm:"column:url"`
	Host         string
	Description  string
	Events       string
	Secret       []byte
	SecretBefore []byte
	BeforeUntil  *int64
	SecretAt     int64
	State        string
	Cause        string
	StoppedAt    *int64
	FailingSince *int64
	DueAt        *int64
	CreatedBy    string
	CreatedAt    int64 `gorm:"autoCreateTime:false"`
	UpdatedAt    int64 `gorm:"autoUpdateTime:false"`
	Version      int64
}

func (row) TableName() string { return "webhook_endpoints" }

func (r row) endpoint() Endpoint {
	e := Endpoint{
		ID: r.ID, Holder: r.Holder, URL: r.URL, Description: r.Description, Secret: r.Secret, SecretBefore: r.SecretBefore,
		BeforeUntil: store.NullTime(r.BeforeUntil), SecretAt: store.Time(r.SecretAt), State: State(r.State), Cause: Cause(r.Cause),
		StoppedAt: store.NullTime(r.StoppedAt), FailingSince: store.NullTime(r.FailingSince), CreatedBy: r.CreatedBy,
		CreatedAt: store.Time(r.CreatedAt), UpdatedAt: store.Time(r.UpdatedAt), Version: r.Version,
	}
	if r.AppID != nil {
		e.AppID = *r.AppID
	}
	_ = json.Unmarshal([]byte(r.Events), &e.Events) // written by listed alone
	return e
}

func listed(all []string) string {
	text, _ := json.Marshal(all) // of strings it can't fail
	return string(text)
}

func (r repo) insert(ctx context.Context, e Endpoint) error {
	made := row{
		ID: e.ID, Holder: e.Holder, URL: e.URL, Host: e.host(), Description: e.Description, Events: listed(e.Events), Secret: e.Secret,
		SecretAt: store.Micros(e.SecretAt), State: string(e.State), CreatedBy: e.CreatedBy, CreatedAt: store.Micros(e.CreatedAt),
		UpdatedAt: store.Micros(e.UpdatedAt), Version: e.Version,
	}
	if e.AppID != "" {
		made.AppID = &e.AppID
	}
	if err := r.store.Write(ctx).Create(&made).Error; err != nil {
		return fmt.Errorf("store webhook %s: %w", e.ID, err)
	}
	return nil
}

// update writes what may change when the stored version is still e.Version, and raises it by one.
func (r repo) update(ctx context.Context, e Endpoint) error {
	done := r.store.Write(ctx).Model(&row{}).Where("id = ? AND version = ?", e.ID, e.Version).Updates(map[string]any{
		"holder": e.Holder, "url": e.URL, "host": e.host(), "description": e.Description, "events": listed(e.Events), "secret": e.Secret,
		"secret_before": e.SecretBefore, "before_until": store.NullMicros(e.BeforeUntil), "secret_at": store.Micros(e.SecretAt),
		"state": string(e.State), "cause": string(e.Cause), "stopped_at": store.NullMicros(e.StoppedAt),
		"failing_since": store.NullMicros(e.FailingSince), "updated_at": store.Micros(e.UpdatedAt), "version": e.Version + 1,
	})
	if done.Error != nil {
		return fmt.Errorf("change webhook %s: %w", e.ID, done.Error)
	}
	if done.RowsAffected == 0 {
		return ErrStale
	}
	return nil
}

func (r repo) remove(ctx context.Context, id string) error {
	if err := r.store.Write(ctx).Where("id = ?", id).Delete(&row{}).Error; err != nil {
		return fmt.Errorf("remove webhook %s: %w", id, err)
	}
	return nil
}

// removeOf removes the endpoints of an app.
func (r repo) removeOf(ctx context.Context, app string) error {
	if err := r.store.Write(ctx).Where("app_id = ?", app).Delete(&row{}).Error; err != nil {
		return fmt.Errorf("remove webhooks of %s: %w", app, err)
	}
	return nil
}

func (r repo) find(ctx context.Context, id string) (Endpoint, error) {
	var found row
	err := r.store.Read(ctx).Where("id = ?", id).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Endpoint{}, ErrNotFound
	}
	if err != nil {
		return Endpoint{}, fmt.Errorf("read webhook %s: %w", id, err)
	}
	return found.endpoint(), nil
}

// of answers the endpoints of an app, or of the portal when app is empty, oldest first.
func (r repo) of(ctx context.Context, app string) ([]Endpoint, error) {
	db := r.store.Read(ctx).Where("app_id IS NULL")
	if app != "" {
		db = r.store.Read(ctx).Where("app_id = ?", app)
	}
	return endpoints(db)
}

// hearing answers the endpoints of an app, and of the portal.
func (r repo) hearing(ctx context.Context, app string) ([]Endpoint, error) {
	return endpoints(r.store.Read(ctx).Where("app_id = ? OR app_id IS NULL", app))
}

// appsHearing answers the apps that have endpoints.
func (r repo) appsHearing(ctx context.Context) ([]string, error) {
	var ids []string
	err := r.store.Read(ctx).Model(&row{}).Where("app_id IS NOT NULL").Distinct("app_id").Pluck("app_id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("list apps with webhooks: %w", err)
	}
	return ids, nil
}

func endpoints(db *gorm.DB) ([]Endpoint, error) {
	var rows []row
	if err := db.Order("created_at, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list webhooks: %w", err)
	}
	found := make([]Endpoint, len(rows))
	for i, one := range rows {
		found[i] = one.endpoint()
	}
	return found, nil
}

// count answers how many deliveries of an endpoint are in a state, tests aside, as far as limit.
func (r repo) count(ctx context.Context, endpoint string, state DeliveryState, limit int) (int64, error) {
	var n int64
	few := r.store.Read(ctx).Model(&deliveryRow{}).Select("id").Where("endpoint_id = ? AND state = ? AND event <> ?", endpoint, string(state), EventTest).Limit(limit)
	if err := r.store.Read(ctx).Table("(?) AS few", few).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count deliveries of %s: %w", endpoint, err)
	}
	return n, nil
}

// due notes when the first waiting delivery of an endpoint may be tried, not before a time.
func (r repo) due(ctx context.Context, endpoint string, rest time.Time) error {
	var first *int64
	err := r.store.Read(ctx).Model(&deliveryRow{}).Select("MIN(next_at)").Where("endpoint_id = ? AND state = 'waiting'", endpoint).Scan(&first).Error
	if err != nil {
		return fmt.Errorf("find the first delivery of %s: %w", endpoint, err)
	}
	if first != nil && !rest.IsZero() {
		later := max(*first, store.Micros(rest))
		first = &later
	}
	if err := r.store.Write(ctx).Model(&row{}).Where("id = ?", endpoint).Update("due_at", first).Error; err != nil {
		return fmt.Errorf("note when %s is due: %w", endpoint, err)
	}
	return nil
}

// failing notes since when an endpoint fails; nil is that it doesn't.
func (r repo) failing(ctx context.Context, endpoint string, since *time.Time) error {
	db := r.store.Write(ctx).Model(&row{}).Where("id = ?", endpoint)
	if since != nil {
		db = db.Where("failing_since IS NULL")
	} else {
		db = db.Where("failing_since IS NOT NULL")
	}
	if err := db.Update("failing_since", store.NullMicros(since)).Error; err != nil {
		return fmt.Errorf("note since when %s fails: %w", endpoint, err)
	}
	return nil
}
