package server

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// idempotencyLife is how long a key is remembered (contract.md, management API).
const idempotencyLife = 24 * time.Hour

// Idempotency keeps the answers of creations by their key, in the creation's own transaction. It implements
// web.Idempotency and may be used from many goroutines at once.
type Idempotency struct {
	Store *store.Store
	Clock clock.Clock
}

type idempotencyRow struct {
	KeyHash   string `gorm:"primaryKey"`
	BodyHash  string
	Answer    []byte
	CreatedAt int64 `gorm:"autoCreateTime:false"`
}

func (idempotencyRow) TableName() string { return "idempotency_keys" }

// Once implements web.Idempotency.
func (i *Idempotency) Once(ctx context.Context, key string, body []byte, create func(context.Context) ([]byte, error)) (answer []byte, replayed bool, err error) {
	keyHash, bodyHash := digest([]byte(key)), digest(body)
	err = i.Store.Tx(ctx, func(ctx context.Context) error {
		if err := i.Store.TakeTurns(ctx, "idempotency "+keyHash); err != nil {
			return err
		}
		var kept idempotencyRow
		found := i.Store.Read(ctx).Where("key_hash = ?", keyHash).Limit(1).Find(&kept)
		if found.Error != nil {
			return fmt.Errorf("look for an idempotency key: %w", found.Error)
		}
		now := i.Clock.Now()
		if found.RowsAffected == 1 && store.Time(kept.CreatedAt).Add(idempotencyLife).After(now) {
			if kept.BodyHash != bodyHash {
				return web.ErrIdempotencyReused
			}
			answer, replayed = kept.Answer, true
			return nil
		}
		if err := i.Store.Write(ctx).Where("key_hash = ?", keyHash).Delete(&idempotencyRow{}).Error; err != nil {
			return fmt.Errorf("forget an old idempotency key: %w", err)
		}
		if answer, err = create(ctx); err != nil {
			return err
		}
		row := idempotencyRow{KeyHash: keyHash, BodyHash: bodyHash, Answer: answer, CreatedAt: store.Micros(now)}
		if err := i.Store.Write(ctx).Create(&row).Error; err != nil {
			if store.IsUnique(err) {
				return web.ErrIdempotencyReused.Because(err)
			}
			return fmt.Errorf("keep an idempotency key: %w", err)
		}
		return nil
	})
	return answer, replayed, err
}

// Sweep forgets keys that are older than a day. It is run periodically.
func (i *Idempotency) Sweep(ctx context.Context) error {
	return i.Store.Tx(ctx, func(ctx context.Context) error {
		old := store.Micros(i.Clock.Now().Add(-idempotencyLife))
		if err := i.Store.Write(ctx).Where("created_at < ?", old).Delete(&idempotencyRow{}).Error; err != nil {
			return fmt.Errorf("forget old idempotency keys: %w", err)
		}
		return nil
	})
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
