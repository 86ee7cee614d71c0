package store

import (
	"context"
	"fmt"
	"time"
)

// Change says that something which enforcement reads was created, changed or removed. Seq grows with every change.
type Change struct {
	Seq  int64
	Kind string
	ID   string
}

// Kinds of changes.
const (
	KindToken   = "token"
	KindApp     = "app"
	KindGrant   = "grant"
	KindAPI     = "api"
	KindVersion = "version"
	KindPlan    = "plan"
	KindPolicy  = "policy"
	KindAccount = "account"
	KindBlocks  = "blocks"
	KindClient  = "client"      // an OAuth client
	KindDenial  = "denial"      // a revoked access token, by its jti
	KindRealm   = "oauth_realm" // the instant before which no access token counts
	KindSigning = "signing_key"
)

type changeRow struct {
	Seq      int64 `gorm:"primaryKey;autoIncrement"`
	Kind     string
	ObjectID string
	At       int64
}

func (changeRow) TableName() string { return "changes" }

// Changed records, in the transaction of ctx, that the thing of this kind and id is not what it was. Outside Tx it answers
// ErrNoTx.
func (s *Store) Changed(ctx context.Context, kind, id string) error {
	if err := s.Serialize(ctx); err != nil {
		return err
	}
	row := changeRow{Kind: kind, ObjectID: id, At: Micros(s.clock.Now())}
	if err := s.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("record change of %s %s: %w", kind, id, err)
	}
	u := s.unit(ctx)
	u.changes = append(u.changes, Change{Seq: row.Seq, Kind: kind, ID: id})
	return nil
}

// Serialize makes the transaction of ctx wait until no other transaction that called it is under way. Sequences whose
// order must be the order of commits (changes, the audit chain) stand on it. On SQLite writers take turns anyway.
func (s *Store) Serialize(ctx context.Context) error {
	if s.unit(ctx) == nil {
		return ErrNoTx
	}
	if s.dialect != "postgres" {
		return nil
	}
	if err := s.Write(ctx).Exec("SELECT pg_advisory_xact_lock(7233140312)").Error; err != nil {
		return fmt.Errorf("wait for other writers: %w", err)
	}
	return nil
}

// OnChange registers a listener that runs in the goroutine of whoever changed something, after the commit and before the
// change is acknowledged. It is called once per transaction, with all its changes in order. Register before serving.
func (s *Store) OnChange(listen func(context.Context, []Change)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listeners = append(s.listeners[:len(s.listeners):len(s.listeners)], listen)
}

// ChangesSince answers at most limit changes after cursor, oldest first, whoever made them: this process or another one.
func (s *Store) ChangesSince(ctx context.Context, cursor int64, limit int) ([]Change, error) {
	var rows []changeRow
	if err := s.Read(ctx).Where("seq > ?", cursor).Order("seq").Limit(limit).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read changes since %d: %w", cursor, Classify(err))
	}
	changes := make([]Change, len(rows))
	for i, r := range rows {
		changes[i] = Change{Seq: r.Seq, Kind: r.Kind, ID: r.ObjectID}
	}
	return changes, nil
}

// LastChange answers the seq of the newest change, 0 when there was none: the cursor to remember before loading all.
func (s *Store) LastChange(ctx context.Context) (int64, error) {
	var seq int64
	if err := s.Read(ctx).Model(&changeRow{}).Select("COALESCE(MAX(seq), 0)").Scan(&seq).Error; err != nil {
		return 0, fmt.Errorf("read the newest change: %w", Classify(err))
	}
	return seq, nil
}

// ForgetChanges removes changes made before the given instant, except the newest, so that LastChange never goes back.
func (s *Store) ForgetChanges(ctx context.Context, before time.Time) error {
	return s.Tx(ctx, func(ctx context.Context) error {
		newest := s.Read(ctx).Model(&changeRow{}).Select("MAX(seq)")
		err := s.Write(ctx).Where("at < ? AND seq < (?)", Micros(before), newest).Delete(&changeRow{}).Error
		if err != nil {
			return fmt.Errorf("forget old changes: %w", err)
		}
		return nil
	})
}
