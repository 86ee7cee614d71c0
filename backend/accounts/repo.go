package accounts

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type accountRow struct {
	ID             string
	Email          string
	EmailCanonical string
	Name           string
	Handle         []byte
	State          string
	Demo           bool
	Version        int64
	CreatedAt      int64
	UpdatedAt      int64
	DisabledAt     *int64
	RecoveredAt    *int64
	LastSeenAt     *int64

	InactiveAt            *int64
	EnabledAt             *int64
	InactiveWarnedAt      *int64
	InactiveWarnedAgainAt *int64
}

func (accountRow) TableName() string { return "accounts" }

type roleRow struct {
	AccountID string
	Role      string
	GrantedBy string
	GrantedAt int64
}

func (roleRow) TableName() string { return "account_roles" }

func (r accountRow) account(roles []rbac.Role) Account {
	state := State(r.State)
	if state == Disabled && r.InactiveAt != nil {
		state = Inactive
	}
	return Account{
		ID: r.ID, Email: r.Email, Name: r.Name, Handle: r.Handle, State: state, Demo: r.Demo, Roles: roles,
		Version: r.Version, CreatedAt: store.Time(r.CreatedAt), UpdatedAt: store.Time(r.UpdatedAt),
		DisabledAt: store.NullTime(r.DisabledAt), RecoveredAt: store.NullTime(r.RecoveredAt), LastSeenAt: store.NullTime(r.LastSeenAt),
		InactiveAt: store.NullTime(r.InactiveAt), EnabledAt: store.NullTime(r.EnabledAt),
		InactiveWarnedAt: store.NullTime(r.InactiveWarnedAt), InactiveWarnedAgainAt: store.NullTime(r.InactiveWarnedAgainAt),
	}
}

type repo struct{ store *store.Store }

// one answers the account of the first matching row, or ErrNotFound.
func (r repo) one(ctx context.Context, condition string, value any) (Account, error) {
	var row accountRow
	err := r.store.Read(ctx).Where(condition, value).Take(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Account{}, ErrNotFound
	}
	if err != nil {
		return Account{}, fmt.Errorf("read account: %w", err)
	}
	list, err := r.withRoles(ctx, []accountRow{row})
	if err != nil {
		return Account{}, err
	}
	return list[0], nil
}

func (r repo) byID(ctx context.Context, id string) (Account, error) { return r.one(ctx, "id = ?", id) }

func (r repo) byAddress(ctx context.Context, canonical string) (Account, error) {
	return r.one(ctx, "email_canonical = ?", canonical)
}

// peek looks an address up with one statement, whether it is known or not; the zero row stands for an unknown one.
func (r repo) peek(ctx context.Context, canonical string) (accountRow, error) {
	var rows []accountRow
	if err := r.store.Read(ctx).Where("email_canonical = ?", canonical).Limit(1).Find(&rows).Error; err != nil {
		return accountRow{}, fmt.Errorf("look up address: %w", err)
	}
	if len(rows) == 0 {
		return accountRow{}, nil
	}
	return rows[0], nil
}

func (r repo) byHandle(ctx context.Context, handle []byte) (Account, error) {
	return r.one(ctx, "handle = ?", handle)
}

func (r repo) withRoles(ctx context.Context, rows []accountRow) ([]Account, error) {
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	var held []roleRow
	if len(ids) > 0 {
		if err := r.store.Read(ctx).Where("account_id IN ?", ids).Order("role").Find(&held).Error; err != nil {
			return nil, fmt.Errorf("read roles: %w", err)
		}
	}
	roles := make(map[string][]rbac.Role, len(rows))
	for _, h := range held {
		roles[h.AccountID] = append(roles[h.AccountID], rbac.Role(h.Role))
	}
	out := make([]Account, len(rows))
	for i, row := range rows {
		out[i] = row.account(roles[row.ID])
	}
	return out, nil
}

// list answers accounts in the order of their making, newest first, after the id before, whose name or address
// contains query.
func (r repo) list(ctx context.Context, f Filter, now time.Time, before string, limit int) ([]Account, error) {
	db := r.store.Read(ctx).Order("id DESC").Limit(limit)
	if query := Canonical(f.Text); query != "" {
		like := "%" + escapeLike(query) + "%"
		db = db.Where(`(email_canonical LIKE ? ESCAPE '\' OR LOWER(name) LIKE ? ESCAPE '\')`, like, like)
	}
	if f.UnusedDays > 0 {
		db = unusedSince(db, now.Add(-time.Duration(f.UnusedDays)*day))
	}
	switch f.State {
	case "":
	case Inactive:
		db = db.Where("inactive_at IS NOT NULL")
	default:
		db = db.Where("state = ? AND inactive_at IS NULL", string(f.State))
	}
	if before != "" {
		db = db.Where("id < ?", before)
	}
	var rows []accountRow
	if err := db.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	return r.withRoles(ctx, rows)
}

func (r repo) names(ctx context.Context, ids []string) (map[string]string, error) {
	var rows []accountRow
	if err := r.store.Read(ctx).Select("id", "name").Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read names: %w", err)
	}
	names := make(map[string]string, len(rows))
	for _, row := range rows {
		names[row.ID] = row.Name
	}
	return names, nil
}

func (r repo) count(ctx context.Context) (int64, error) {
	var n int64
	if err := r.store.Read(ctx).Model(&accountRow{}).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count accounts: %w", err)
	}
	return n, nil
}

// holding answers the active accounts that hold one of roles.
func (r repo) holding(ctx context.Context, roles []rbac.Role) ([]Account, error) {
	if len(roles) == 0 {
		return nil, nil
	}
	var rows []accountRow
	err := r.store.Read(ctx).
		Where("state = ? AND id IN (SELECT account_id FROM account_roles WHERE role IN ?)", string(Active), roles).
		Order("id").Find(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list holders of roles: %w", err)
	}
	return r.withRoles(ctx, rows)
}

// lockAdmins answers the ids of all active admins once no other transaction is changing them, so that two admins who
// remove each other at once can't both succeed. Locking the rows would not do: whoever waited for them would still see
// the roles of before.
func (r repo) lockAdmins(ctx context.Context) ([]string, error) {
	if err := r.store.Serialize(ctx); err != nil {
		return nil, fmt.Errorf("lock admins: %w", err)
	}
	var ids []string
	err := r.store.Read(ctx).Table("accounts").
		Where("state = ? AND id IN (SELECT account_id FROM account_roles WHERE role = ?)", string(Active), string(rbac.Admin)).
		Order("id").Pluck("id", &ids).Error
	if err != nil {
		return nil, fmt.Errorf("list admins: %w", err)
	}
	return ids, nil
}

func (r repo) insert(ctx context.Context, a Account) error {
	row := accountRow{
		ID: a.ID, Email: a.Email, EmailCanonical: Canonical(a.Email), Name: a.Name, Handle: a.Handle, State: string(a.State),
		Demo: a.Demo, Version: a.Version, CreatedAt: store.Micros(a.CreatedAt), UpdatedAt: store.Micros(a.UpdatedAt),
	}
	err := r.store.Write(ctx).Create(&row).Error
	if store.IsUnique(err) {
		return ErrAddressTaken.Because(err)
	}
	if err != nil {
		return fmt.Errorf("insert account: %w", err)
	}
	return nil
}

// update sets columns of an account whose version is still the given one, and moves the version on.
func (r repo) update(ctx context.Context, a Account, now time.Time, set map[string]any) error {
	set["version"], set["updated_at"] = a.Version+1, store.Micros(now)
	done := r.store.Write(ctx).Table("accounts").Where("id = ? AND version = ?", a.ID, a.Version).Updates(set)
	if done.Error != nil {
		return fmt.Errorf("update account %s: %w", a.ID, done.Error)
	}
	if done.RowsAffected != 1 {
		return web.ErrStale
	}
	return nil
}

func (r repo) seen(ctx context.Context, id string, now time.Time) error {
	err := r.store.Write(ctx).Table("accounts").Where("id = ?", id).Updates(map[string]any{"last_seen_at": store.Micros(now)}).Error
	if err != nil {
		return fmt.Errorf("mark account %s as seen: %w", id, err)
	}
	return nil
}

// recovered notes that a recovery code opened the account.
func (r repo) recovered(ctx context.Context, id string, now time.Time) error {
	err := r.store.Write(ctx).Table("accounts").Where("id = ?", id).Updates(map[string]any{"recovered_at": store.Micros(now)}).Error
	if err != nil {
		return fmt.Errorf("note recovery of account %s: %w", id, err)
	}
	return nil
}

func (r repo) addRoles(ctx context.Context, id string, roles []rbac.Role, by string, now time.Time) error {
	for _, role := range roles {
		row := roleRow{AccountID: id, Role: string(role), GrantedBy: by, GrantedAt: store.Micros(now)}
		if err := r.store.Write(ctx).Create(&row).Error; err != nil {
			return fmt.Errorf("grant role %s: %w", role, err)
		}
	}
	return nil
}

func (r repo) dropRoles(ctx context.Context, id string, roles []rbac.Role) error {
	if len(roles) == 0 {
		return nil
	}
	err := r.store.Write(ctx).Where("account_id = ? AND role IN ?", id, roles).Delete(&roleRow{}).Error
	if err != nil {
		return fmt.Errorf("take roles of %s: %w", id, err)
	}
	return nil
}

// escapeLike makes text match itself in a LIKE pattern whose escape character is the backslash.
func escapeLike(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}
