package audit

import (
	"context"
	"fmt"
)

const verifyBatch = 500

// eachRecord hands over all records in order, with their origins, without holding more than one batch in memory. It stops
// when visit answers false.
func (l *Log) eachRecord(ctx context.Context, visit func(recordRow, *originRow) bool) error {
	for after := int64(-1); ; {
		var rows []recordRow
		if err := l.store.Read(ctx).Where("seq > ?", after).Order("seq").Limit(verifyBatch).Find(&rows).Error; err != nil {
			return fmt.Errorf("read audit records after %d: %w", after, err)
		}
		if len(rows) == 0 {
			return nil
		}
		origins, err := l.origins(ctx, rows)
		if err != nil {
			return err
		}
		for _, row := range rows {
			var from *originRow
			if o, ok := origins[row.Seq]; ok {
				from = &o
			}
			if !visit(row, from) {
				return nil
			}
		}
		after = rows[len(rows)-1].Seq
	}
}

// currentHead answers the head without locking it; the zero value when the chain has not begun.
func (l *Log) currentHead(ctx context.Context) (headRow, error) {
	var rows []headRow
	if err := l.store.Read(ctx).Raw("SELECT chain, seq, hash FROM audit_head WHERE id = 1").Scan(&rows).Error; err != nil {
		return headRow{}, fmt.Errorf("read the head of the chain: %w", err)
	}
	if len(rows) == 0 {
		return headRow{}, nil
	}
	return rows[0], nil
}

// checkpointsAfter answers at most verifyBatch checkpoints in order.
func (l *Log) checkpointsAfter(ctx context.Context, seq int64) ([]Checkpoint, error) {
	var rows []checkpointRow
	if err := l.store.Read(ctx).Where("seq > ?", seq).Order("seq").Limit(verifyBatch).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("read checkpoints after %d: %w", seq, err)
	}
	checkpoints := make([]Checkpoint, len(rows))
	for i, row := range rows {
		checkpoints[i] = row.checkpoint()
	}
	return checkpoints, nil
}
