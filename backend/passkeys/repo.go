package passkeys

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type passkeyRow struct {
	ID            string
	AccountID     string
	CredentialID  []byte
	Name          string
	Credential    string
	SignCount     int64
	BackupState   bool
	CreatedAt     int64
	LastUsedAt    *int64
	QuarantinedAt *int64
}

func (passkeyRow) TableName() string { return "passkeys" }

type ceremonyRow struct {
	ChallengeMac []byte
	BrowserMac   []byte
	Kind         string
	AccountID    string
	SessionID    string
	Data         string
	ExpiresAt    int64
}

func (ceremonyRow) TableName() string { return "ceremonies" }

func (r passkeyRow) passkey() (Passkey, error) {
	p := Passkey{
		ID: r.ID, AccountID: r.AccountID, Name: r.Name, CreatedAt: store.Time(r.CreatedAt), LastUsedAt: store.NullTime(r.LastUsedAt),
		QuarantinedAt: store.NullTime(r.QuarantinedAt),
	}
	if err := json.Unmarshal([]byte(r.Credential), &p.Credential); err != nil {
		return Passkey{}, fmt.Errorf("decode credential of passkey %s: %w", r.ID, err)
	}
	// The column is what conditional updates guard; the JSON beside it must never win.
	p.Credential.Authenticator.SignCount = uint32(r.SignCount) //nolint:gosec // written from a uint32
	return p, nil
}

type repo struct{ store *store.Store }

func (r repo) insertCeremony(ctx context.Context, c ceremony, challenge, browser [32]byte, expires time.Time) error {
	data, err := json.Marshal(c.Data)
	if err != nil {
		return fmt.Errorf("encode ceremony: %w", err)
	}
	row := ceremonyRow{
		ChallengeMac: challenge[:], BrowserMac: browser[:], Kind: string(c.Kind), AccountID: c.Subject, SessionID: c.SessionID,
		Data: string(data), ExpiresAt: store.Micros(expires),
	}
	if err := r.store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("insert ceremony: %w", err)
	}
	return nil
}

// takeCeremony removes the ceremony of a challenge and answers it, if it is of this kind, browser and session and still
// good; else ErrCeremony. Of many calls with one challenge one succeeds.
func (r repo) takeCeremony(ctx context.Context, kind Kind, challenge, browser [32]byte, session string, now time.Time) (ceremony, error) {
	var rows []ceremonyRow
	err := r.store.Write(ctx).Clauses(clause.Returning{}).
		Where("challenge_mac = ? AND browser_mac = ? AND kind = ? AND session_id = ? AND expires_at > ?", challenge[:], browser[:], string(kind), session, store.Micros(now)).
		Delete(&rows).Error
	if err != nil {
		return ceremony{}, fmt.Errorf("take ceremony: %w", err)
	}
	if len(rows) != 1 {
		return ceremony{}, ErrCeremony
	}
	c := ceremony{Kind: kind, Subject: rows[0].AccountID, SessionID: rows[0].SessionID}
	if err := json.Unmarshal([]byte(rows[0].Data), &c.Data); err != nil {
		return ceremony{}, fmt.Errorf("decode ceremony: %w", err)
	}
	return c, nil
}

func (r repo) sweep(ctx context.Context, now time.Time) error {
	if err := r.store.Write(ctx).Where("expires_at < ?", store.Micros(now)).Delete(&ceremonyRow{}).Error; err != nil {
		return fmt.Errorf("sweep ceremonies: %w", err)
	}
	return nil
}

// ofAccount answers the passkeys of an account, oldest first. Inside a transaction they can't be changed by another one
// until it ends.
func (r repo) ofAccount(ctx context.Context, account string, lock bool) ([]Passkey, error) {
	db := r.store.Read(ctx)
	if lock {
		db = r.store.Write(ctx).Clauses(clause.Locking{Strength: "UPDATE"})
	}
	var rows []passkeyRow
	if err := db.Where("account_id = ?", account).Order("created_at, id").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list passkeys: %w", err)
	}
	out := make([]Passkey, len(rows))
	for i, row := range rows {
		var err error
		if out[i], err = row.passkey(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (r repo) insert(ctx context.Context, p Passkey) error {
	credential, err := json.Marshal(p.Credential)
	if err != nil {
		return fmt.Errorf("encode credential: %w", err)
	}
	row := passkeyRow{
		ID: p.ID, AccountID: p.AccountID, CredentialID: p.Credential.ID, Name: p.Name, Credential: string(credential),
		SignCount: int64(p.Credential.Authenticator.SignCount), BackupState: p.Credential.Flags.BackupState, CreatedAt: store.Micros(p.CreatedAt),
	}
	err = r.store.Write(ctx).Create(&row).Error
	if store.IsUnique(err) {
		return ErrTaken.Because(err)
	}
	if err != nil {
		return fmt.Errorf("insert passkey: %w", err)
	}
	return nil
}

// used stores what an assertion changed and reports false when the counter was overtaken, or the passkey went, in the
// meantime.
func (r repo) used(ctx context.Context, id string, c webauthn.Credential, now time.Time) (bool, error) {
	credential, err := json.Marshal(c)
	if err != nil {
		return false, fmt.Errorf("encode credential: %w", err)
	}
	count := int64(c.Authenticator.SignCount)
	done := r.store.Write(ctx).Table("passkeys").
		Where("id = ? AND quarantined_at IS NULL AND (sign_count < ? OR (sign_count = 0 AND ? = 0))", id, count, count).
		Updates(map[string]any{
			"credential": string(credential), "sign_count": count, "backup_state": c.Flags.BackupState, "last_used_at": store.Micros(now),
		})
	if done.Error != nil {
		return false, fmt.Errorf("store use of passkey %s: %w", id, done.Error)
	}
	return done.RowsAffected == 1, nil
}

func (r repo) quarantine(ctx context.Context, id string, now time.Time) error {
	err := r.store.Write(ctx).Table("passkeys").Where("id = ?", id).Updates(map[string]any{"quarantined_at": store.Micros(now)}).Error
	if err != nil {
		return fmt.Errorf("quarantine passkey %s: %w", id, err)
	}
	return nil
}

func (r repo) rename(ctx context.Context, account, id, name string) error {
	done := r.store.Write(ctx).Table("passkeys").Where("account_id = ? AND id = ?", account, id).Updates(map[string]any{"name": name})
	if done.Error != nil {
		return fmt.Errorf("rename passkey %s: %w", id, done.Error)
	}
	if done.RowsAffected != 1 {
		return ErrNotFound
	}
	return nil
}

func (r repo) remove(ctx context.Context, account, id string) error {
	done := r.store.Write(ctx).Where("account_id = ? AND id = ?", account, id).Delete(&passkeyRow{})
	if done.Error != nil {
		return fmt.Errorf("remove passkey %s: %w", id, done.Error)
	}
	if done.RowsAffected != 1 {
		return ErrNotFound
	}
	return nil
}
