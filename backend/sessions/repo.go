package sessions

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type sessionRow struct {
	ID          string
	AccountID   string
	Mac         []byte
	Method      string
	Restricted  bool
	Address     string
	UserAgent   string
	CreatedAt   int64
	LastSeenAt  int64
	StepUpUntil *int64
}

func (sessionRow) TableName() string { return "sessions" }

func (r sessionRow) session() Session {
	return Session{
		ID: r.ID, AccountID: r.AccountID, Method: r.Method, Restricted: r.Restricted, Address: r.Address,
		UserAgent: r.UserAgent, CreatedAt: store.Time(r.CreatedAt), LastSeenAt: store.Time(r.LastSeenAt),
		StepUpUntil: store.NullTime(r.StepUpUntil),
	}
}

type deviceRow struct {
	AccountID   string
	Mac         []byte
	FirstSeenAt int64
}

func (deviceRow) TableName() string { return "session_devices" }

type repo struct{ store *store.Store }

func (r repo) one(ctx context.Context, condition string, value any) (sessionRow, error) {
	var rows []sessionRow
	if err := r.store.Read(ctx).Where(condition, value).Limit(1).Find(&rows).Error; err != nil {
		return sessionRow{}, fmt.Errorf("read session: %w", err)
	}
	if len(rows) == 0 {
		return sessionRow{}, ErrNotFound
	}
	return rows[0], nil
}

func (r repo) byMAC(ctx context.Context, mac [32]byte) (sessionRow, error) {
	return r.one(ctx, "mac = ?", mac[:])
}

func (r repo) byID(ctx context.Context, id string) (sessionRow, error) {
	return r.one(ctx, "id = ?", id)
}

func (r repo) ofAccount(ctx context.Context, account string) ([]sessionRow, error) {
	var rows []sessionRow
	if err := r.store.Read(ctx).Where("account_id = ?", account).Order("created_at DESC, id DESC").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return rows, nil
}

func (r repo) insert(ctx context.Context, s Session, mac [32]byte) error {
	row := sessionRow{
		ID: s.ID, AccountID: s.AccountID, Mac: mac[:], Method: s.Method, Restricted: s.Restricted, Address: s.Address,
		UserAgent: s.UserAgent, CreatedAt: store.Micros(s.CreatedAt), LastSeenAt: store.Micros(s.LastSeenAt),
		StepUpUntil: store.NullMicros(s.StepUpUntil),
	}
	if err := r.store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("insert session: %w", err)
	}
	return nil
}

// rotate gives a session a new cookie and a step-up window; ErrNotFound when it ended meanwhile.
func (r repo) rotate(ctx context.Context, id string, mac [32]byte, stepUpUntil time.Time) error {
	done := r.store.Write(ctx).Table("sessions").Where("id = ?", id).
		Updates(map[string]any{"mac": mac[:], "step_up_until": store.Micros(stepUpUntil)})
	if done.Error != nil {
		return fmt.Errorf("rotate session %s: %w", id, done.Error)
	}
	if done.RowsAffected != 1 {
		return ErrNotFound
	}
	return nil
}

// remove ends sessions of an account: the named one, or all but it when others is true. It answers which ended.
func (r repo) remove(ctx context.Context, account, id string, others bool) ([]string, error) {
	condition := "account_id = ? AND id = ?"
	if others {
		condition = "account_id = ? AND id <> ?"
	}
	var ended []sessionRow
	done := r.store.Write(ctx).Clauses(clause.Returning{Columns: []clause.Column{{Name: "id"}}}).Where(condition, account, id).Delete(&ended)
	if done.Error != nil {
		return nil, fmt.Errorf("end sessions: %w", done.Error)
	}
	ids := make([]string, len(ended))
	for i, row := range ended {
		ids[i] = row.ID
	}
	return ids, nil
}

// touch moves the last use of a session forward, never back, and answers whose it is; nothing where it was not moved.
func (r repo) touch(ctx context.Context, id string, at time.Time) (account string, err error) {
	us := store.Micros(at)
	var moved []sessionRow
	err = r.store.Write(ctx).Model(&moved).Clauses(clause.Returning{Columns: []clause.Column{{Name: "account_id"}}}).
		Where("id = ? AND last_seen_at < ?", id, us).Updates(map[string]any{"last_seen_at": us}).Error
	if err != nil {
		return "", fmt.Errorf("note use of session %s: %w", id, err)
	}
	if len(moved) == 0 {
		return "", nil
	}
	return moved[0].AccountID, nil
}

// sweep removes what no limit could keep alive.
func (r repo) sweep(ctx context.Context, now time.Time, widest Limits) error {
	err := r.store.Write(ctx).Where("last_seen_at < ? OR created_at < ?", store.Micros(now.Add(-widest.Idle)), store.Micros(now.Add(-widest.Absolute))).
		Delete(&sessionRow{}).Error
	if err != nil {
		return fmt.Errorf("sweep sessions: %w", err)
	}
	return nil
}

// meet notes a device of an account and reports whether it is new although the account has others.
func (r repo) meet(ctx context.Context, account string, mac [32]byte, now time.Time) (bool, error) {
	var known int64
	if err := r.store.Read(ctx).Model(&deviceRow{}).Where("account_id = ?", account).Count(&known).Error; err != nil {
		return false, fmt.Errorf("count devices: %w", err)
	}
	row := deviceRow{AccountID: account, Mac: mac[:], FirstSeenAt: store.Micros(now)}
	done := r.store.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&row)
	if done.Error != nil {
		return false, fmt.Errorf("note device: %w", done.Error)
	}
	return known > 0 && done.RowsAffected == 1, nil
}
