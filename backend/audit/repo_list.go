package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"gorm.io/gorm"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// newest answers at most limit records before the given seq (0 = from the end), newest first.
func (l *Log) newest(ctx context.Context, f Filter, before int64, limit int) ([]Record, error) {
	q := f.narrow(l.store.Read(ctx))
	if before > 0 {
		q = q.Where("seq < ?", before)
	}
	return l.fetch(ctx, q.Order("seq DESC").Limit(limit))
}

// oldest answers at most limit records after the given seq, oldest first.
func (l *Log) oldest(ctx context.Context, f Filter, after int64, limit int) ([]Record, error) {
	return l.fetch(ctx, f.narrow(l.store.Read(ctx)).Where("seq > ?", after).Order("seq").Limit(limit))
}

func (f Filter) narrow(q *gorm.DB) *gorm.DB {
	switch {
	case f.Action == "":
	case strings.Contains(f.Action, "."):
		q = q.Where("action = ?", f.Action)
	default:
		// All that begin with "tokens.": the slash is the character after the dot, so an index serves.
		q = q.Where("action >= ? AND action < ?", f.Action+".", f.Action+"/")
	}
	if f.Actor != "" {
		q = q.Where("actor_id = ?", f.Actor)
	}
	if f.Object != "" {
		q = q.Where("object = ?", f.Object)
	}
	if !f.From.IsZero() {
		q = q.Where("at >= ?", store.Micros(f.From))
	}
	if !f.To.IsZero() {
		q = q.Where("at < ?", store.Micros(f.To))
	}
	return q
}

func (l *Log) fetch(ctx context.Context, q *gorm.DB) ([]Record, error) {
	var rows []recordRow
	if err := q.Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read audit records: %w", err)
	}
	origins, err := l.origins(ctx, rows)
	if err != nil {
		return nil, err
	}
	records := make([]Record, len(rows))
	for i, row := range rows {
		records[i] = row.present()
		records[i].Address, records[i].UserAgent = origins[row.Seq].Address, origins[row.Seq].UserAgent
	}
	return records, nil
}

// origins answers those that still exist, by seq.
func (l *Log) origins(ctx context.Context, rows []recordRow) (map[int64]originRow, error) {
	bySeq := make(map[int64]originRow, len(rows))
	if len(rows) == 0 {
		return bySeq, nil
	}
	seqs := make([]int64, len(rows))
	for i, row := range rows {
		seqs[i] = row.Seq
	}
	var found []originRow
	if err := l.store.Read(ctx).Where("seq IN ?", seqs).Find(&found).Error; err != nil {
		return nil, fmt.Errorf("read origins of audit records: %w", err)
	}
	for _, o := range found {
		bySeq[o.Seq] = o
	}
	return bySeq, nil
}

// content is what a record states, read back.
type content struct {
	Action    string         `json:"action"`
	Actor     string         `json:"actor"`
	ActorKind string         `json:"actorKind"`
	Chain     string         `json:"chain"`
	Details   map[string]any `json:"details"`
	Object    string         `json:"object"`
	Origin    string         `json:"origin"`
	Outcome   string         `json:"outcome"`
	Request   string         `json:"request"`
	Seq       string         `json:"seq"`
	Time      string         `json:"t"`
}

func (r recordRow) content() (content, error) {
	var c content
	err := json.Unmarshal([]byte(r.Record), &c)
	return c, err
}

// present shows what the columns say, and the details where the record can still be read; whether the two agree is for
// Verify to tell.
func (r recordRow) present() Record {
	c, err := r.content()
	if err != nil || c.Details == nil {
		c.Details = map[string]any{}
	}
	return Record{
		Seq: r.Seq, At: store.Time(r.At), ActorKind: r.ActorKind, ActorID: r.ActorID, Action: r.Action, Object: r.Object,
		Outcome: Outcome(r.Outcome), RequestID: c.Request, Details: c.Details, Hash: r.Hash,
	}
}
