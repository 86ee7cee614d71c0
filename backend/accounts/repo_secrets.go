package accounts

import (
	"context"
	"fmt"
	"time"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type codeRow struct {
	Mac       []byte
	AccountID string
	CreatedAt int64
	UsedAt    *int64
}

func (codeRow) TableName() string { return "recovery_codes" }

type setupRow struct {
	ID        int64
	Mac       []byte
	ExpiresAt *int64
	DoneAt    *int64
	DoneBy    *string
}

func (setupRow) TableName() string { return "setup" }

type throttleRow struct {
	Mac      []byte
	Attempts int64
	ResetsAt int64
}

func (throttleRow) TableName() string { return "throttles" }

func (r repo) replaceCodes(ctx context.Context, account string, macs [][32]byte, now time.Time) error {
	if err := r.store.Write(ctx).Where("account_id = ?", account).Delete(&codeRow{}).Error; err != nil {
		return fmt.Errorf("drop recovery codes: %w", err)
	}
	rows := make([]codeRow, len(macs))
	for i := range macs {
		rows[i] = codeRow{Mac: macs[i][:], AccountID: account, CreatedAt: store.Micros(now)}
	}
	if err := r.store.Write(ctx).Create(&rows).Error; err != nil {
		return fmt.Errorf("insert recovery codes: %w", err)
	}
	return nil
}

// useCode marks a code of an account as used and reports whether it was there and fresh. An account that does not
// exist is given as "", which no code belongs to, and costs the same statement.
func (r repo) useCode(ctx context.Context, account string, mac [32]byte, now time.Time) (bool, error) {
	done := r.store.Write(ctx).Table("recovery_codes").
		Where("mac = ? AND account_id = ? AND used_at IS NULL", mac[:], account).
		Updates(map[string]any{"used_at": store.Micros(now)})
	if done.Error != nil {
		return false, fmt.Errorf("use recovery code: %w", done.Error)
	}
	return done.RowsAffected == 1, nil
}

// setupState answers the row of the first start; the zero row when there is none yet.
func (r repo) setupState(ctx context.Context) (setupRow, error) {
	var rows []setupRow
	if err := r.store.Read(ctx).Where("id = ?", 1).Limit(1).Find(&rows).Error; err != nil {
		return setupRow{}, fmt.Errorf("read setup: %w", err)
	}
	if len(rows) == 0 {
		return setupRow{}, nil
	}
	return rows[0], nil
}

func (r repo) setSetupSecret(ctx context.Context, mac [32]byte, expires time.Time) error {
	at := store.Micros(expires)
	row := setupRow{ID: 1, Mac: mac[:], ExpiresAt: &at}
	err := r.store.Write(ctx).Clauses(clause.OnConflict{
		Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"mac", "expires_at"}),
	}).Create(&row).Error
	if err != nil {
		return fmt.Errorf("store setup secret: %w", err)
	}
	return nil
}

// finishSetup ends setup once and reports whether it was this call that did.
func (r repo) finishSetup(ctx context.Context, by string, now time.Time) (bool, error) {
	db := r.store.Write(ctx)
	err := db.Clauses(clause.OnConflict{DoNothing: true}).Create(&setupRow{ID: 1}).Error
	if err != nil {
		return false, fmt.Errorf("prepare setup: %w", err)
	}
	done := r.store.Write(ctx).Table("setup").Where("id = ? AND done_at IS NULL", 1).
		Updates(map[string]any{"done_at": store.Micros(now), "done_by": by, "mac": nil, "expires_at": nil})
	if done.Error != nil {
		return false, fmt.Errorf("finish setup: %w", done.Error)
	}
	return done.RowsAffected == 1, nil
}

// The hash is not the first value because gorm unfolds a slice that follows a parenthesis.
const countAttempt = `INSERT INTO throttles (attempts, mac, resets_at) VALUES (1, ?, ?)
ON CONFLICT (mac) DO UPDATE SET
  attempts = CASE WHEN throttles.resets_at <= ? THEN 1 ELSE throttles.attempts + 1 END,
  resets_at = CASE WHEN throttles.resets_at <= ? THEN excluded.resets_at ELSE throttles.resets_at END
RETURNING attempts, resets_at`

// attempt adds one attempt and answers how many there were in this window and when it ends.
func (r repo) attempt(ctx context.Context, mac [32]byte, now time.Time, window time.Duration) (int64, time.Time, error) {
	var row throttleRow
	at := store.Micros(now)
	err := r.store.Write(ctx).Raw(countAttempt, mac[:], store.Micros(now.Add(window)), at, at).Scan(&row).Error
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("count attempt: %w", err)
	}
	return row.Attempts, store.Time(row.ResetsAt), nil
}

func (r repo) attempts(ctx context.Context, mac [32]byte, now time.Time) (int64, time.Time, error) {
	var rows []throttleRow
	err := r.store.Read(ctx).Where("mac = ? AND resets_at > ?", mac[:], store.Micros(now)).Limit(1).Find(&rows).Error
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("read attempts: %w", err)
	}
	if len(rows) == 0 {
		return 0, time.Time{}, nil
	}
	return rows[0].Attempts, store.Time(rows[0].ResetsAt), nil
}

func (r repo) forget(ctx context.Context, mac [32]byte) error {
	if err := r.store.Write(ctx).Where("mac = ?", mac[:]).Delete(&throttleRow{}).Error; err != nil {
		return fmt.Errorf("forget attempts: %w", err)
	}
	return nil
}
