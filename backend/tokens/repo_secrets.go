package tokens

import (
	"context"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type secretRow struct {
	TokenID              string `gorm:"primaryKey"`
	Generation           int64  `gorm:"primaryKey"`
	MAC                  []byte `gorm:"column:mac"`
	PepperKID            string `gorm:"column:pepper_kid"`
	Proof                []byte
	Last4                string `gorm:"column:last4"`
	Form                 string
	ValidFrom            int64
	ValidUntil           *int64
	ActivatedAt          *int64
	PendingUntilFirstUse bool
	OverlapUS            int64 `gorm:"column:overlap_us"`
	ExposedAt            *int64
	ReusedAt             *int64
	SelfMade             bool
	LastUsedAt           *int64
}

// secretsBatch bounds the values of one statement: a token that rotates itself has thousands of secrets behind it, and
// databases take 32,766 (SQLite) or 65,535 (PostgreSQL) values.
const secretsBatch = 500

func (secretRow) TableName() string { return "token_secrets" }

// saveSecrets writes the token's generations that are new or differ from what is stored; of one that is there already only
// its times change. A token that rotates itself may have hundreds, of which a rotation touches three.
func (r repo) saveSecrets(ctx context.Context, t Token) error {
	var rows []secretRow
	for _, g := range t.Generations {
		if was, there := t.stored[g.Number]; there && was.sameTimes(g) {
			continue
		}
		rows = append(rows, secretRow{
			TokenID: t.ID, Generation: g.Number, MAC: g.MAC[:], PepperKID: g.PepperKID, Proof: g.Proof, Last4: g.Last4,
			ValidFrom: store.Micros(g.CreatedAt), ValidUntil: store.NullMicros(g.ValidUntil),
			ActivatedAt: store.NullMicros(g.ActivatedAt), PendingUntilFirstUse: g.Pending, OverlapUS: g.Overlap.Microseconds(),
			ExposedAt: store.NullMicros(g.ExposedAt), ReusedAt: store.NullMicros(g.ReusedAt), SelfMade: g.SelfMade,
		})
		if g.Form != nil {
			rows[len(rows)-1].Form = g.Form.String()
		}
	}
	for some := range slices.Chunk(rows, secretsBatch) {
		err := r.store.Write(ctx).Clauses(clause.OnConflict{
			Columns:   []clause.Column{{Name: "token_id"}, {Name: "generation"}},
			DoUpdates: clause.AssignmentColumns([]string{"valid_until", "activated_at", "pending_until_first_use", "exposed_at", "reused_at"}),
		}).Create(&some).Error
		if err != nil {
			return fmt.Errorf("store secrets of token %s: %w", t.ID, err)
		}
	}
	return nil
}

// sameTimes reports whether two states of one secret are stored alike.
func (g Generation) sameTimes(o Generation) bool {
	return g.Pending == o.Pending && sameTime(g.ValidUntil, o.ValidUntil) && sameTime(g.ActivatedAt, o.ActivatedAt) &&
		sameTime(g.ExposedAt, o.ExposedAt) && sameTime(g.ReusedAt, o.ReusedAt)
}

func sameTime(a, b *time.Time) bool { return a == b || a != nil && b != nil && a.Equal(*b) }

// byNumber answers copies of the generations, which stay as they are when the generations change.
func byNumber(generations []Generation) map[int64]Generation {
	out := make(map[int64]Generation, len(generations))
	for _, g := range generations {
		out[g.Number] = g
	}
	return out
}

// secretUsed writes a secret's last use, at least a minute younger than the stored one. saveSecrets leaves it alone.
func (r repo) secretUsed(ctx context.Context, u Use) error {
	if u.Generation == 0 {
		return nil
	}
	err := r.store.Write(ctx).Model(&secretRow{}).
		Where("token_id = ? AND generation = ? AND (last_used_at IS NULL OR last_used_at <= ?)", u.TokenID, u.Generation, u.At-usedEvery.Microseconds()).
		UpdateColumns(map[string]any{"last_used_at": u.At}).Error
	if err != nil {
		return fmt.Errorf("mark a secret of token %s: %w", u.TokenID, err)
	}
	return nil
}

// secrets answers the generations of tokens, newest first.
func (r repo) secrets(ctx context.Context, ids []string) (map[string][]Generation, error) {
	var rows []secretRow
	if err := r.store.Read(ctx).Where("token_id IN ?", ids).Order("token_id, generation DESC").Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read secrets of tokens: %w", err)
	}
	out := map[string][]Generation{}
	for _, found := range rows {
		g := Generation{
			Number: found.Generation, PepperKID: found.PepperKID, Proof: found.Proof, Last4: found.Last4, CreatedAt: store.Time(found.ValidFrom),
			ValidUntil: store.NullTime(found.ValidUntil), ActivatedAt: store.NullTime(found.ActivatedAt),
			Pending: found.PendingUntilFirstUse, Overlap: time.Duration(found.OverlapUS) * time.Microsecond,
			ExposedAt: store.NullTime(found.ExposedAt), ReusedAt: store.NullTime(found.ReusedAt), SelfMade: found.SelfMade, LastUsedAt: store.NullTime(found.LastUsedAt),
		}
		copy(g.MAC[:], found.MAC)
		if found.Form != "" {
			form, err := secret.ParseForm(found.Form)
			if err != nil {
				return nil, fmt.Errorf("read a secret of token %s: %w", found.TokenID, err)
			}
			g.Form = &form
		}
		out[found.TokenID] = append(out[found.TokenID], g)
	}
	return out, nil
}
