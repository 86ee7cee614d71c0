package leaks

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type repo struct{ store *store.Store }

type row struct {
	ID          string `gorm:"primaryKey"`
	TokenID     string
	Kind        string
	Generation  int64
	AppID       string
	TokenName   string
	Hint        string
	Source      string
	Place       string
	Outcome     string
	FirstSeenAt int64
	LastSeenAt  int64
	Seen        int64
	ClosedAt    *int64
	ClosedBy    string
	Note        string
}

func (row) TableName() string { return "leaks" }

func rowOf(l Leak) row {
	return row{
		ID: l.ID, TokenID: l.TokenID, Kind: string(l.Kind), Generation: l.Generation, AppID: l.AppID, TokenName: l.TokenName, Hint: l.Hint,
		Source: l.Source, Place: l.Place, Outcome: string(l.Outcome), FirstSeenAt: store.Micros(l.FirstSeenAt), LastSeenAt: store.Micros(l.LastSeenAt),
		Seen: l.Seen, ClosedAt: store.NullMicros(l.ClosedAt), ClosedBy: l.ClosedBy, Note: l.Note,
	}
}

func (r row) leak() Leak {
	return Leak{
		ID: r.ID, TokenID: r.TokenID, Kind: secret.Kind(r.Kind), Generation: r.Generation, AppID: r.AppID, TokenName: r.TokenName, Hint: r.Hint,
		Source: r.Source, Place: r.Place, Outcome: Outcome(r.Outcome), FirstSeenAt: store.Time(r.FirstSeenAt), LastSeenAt: store.Time(r.LastSeenAt),
		Seen: r.Seen, ClosedAt: store.NullTime(r.ClosedAt), ClosedBy: r.ClosedBy, Note: r.Note,
	}
}

// placesMax bounds the places that are kept of one secret: who holds it could name new ones for ever.
const placesMax = 20

// see stores a find, or counts it when it is there already, or when the secret has been seen at as many places as are kept:
// then with the newest of them. It answers what was there before, or the find itself.
func (r repo) see(ctx context.Context, l Leak) (before Leak, again bool, err error) {
	fresh := rowOf(l)
	secret := r.store.Read(ctx).Where("token_id = ? AND generation = ?", l.TokenID, l.Generation)
	var known []row
	if err := secret.Order("id DESC").Limit(placesMax).Find(&known).Error; err != nil {
		return Leak{}, false, fmt.Errorf("read the finds of a secret: %w", err)
	}
	for _, each := range known {
		if each.Source == l.Source && each.Place == l.Place {
			return each.leak(), true, r.count(ctx, each.ID, fresh)
		}
	}
	if len(known) == placesMax {
		return known[0].leak(), true, r.count(ctx, known[0].ID, fresh)
	}
	done := r.store.Write(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&fresh)
	if done.Error != nil {
		return Leak{}, false, fmt.Errorf("store a find: %w", done.Error)
	}
	if done.RowsAffected > 0 {
		return l, false, nil
	}
	// Somebody told the same in this moment, on another node.
	same := map[string]any{"token_id": l.TokenID, "generation": l.Generation, "source": l.Source, "place": l.Place}
	var was row
	if err := r.store.Read(ctx).Where(same).Take(&was).Error; err != nil {
		return Leak{}, false, fmt.Errorf("read a find: %w", err)
	}
	return was.leak(), true, r.count(ctx, was.ID, fresh)
}

// count notes that a find was told once more.
func (r repo) count(ctx context.Context, id string, fresh row) error {
	change := map[string]any{"seen": gorm.Expr("seen + 1"), "last_seen_at": fresh.LastSeenAt}
	if fresh.Outcome != string(Over) { // what was done about it stays readable when it is told once more
		change["outcome"] = fresh.Outcome
	}
	return r.store.Write(ctx).Model(&row{}).Where("id = ?", id).Updates(change).Error
}

// list answers the newest finds before an id, which sort by their age.
func (r repo) list(ctx context.Context, closed bool, before string, limit int) ([]Leak, error) {
	query := r.store.Read(ctx).Order("id DESC").Limit(limit)
	if closed {
		query = query.Where("closed_at IS NOT NULL")
	} else {
		query = query.Where("closed_at IS NULL")
	}
	if before != "" {
		query = query.Where("id < ?", before)
	}
	var rows []row
	if err := query.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("list finds: %w", err)
	}
	all := make([]Leak, len(rows))
	for i, found := range rows {
		all[i] = found.leak()
	}
	return all, nil
}

func (r repo) find(ctx context.Context, id string) (Leak, error) {
	var found row
	err := r.store.Read(ctx).Where("id = ?", id).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return Leak{}, ErrNotFound
	}
	return found.leak(), err
}

func (r repo) saveStanding(ctx context.Context, l Leak) error {
	return r.store.Write(ctx).Model(&row{}).Where("id = ?", l.ID).Updates(map[string]any{
		"closed_at": store.NullMicros(l.ClosedAt), "closed_by": l.ClosedBy, "note": l.Note,
	}).Error
}
