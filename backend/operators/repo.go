package operators

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type tokenRow struct {
	ID         string
	Name       string
	Role       string
	Hint       string
	Mac        []byte
	PepperID   string
	Proof      []byte
	CreatedBy  string
	OwnerID    *string
	CreatedAt  int64
	ExpiresAt  int64
	RevokedAt  *int64
	LastUsedAt *int64
}

func (tokenRow) TableName() string { return "operator_tokens" }

// stored is a token with what verifies its secret.
type stored struct {
	Token
	mac      [32]byte
	pepperID string
	proof    []byte // nil for tokens that are older than proofs
}

func (r tokenRow) stored() stored {
	s := stored{pepperID: r.PepperID, proof: r.Proof, Token: Token{
		ID: r.ID, Name: r.Name, Role: rbac.Role(r.Role), Hint: r.Hint, CreatedBy: r.CreatedBy, CreatedAt: store.Time(r.CreatedAt),
		ExpiresAt: store.Time(r.ExpiresAt), RevokedAt: store.NullTime(r.RevokedAt), LastUsedAt: store.NullTime(r.LastUsedAt),
	}}
	copy(s.mac[:], r.Mac)
	if r.OwnerID != nil {
		s.Owner = *r.OwnerID
	}
	return s
}

type repo struct{ store *store.Store }

func (r repo) insert(ctx context.Context, s stored) error {
	row := tokenRow{
		ID: s.ID, Name: s.Name, Role: string(s.Role), Hint: s.Hint, Mac: s.mac[:], PepperID: s.pepperID, Proof: s.proof, CreatedBy: s.CreatedBy,
		CreatedAt: store.Micros(s.CreatedAt), ExpiresAt: store.Micros(s.ExpiresAt),
	}
	if s.Owner != "" {
		row.OwnerID = &s.Owner
	}
	if err := r.store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("insert operator token: %w", err)
	}
	return nil
}

func (r repo) byID(ctx context.Context, id string) (stored, error) {
	var rows []tokenRow
	if err := r.store.Read(ctx).Where("id = ?", id).Limit(1).Find(&rows).Error; err != nil {
		return stored{}, fmt.Errorf("read operator token: %w", err)
	}
	if len(rows) == 0 {
		return stored{}, ErrNotFound
	}
	return rows[0].stored(), nil
}

// list answers tokens, newest first, from after the one that was made at (microseconds) and has this id: those of an owner, or all.
func (r repo) list(ctx context.Context, owner string, at int64, id string, limit int) ([]Token, error) {
	db := r.store.Read(ctx).Order("created_at DESC, id DESC").Limit(limit)
	if owner != "" {
		db = db.Where("owner_id = ?", owner)
	}
	if id != "" {
		db = db.Where("(created_at < ? OR (created_at = ? AND id < ?))", at, at, id)
	}
	var rows []tokenRow
	if err := db.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list operator tokens: %w", err)
	}
	out := make([]Token, len(rows))
	for i, row := range rows {
		out[i] = row.stored().Token
	}
	return out, nil
}

// revoke ends a token and reports whether it was this call that did.
func (r repo) revoke(ctx context.Context, id string, now time.Time) (bool, error) {
	done := r.store.Write(ctx).Table("operator_tokens").Where("id = ? AND revoked_at IS NULL", id).
		Updates(map[string]any{"revoked_at": store.Micros(now)})
	if done.Error != nil {
		return false, fmt.Errorf("revoke operator token %s: %w", id, done.Error)
	}
	return done.RowsAffected == 1, nil
}

func (r repo) used(ctx context.Context, id string, at time.Time) error {
	us := store.Micros(at)
	err := r.store.Write(ctx).Table("operator_tokens").Where("id = ? AND (last_used_at IS NULL OR last_used_at < ?)", id, us).
		Updates(map[string]any{"last_used_at": us}).Error
	if err != nil {
		return fmt.Errorf("note use of operator token %s: %w", id, err)
	}
	return nil
}

func (r repo) names(ctx context.Context, ids []string) (map[string]string, error) {
	var rows []tokenRow
	if err := r.store.Read(ctx).Select("id", "name").Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("name %d operator tokens: %w", len(ids), err)
	}
	names := make(map[string]string, len(rows))
	for _, row := range rows {
		names[rbac.MachineID(row.ID)] = row.Name
	}
	return names, nil
}
