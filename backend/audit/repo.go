package audit

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

type headRow struct {
	Chain string
	Seq   int64
	Hash  []byte
}

type recordRow struct {
	Seq       int64
	At        int64
	Action    string
	ActorKind string
	ActorID   string
	Object    string
	Outcome   string
	Record    string
	Hash      []byte
}

func (recordRow) TableName() string { return "audit_records" }

type originRow struct {
	Seq       int64
	ActorID   string
	Salt      []byte
	Address   string
	UserAgent string
}

func (originRow) TableName() string { return "audit_origins" }

type checkpointRow struct {
	Seq       int64
	Chain     string
	Hash      []byte
	At        int64
	Count     int64
	Previous  []byte
	Signature []byte
}

func (checkpointRow) TableName() string { return "audit_checkpoints" }

func (r checkpointRow) checkpoint() Checkpoint {
	return Checkpoint{Chain: r.Chain, Seq: r.Seq, Hash: r.Hash, At: store.Time(r.At), Count: r.Count, Previous: r.Previous, Signature: r.Signature}
}

// head answers, and locks, the end of the chain. The first caller of all begins the chain.
func (l *Log) head(ctx context.Context) (headRow, error) {
	// The order of locks is the same for everybody who writes sequences; else two transactions could wait for each other.
	if err := l.store.Serialize(ctx); err != nil {
		return headRow{}, err
	}
	statement := "SELECT chain, seq, hash FROM audit_head WHERE id = 1"
	if l.store.Dialect() == "postgres" {
		statement += " FOR UPDATE"
	}
	var rows []headRow
	if err := l.store.Write(ctx).Raw(statement).Scan(&rows).Error; err != nil {
		return headRow{}, fmt.Errorf("read the head of the chain: %w", err)
	}
	if len(rows) == 1 {
		return rows[0], nil
	}
	begin := headRow{Chain: ident.New("chn"), Hash: make([]byte, 32)}
	err := l.store.Write(ctx).Exec("INSERT INTO audit_head (id, chain, seq, hash) VALUES (1, ?, 0, ?)", begin.Chain, begin.Hash).Error
	if err != nil {
		return headRow{}, fmt.Errorf("begin the chain: %w", err)
	}
	return begin, nil
}

// append stores a record and moves the head on to it.
func (l *Log) append(ctx context.Context, s sealed, record string, next headRow) error {
	err := l.store.Write(ctx).Exec(
		"INSERT INTO audit_records (seq, at, action, actor_kind, actor_id, object, outcome, record, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
		s.seq, store.Micros(s.at), clean(s.Action, 128), clean(s.actorKind, 32), clean(s.actor, 128), clean(s.Object, 256),
		clean(string(s.Outcome), 32), record, next.Hash).Error
	if err != nil {
		return fmt.Errorf("append record %d: %w", s.seq, err)
	}
	moved := l.store.Write(ctx).Exec("UPDATE audit_head SET seq = ?, hash = ? WHERE id = 1 AND seq = ?", next.Seq, next.Hash, next.Seq-1)
	if moved.Error != nil {
		return fmt.Errorf("move the head of the chain: %w", moved.Error)
	}
	if moved.RowsAffected != 1 {
		return fmt.Errorf("move the head of the chain: it was not at %d", next.Seq-1)
	}
	return nil
}

func (l *Log) insertOrigin(ctx context.Context, s sealed, from origin) error {
	err := l.store.Write(ctx).Exec("INSERT INTO audit_origins (seq, actor_id, salt, address, user_agent) VALUES (?, ?, ?, ?, ?)",
		s.seq, clean(s.actor, 128), from.Salt, from.Address, from.UserAgent).Error
	if err != nil {
		return fmt.Errorf("store the origin of record %d: %w", s.seq, err)
	}
	return nil
}

func (l *Log) deleteOrigins(ctx context.Context, actorID string) error {
	return l.store.Write(ctx).Where("actor_id = ?", actorID).Delete(&originRow{}).Error
}

func (l *Log) length(ctx context.Context) (int64, error) {
	var seq int64
	if err := l.store.Read(ctx).Raw("SELECT COALESCE(MAX(seq), 0) FROM audit_head").Scan(&seq).Error; err != nil {
		return 0, fmt.Errorf("read the length of the chain: %w", err)
	}
	return seq, nil
}

func (l *Log) insertCheckpoint(ctx context.Context, c Checkpoint) error {
	row := checkpointRow{Seq: c.Seq, Chain: c.Chain, Hash: c.Hash, At: store.Micros(c.At), Count: c.Count, Previous: c.Previous, Signature: c.Signature}
	if err := l.store.Write(ctx).Create(&row).Error; err != nil {
		return fmt.Errorf("store checkpoint at %d: %w", c.Seq, err)
	}
	return nil
}

func (l *Log) lastCheckpoint(ctx context.Context) (Checkpoint, bool, error) {
	var rows []checkpointRow
	if err := l.store.Read(ctx).Order("seq DESC").Limit(1).Find(&rows).Error; err != nil {
		return Checkpoint{}, false, fmt.Errorf("read the newest checkpoint: %w", err)
	}
	if len(rows) == 0 {
		return Checkpoint{}, false, nil
	}
	return rows[0].checkpoint(), true, nil
}
