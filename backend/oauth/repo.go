package oauth

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

const listMax = 50

type repo struct{ store *store.Store }

type row struct {
	ID                    string
	AppID                 string
	Environment           string
	AuthMethod            string
	Scopes                string
	Networks              string
	JWKS                  string `gorm:"column:jwks"`
	Binding               string
	NotBefore             int64
	RevokedAt             *int64
	RevokedBy             string
	RevokedReason         string
	LastIssuedAt          *int64
	SuspendedAt           *int64
	SuspendedBy           string
	SuspendedReason       string
	SuspensionUnderAt     *int64
	SuspensionUnderBy     string
	SuspensionUnderReason string
	IdleWarnedAt          *int64
	CreatedBy             string
	CreatedAt             int64 `gorm:"autoCreateTime:false"`
	UpdatedAt             int64 `gorm:"autoUpdateTime:false"`
	Version               int64
}

func (row) TableName() string { return "oauth_clients" }

type secretRow struct {
	ClientID   string `gorm:"primaryKey"`
	Generation int64  `gorm:"primaryKey"`
	MAC        []byte `gorm:"column:mac"`
	PepperKID  string `gorm:"column:pepper_kid"`
	Proof      []byte
	Last4      string `gorm:"column:last4"`
	CreatedAt  int64  `gorm:"autoCreateTime:false"`
	ExpiresAt  int64
	RevokedAt  *int64
}

func (secretRow) TableName() string { return "oauth_client_secrets" }

func (r repo) insert(ctx context.Context, c Client) error {
	err := r.store.Write(ctx).Create(&row{
		ID: c.ID, AppID: c.AppID, Environment: c.Environment, AuthMethod: string(c.Method), Scopes: list(c.Scopes), Networks: list(c.Networks),
		JWKS: c.KeySet, Binding: string(c.Binding), CreatedBy: c.CreatedBy, CreatedAt: store.Micros(c.CreatedAt), UpdatedAt: store.Micros(c.UpdatedAt), Version: c.Version,
	}).Error
	if store.IsUnique(err) {
		return ErrTaken.Because(err)
	}
	if err != nil {
		return fmt.Errorf("store OAuth client %s: %w", c.ID, err)
	}
	return r.saveSecrets(ctx, c)
}

// update writes every member that may change, and the secrets, when the stored version is still c.Version; it raises it by
// one.
func (r repo) update(ctx context.Context, c Client) error {
	notBefore := int64(0)
	if !c.NotBefore.IsZero() {
		notBefore = store.Micros(c.NotBefore)
	}
	held, under := suspensionRow(c.Suspension), suspensionRow(c.Under)
	done := r.store.Write(ctx).Model(&row{}).Where("id = ? AND version = ?", c.ID, c.Version).Updates(map[string]any{
		"suspended_at": held.SuspendedAt, "suspended_by": held.SuspendedBy, "suspended_reason": held.SuspendedReason,
		"suspension_under_at": under.SuspendedAt, "suspension_under_by": under.SuspendedBy, "suspension_under_reason": under.SuspendedReason,
		"scopes": list(c.Scopes), "networks": list(c.Networks), "jwks": c.KeySet, "binding": string(c.Binding), "not_before": notBefore, "revoked_at": store.NullMicros(c.RevokedAt),
		"revoked_by": c.RevokedBy, "revoked_reason": c.RevokedReason, "updated_at": store.Micros(c.UpdatedAt), "version": c.Version + 1,
	})
	if done.Error != nil {
		return fmt.Errorf("change OAuth client %s: %w", c.ID, done.Error)
	}
	if done.RowsAffected == 0 {
		return ErrStale
	}
	return r.saveSecrets(ctx, c)
}

// saveSecrets writes a client's secrets; of one that is there already only its end changes.
func (r repo) saveSecrets(ctx context.Context, c Client) error {
	rows := make([]secretRow, len(c.Secrets))
	for i, s := range c.Secrets {
		rows[i] = secretRow{
			ClientID: c.ID, Generation: s.Number, MAC: s.MAC[:], PepperKID: s.PepperKID, Proof: s.Proof, Last4: s.Last4,
			CreatedAt: store.Micros(s.CreatedAt), ExpiresAt: store.Micros(s.ExpiresAt), RevokedAt: store.NullMicros(s.RevokedAt),
		}
	}
	if len(rows) == 0 {
		return nil
	}
	err := r.store.Write(ctx).Clauses(clause.OnConflict{
		Columns:   []clause.Column{{Name: "client_id"}, {Name: "generation"}},
		DoUpdates: clause.AssignmentColumns([]string{"revoked_at"}),
	}).Create(&rows).Error
	if err != nil {
		return fmt.Errorf("store secrets of OAuth client %s: %w", c.ID, err)
	}
	return nil
}

func (r repo) find(ctx context.Context, id string) (Client, error) {
	var found row
	err := r.store.Read(ctx).Where("id = ?", id).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Client{}, ErrNotFound
	}
	if err != nil {
		return Client{}, fmt.Errorf("find OAuth client: %w", err)
	}
	whole, err := r.clients(ctx, []row{found})
	if err != nil {
		return Client{}, err
	}
	return whole[0], nil
}

func (r repo) ofApp(ctx context.Context, app string) ([]Client, error) {
	var rows []row
	if err := r.store.Read(ctx).Where("app_id = ?", app).Order("created_at DESC, id DESC").Limit(listMax).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list OAuth clients of %s: %w", app, err)
	}
	return r.clients(ctx, rows)
}

// clients answers whole clients for rows, in their order.
func (r repo) clients(ctx context.Context, rows []row) ([]Client, error) {
	ids := make([]string, len(rows))
	for i, found := range rows {
		ids[i] = found.ID
	}
	var secrets []secretRow
	if err := r.store.Read(ctx).Where("client_id IN ?", ids).Order("client_id, generation DESC").Find(&secrets).Error; err != nil {
		return nil, fmt.Errorf("read secrets of OAuth clients: %w", err)
	}
	of := map[string][]Secret{}
	for _, f := range secrets {
		s := Secret{
			Number: f.Generation, PepperKID: f.PepperKID, Proof: f.Proof, Last4: f.Last4, CreatedAt: store.Time(f.CreatedAt), ExpiresAt: store.Time(f.ExpiresAt),
			RevokedAt: store.NullTime(f.RevokedAt),
		}
		copy(s.MAC[:], f.MAC)
		of[f.ClientID] = append(of[f.ClientID], s)
	}
	out := make([]Client, len(rows))
	for i, found := range rows {
		var err error
		if out[i], err = found.client(); err != nil {
			return nil, err
		}
		out[i].Secrets = of[found.ID]
	}
	return out, nil
}

func (f row) client() (Client, error) {
	c := Client{
		ID: f.ID, AppID: f.AppID, Environment: f.Environment, Method: Method(f.AuthMethod), KeySet: f.JWKS, Binding: Binding(f.Binding), RevokedAt: store.NullTime(f.RevokedAt),
		RevokedBy: f.RevokedBy, RevokedReason: f.RevokedReason, LastIssuedAt: store.NullTime(f.LastIssuedAt), CreatedBy: f.CreatedBy,
		CreatedAt: store.Time(f.CreatedAt), UpdatedAt: store.Time(f.UpdatedAt), Version: f.Version,
	}
	c.Suspension = suspension(f.SuspendedAt, f.SuspendedBy, f.SuspendedReason)
	c.Under = suspension(f.SuspensionUnderAt, f.SuspensionUnderBy, f.SuspensionUnderReason)
	if f.NotBefore != 0 {
		c.NotBefore = store.Time(f.NotBefore)
	}
	if err := errors.Join(json.Unmarshal([]byte(f.Scopes), &c.Scopes), json.Unmarshal([]byte(f.Networks), &c.Networks)); err != nil {
		return Client{}, fmt.Errorf("read a stored list of OAuth client %s: %w", f.ID, err)
	}
	return c, nil
}

// issued writes when a client was last issued a token; an observation, no change.
func (r repo) issued(ctx context.Context, id string, at time.Time) error {
	return r.store.Write(ctx).Model(&row{}).Where("id = ?", id).UpdateColumns(map[string]any{"last_issued_at": store.Micros(at)}).Error
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
