package campaigns

import (
	"context"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/store"
)

// walk is how far the job is. after is the last token's id; seen counts live tokens that are old enough, on this way; tokens
// is what the last whole way counted, which was over at doneAt.
type walk struct {
	after   string
	seen    int64
	beganAt time.Time
	tokens  int64
	doneAt  *time.Time
}

type walkRow struct {
	ID      int64
	AfterID string
	Seen    int64
	BeganAt int64
	Tokens  int64
	DoneAt  *int64
}

func (walkRow) TableName() string { return "token_advice_walk" }

func (r repo) walk(ctx context.Context) (walk, error) {
	var f walkRow
	if err := r.store.Read(ctx).Where("id = 1").Take(&f).Error; err != nil {
		return walk{}, fmt.Errorf("read how far the look at tokens is: %w", err)
	}
	return walk{after: f.AfterID, seen: f.Seen, beganAt: store.Time(f.BeganAt), tokens: f.Tokens, doneAt: store.NullTime(f.DoneAt)}, nil
}

func (r repo) saveWalk(ctx context.Context, w walk) error {
	err := r.store.Write(ctx).Model(&walkRow{}).Where("id = 1").UpdateColumns(map[string]any{
		"after_id": w.after, "seen": w.seen, "began_at": store.Micros(w.beganAt), "tokens": w.tokens, "done_at": store.NullMicros(w.doneAt),
	}).Error
	if err != nil {
		return fmt.Errorf("write how far the look at tokens is: %w", err)
	}
	return nil
}
