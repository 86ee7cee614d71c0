package tokens

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type repo struct{ store *store.Store }

type row struct {
	ID                    string
	Kind                  string
	Environment           string
	AppID                 string
	Name                  string
	Description           string
	Scopes                string
	Networks              string
	Origins               string
	NotBefore             *int64
	ExpiresAt             int64
	SuspendedAt           *int64
	SuspendedBy           string
	SuspendedReason       string
	SuspensionUnderAt     *int64
	SuspensionUnderBy     string
	SuspensionUnderReason string
	QuarantineMode        string
	QuarantineNetworks    string
	QuarantineAt          *int64
	QuarantineUntil       *int64
	QuarantineBy          string
	QuarantineReason      string
	RevokedAt             *int64
	RevokedBy             string
	RevokedReason         string
	CreatedBy             string
	ScopeRisk             int64
	IdleWarnedAt          *int64
	LastUsedAt            *int64
	LastUsedNetwork       string
	LastUsedOperation     string
	CreatedAt             int64 `gorm:"autoCreateTime:false"`
	UpdatedAt             int64 `gorm:"autoUpdateTime:false"`
	Version               int64
	ParentID              string
	ParentGeneration      int64
	UsesMax               int64
	Uses                  int64
	FinishSilentUS        int64 `gorm:"column:finish_silent_us"`
}

func (row) TableName() string { return "tokens" }

func (r repo) insert(ctx context.Context, t Token) error {
	var minted Ephemeral
	if t.Ephemeral != nil {
		minted = *t.Ephemeral
	}
	err := r.store.Write(ctx).Create(&row{
		ParentID: minted.Parent, ParentGeneration: minted.Generation, UsesMax: minted.UsesMax,
		ID: t.ID, Kind: string(t.Kind), Environment: t.Environment, AppID: t.AppID, Name: t.Name, Description: t.Description,
		Scopes: list(t.Scopes), Networks: list(t.Networks), Origins: list(t.Origins), NotBefore: store.NullMicros(t.NotBefore),
		ExpiresAt: store.Micros(t.ExpiresAt), CreatedBy: t.CreatedBy, CreatedAt: store.Micros(t.CreatedAt),
		UpdatedAt: store.Micros(t.UpdatedAt), Version: t.Version, QuarantineNetworks: "[]", ScopeRisk: t.ScopeRisk,
	}).Error
	if store.IsUnique(err) {
		return ErrNameTaken.Because(err)
	}
	if err != nil {
		return err
	}
	if err := r.saveAPIs(ctx, t); err != nil {
		return err
	}
	return r.saveSecrets(ctx, t)
}

// update writes every member that may change, and the secrets, when the stored version is still t.Version; it raises it
// by one.
func (r repo) update(ctx context.Context, t Token) error {
	q, under := t.Quarantine.row(), t.Under.row()
	done := r.store.Write(ctx).Model(&row{}).Where("id = ? AND version = ?", t.ID, t.Version).Updates(map[string]any{
		"quarantine_mode": q.QuarantineMode, "quarantine_networks": q.QuarantineNetworks, "quarantine_at": q.QuarantineAt,
		"quarantine_until": q.QuarantineUntil, "quarantine_by": q.QuarantineBy, "quarantine_reason": q.QuarantineReason,
		"name": t.Name, "description": t.Description, "scopes": list(t.Scopes), "scope_risk": t.ScopeRisk, "networks": list(t.Networks),
		"origins": list(t.Origins), "suspended_at": store.NullMicros(t.SuspendedAt), "suspended_by": t.SuspendedBy,
		"suspended_reason": t.SuspendedReason, "revoked_at": store.NullMicros(t.RevokedAt), "revoked_by": t.RevokedBy,
		"revoked_reason": t.RevokedReason, "updated_at": store.Micros(t.UpdatedAt), "version": t.Version + 1,
		"finish_silent_us": t.FinishSilent.Microseconds(), "suspension_under_at": under.SuspensionUnderAt,
		"suspension_under_by": under.SuspensionUnderBy, "suspension_under_reason": under.SuspensionUnderReason,
	})
	if store.IsUnique(done.Error) {
		return ErrNameTaken.Because(done.Error)
	}
	if done.Error != nil {
		return done.Error
	}
	if done.RowsAffected == 0 {
		return ErrStale
	}
	return r.saveSecrets(ctx, t)
}

func (r repo) find(ctx context.Context, id string) (Token, error) {
	var found row
	err := r.store.Read(ctx).Where("id = ?", id).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Token{}, ErrNotFound
	}
	if err != nil {
		return Token{}, fmt.Errorf("find token %s: %w", id, err)
	}
	whole, err := r.tokens(ctx, []row{found})
	if err != nil {
		return Token{}, err
	}
	return whole[0], nil
}

// used writes a last use that is at least a minute younger than the stored one.
func (r repo) used(ctx context.Context, u Use) error {
	err := r.store.Write(ctx).Model(&row{}).
		Where("id = ? AND (last_used_at IS NULL OR last_used_at <= ?)", u.TokenID, u.At-usedEvery.Microseconds()).
		UpdateColumns(map[string]any{"last_used_at": u.At, "last_used_network": u.Network, "last_used_operation": u.Operation}).Error
	if err != nil {
		return fmt.Errorf("mark token %s: %w", u.TokenID, err)
	}
	return r.secretUsed(ctx, u)
}

// tokens answers whole tokens for rows, in their order.
func (r repo) tokens(ctx context.Context, rows []row) ([]Token, error) {
	ids := make([]string, len(rows))
	for i, found := range rows {
		ids[i] = found.ID
	}
	generations, err := r.secrets(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Token, len(rows))
	for i, found := range rows {
		if out[i], err = found.token(); err != nil {
			return nil, err
		}
		out[i].Generations = generations[found.ID]
		out[i].stored = byNumber(generations[found.ID])
	}
	return out, nil
}

func (f row) token() (Token, error) {
	t := Token{
		ID: f.ID, Kind: secret.Kind(f.Kind), Environment: f.Environment, AppID: f.AppID, Name: f.Name, Description: f.Description,
		NotBefore: store.NullTime(f.NotBefore), ExpiresAt: store.Time(f.ExpiresAt), SuspendedAt: store.NullTime(f.SuspendedAt),
		SuspendedBy: f.SuspendedBy, SuspendedReason: f.SuspendedReason, RevokedAt: store.NullTime(f.RevokedAt),
		RevokedBy: f.RevokedBy, RevokedReason: f.RevokedReason, CreatedBy: f.CreatedBy, CreatedAt: store.Time(f.CreatedAt),
		UpdatedAt: store.Time(f.UpdatedAt), LastUsedAt: store.NullTime(f.LastUsedAt), LastUsedNetwork: f.LastUsedNetwork,
		LastUsedOperation: f.LastUsedOperation, ScopeRisk: f.ScopeRisk, Version: f.Version,
		FinishSilent: time.Duration(f.FinishSilentUS) * time.Microsecond,
	}
	for _, m := range []struct {
		text string
		to   *[]string
	}{{f.Scopes, &t.Scopes}, {f.Networks, &t.Networks}, {f.Origins, &t.Origins}} {
		if err := json.Unmarshal([]byte(m.text), m.to); err != nil {
			return Token{}, fmt.Errorf("read a stored list of token %s: %w", f.ID, err)
		}
	}
	if f.ParentID != "" {
		t.Ephemeral = &Ephemeral{Parent: f.ParentID, Generation: f.ParentGeneration, UsesMax: f.UsesMax, Uses: f.Uses}
	}
	if f.SuspensionUnderAt != nil {
		t.Under = &Suspension{At: store.Time(*f.SuspensionUnderAt), By: f.SuspensionUnderBy, Reason: f.SuspensionUnderReason}
	}
	var err error
	t.Quarantine, err = f.quarantine()
	return t, err
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
