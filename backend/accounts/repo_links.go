package accounts

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type linkRow struct {
	ID             string
	Purpose        string
	Email          string
	EmailCanonical string
	Name           string
	Roles          string
	Mac            []byte
	CreatedBy      string
	CreatedAt      int64
	ExpiresAt      int64
	ConsumedAt     *int64
}

func (linkRow) TableName() string { return "account_links" }

type enrolmentRow struct {
	ID             string
	BrowserMac     []byte
	Purpose        string
	Email          string
	EmailCanonical string
	Name           string
	Roles          string
	Handle         []byte
	CreatedAt      int64
	ExpiresAt      int64
}

func (enrolmentRow) TableName() string { return "account_enrolments" }

func encodeRoles(roles []rbac.Role) string {
	if roles == nil {
		roles = []rbac.Role{}
	}
	text, err := json.Marshal(roles)
	if err != nil {
		panic("encode roles: " + err.Error())
	}
	return string(text)
}

func decodeRoles(text string) ([]rbac.Role, error) {
	var roles []rbac.Role
	if err := json.Unmarshal([]byte(text), &roles); err != nil {
		return nil, fmt.Errorf("decode stored roles: %w", err)
	}
	return roles, nil
}

func (r repo) insertLink(ctx context.Context, l Link, mac [32]byte, now time.Time, consumed bool) error {
	row := linkRow{
		ID: l.ID, Purpose: string(l.Purpose), Email: l.Email, EmailCanonical: Canonical(l.Email), Name: l.Name,
		Roles: encodeRoles(l.Roles), Mac: mac[:], CreatedBy: l.CreatedBy, CreatedAt: store.Micros(now), ExpiresAt: store.Micros(l.ExpiresAt),
	}
	if consumed {
		at := store.Micros(now)
		row.ConsumedAt = &at
	}
	if err := r.store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("insert link: %w", err)
	}
	return nil
}

// consumeLink marks the link of a secret as used and answers it; ErrLinkGone when it was used, is too old or unknown.
func (r repo) consumeLink(ctx context.Context, mac [32]byte, now time.Time) (Link, error) {
	var rows []linkRow
	done := r.store.Write(ctx).Model(&rows).Clauses(clause.Returning{}).
		Where("mac = ? AND consumed_at IS NULL AND expires_at > ?", mac[:], store.Micros(now)).
		Updates(map[string]any{"consumed_at": store.Micros(now)})
	if done.Error != nil {
		return Link{}, fmt.Errorf("consume link: %w", done.Error)
	}
	if len(rows) != 1 {
		return Link{}, ErrLinkGone
	}
	roles, err := decodeRoles(rows[0].Roles)
	return Link{
		ID: rows[0].ID, Purpose: Purpose(rows[0].Purpose), Email: rows[0].Email, Name: rows[0].Name, Roles: roles,
		CreatedBy: rows[0].CreatedBy, ExpiresAt: store.Time(rows[0].ExpiresAt),
	}, err
}

// insertEnrolment replaces whatever the browser was permitted before.
func (r repo) insertEnrolment(ctx context.Context, e Enrolment, browser [32]byte, now time.Time) error {
	if err := r.store.Write(ctx).Where("browser_mac = ?", browser[:]).Delete(&enrolmentRow{}).Error; err != nil {
		return fmt.Errorf("replace enrolment: %w", err)
	}
	row := enrolmentRow{
		ID: e.ID, BrowserMac: browser[:], Purpose: string(e.Purpose), Email: e.Email, EmailCanonical: Canonical(e.Email),
		Name: e.Name, Roles: encodeRoles(e.Roles), Handle: e.Handle, CreatedAt: store.Micros(now), ExpiresAt: store.Micros(e.ExpiresAt),
	}
	if err := r.store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("insert enrolment: %w", err)
	}
	return nil
}

func (r enrolmentRow) enrolment() (Enrolment, error) {
	roles, err := decodeRoles(r.Roles)
	return Enrolment{
		ID: r.ID, Purpose: Purpose(r.Purpose), Email: r.Email, Name: r.Name, Roles: roles, Handle: r.Handle,
		ExpiresAt: store.Time(r.ExpiresAt),
	}, err
}

func (r repo) enrolmentOf(ctx context.Context, browser [32]byte, now time.Time) (Enrolment, error) {
	var rows []enrolmentRow
	err := r.store.Read(ctx).Where("browser_mac = ? AND expires_at > ?", browser[:], store.Micros(now)).Limit(1).Find(&rows).Error
	if err != nil {
		return Enrolment{}, fmt.Errorf("read enrolment: %w", err)
	}
	if len(rows) != 1 {
		return Enrolment{}, ErrNoEnrolment
	}
	return rows[0].enrolment()
}

// takeEnrolment removes an enrolment and answers it, so that it makes one account at most.
func (r repo) takeEnrolment(ctx context.Context, id string, now time.Time) (Enrolment, error) {
	var rows []enrolmentRow
	err := r.store.Write(ctx).Clauses(clause.Returning{}).Where("id = ? AND expires_at > ?", id, store.Micros(now)).Delete(&rows).Error
	if err != nil {
		return Enrolment{}, fmt.Errorf("take enrolment: %w", err)
	}
	if len(rows) != 1 {
		return Enrolment{}, ErrNoEnrolment
	}
	return rows[0].enrolment()
}

// sweep removes what can't be used any more.
func (r repo) sweep(ctx context.Context, now time.Time) error {
	at := store.Micros(now)
	for _, row := range []any{&linkRow{}, &enrolmentRow{}, &changeRow{}, &undoRow{}} {
		if err := r.store.Write(ctx).Where("expires_at < ?", at).Delete(row).Error; err != nil {
			return fmt.Errorf("sweep old links: %w", err)
		}
	}
	if err := r.store.Write(ctx).Where("resets_at < ?", at).Delete(&throttleRow{}).Error; err != nil {
		return fmt.Errorf("sweep throttles: %w", err)
	}
	return nil
}
