package keys

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/jws"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

const listMax = 200

type repo struct{ store *store.Store }

type row struct {
	ID            string
	Purpose       string
	Algorithm     string
	Driver        string
	PublicKey     []byte
	Handle        []byte
	State         string
	CreatedAt     int64 `gorm:"autoCreateTime:false"`
	ActivatedAt   *int64
	RetiredAt     *int64
	RemovedAt     *int64
	RemovedReason string
}

func (row) TableName() string { return "signing_keys" }

// living are the keys of a purpose that are not removed.
type living struct {
	active, next *Key
	retiring     []Key
}

func (r repo) living(ctx context.Context, purpose string) (living, error) {
	var rows []row
	if err := r.store.Read(ctx).Where("purpose = ? AND state <> ?", purpose, string(Removed)).Order("created_at, id").Find(&rows).Error; err != nil {
		return living{}, fmt.Errorf("read signing keys: %w", err)
	}
	var found living
	for _, f := range rows {
		k, err := f.key()
		if err != nil {
			return living{}, err
		}
		switch k.State {
		case Active:
			found.active = &k
		case Next:
			found.next = &k
		default:
			found.retiring = append(found.retiring, k)
		}
	}
	return found, nil
}

func (r repo) list(ctx context.Context) ([]Key, error) {
	var rows []row
	if err := r.store.Read(ctx).Order("created_at DESC, id DESC").Limit(listMax).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list signing keys: %w", err)
	}
	keys := make([]Key, len(rows))
	for i, f := range rows {
		var err error
		if keys[i], err = f.key(); err != nil {
			return nil, err
		}
	}
	return keys, nil
}

func (r repo) find(ctx context.Context, id string) (Key, error) {
	var found row
	err := r.store.Read(ctx).Where("id = ?", id).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Key{}, ErrNotFound
	}
	if err != nil {
		return Key{}, fmt.Errorf("find a signing key: %w", err)
	}
	return found.key()
}

func (r repo) insert(ctx context.Context, k Key, der []byte) error {
	err := r.store.Write(ctx).Create(&row{
		ID: k.ID, Purpose: k.Purpose, Algorithm: k.Algorithm, Driver: k.Driver, PublicKey: der, Handle: k.handle, State: string(k.State),
		CreatedAt: store.Micros(k.CreatedAt), ActivatedAt: store.NullMicros(k.ActivatedAt),
	}).Error
	if err != nil {
		return fmt.Errorf("store signing key %s: %w", k.ID, err)
	}
	return nil
}

// update writes the members that change. A removed key stays removed.
func (r repo) update(ctx context.Context, k Key) error {
	done := r.store.Write(ctx).Model(&row{}).Where("id = ? AND state <> ?", k.ID, string(Removed)).Updates(map[string]any{
		"state": string(k.State), "handle": k.handle, "activated_at": store.NullMicros(k.ActivatedAt), "retired_at": store.NullMicros(k.RetiredAt),
		"removed_at": store.NullMicros(k.RemovedAt), "removed_reason": k.RemovedReason,
	})
	if done.Error != nil {
		return fmt.Errorf("change signing key %s: %w", k.ID, done.Error)
	}
	if done.RowsAffected == 0 {
		return ErrState
	}
	return nil
}

func (f row) key() (Key, error) {
	public, err := x509.ParsePKIXPublicKey(f.PublicKey)
	if err != nil {
		return Key{}, fmt.Errorf("read signing key %s: %w", f.ID, err)
	}
	return Key{
		Key: jws.Key{ID: f.ID, Algorithm: f.Algorithm, Public: public}, Purpose: f.Purpose, Driver: f.Driver, State: State(f.State),
		CreatedAt: store.Time(f.CreatedAt), ActivatedAt: store.NullTime(f.ActivatedAt), RetiredAt: store.NullTime(f.RetiredAt),
		RemovedAt: store.NullTime(f.RemovedAt), RemovedReason: f.RemovedReason, handle: f.Handle,
	}, nil
}
