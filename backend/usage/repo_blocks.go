package usage

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/usage/block"
)

// blocksPerQuery bounds lists of blocks and keeps statements below both databases' limit of parameters.
const blocksPerQuery = 500

// querier is a pool or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// stored is a row of usage_blocks.
type stored struct {
	id             int64
	level          level
	from, to       int64
	records        int
	folded, merged bool
	filter, data   []byte
}

// encode makes the row of records of one span.
func encode(encoder *block.Encoder, l level, records []*block.Record) stored {
	data, filter := encoder.Encode(records)
	b := stored{level: l, from: recordID(records[0]), records: len(records), merged: len(records) >= wholeMin, filter: filter, data: data}
	for _, r := range records {
		b.from, b.to = min(b.from, recordID(r)), max(b.to, recordID(r))
	}
	return b
}

// insert writes rows.
func (r *repo) insert(ctx context.Context, db querier, blocks ...stored) error {
	for _, b := range blocks {
		var id int64
		err := db.QueryRowContext(ctx, r.bind(`INSERT INTO usage_blocks (level, from_id, to_id, records, folded, merged, filter, data)
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`), b.level, b.from, b.to, b.records, bit(b.folded), bit(b.merged), b.filter, b.data).Scan(&id)
		if err != nil {
			return fmt.Errorf("write a block of calls: %w", err)
		}
	}
	return nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}

// newest answers outlines of blocks of calls with ids from low up to, without it, high: newest first, those that end
// before `before`, or with the same end and a smaller id than beforeID.
func (r *repo) newest(ctx context.Context, db querier, low, high, before, beforeID int64, limit int) ([]stored, error) {
	return r.outlines(ctx, db, `level = 0 AND to_id >= ? AND to_id <= ? AND from_id < ? AND (to_id < ? OR id < ?) ORDER BY to_id DESC, id DESC LIMIT ?`,
		low, before, high, before, beforeID, limit)
}

// levels answers outlines of the blocks that together have every call with an id from low up to, without it, high once:
// those of the level, and those below it that are not folded.
func (r *repo) levels(ctx context.Context, db querier, l level, low, high int64) ([]stored, error) {
	return r.outlines(ctx, db, `level = ? AND to_id >= ? AND from_id < ? UNION ALL
		SELECT id, level, from_id, to_id, records, folded, filter FROM usage_blocks WHERE folded = 0 AND level < ? AND to_id >= ? AND from_id < ?`,
		l, low, high, l, low, high)
}

// unfolded answers outlines of blocks that have not joined the level above, those that end before a time.
func (r *repo) unfolded(ctx context.Context, l level, before int64) ([]stored, error) {
	return r.outlines(ctx, r.read, `folded = 0 AND level = ? AND to_id < ? ORDER BY to_id LIMIT ?`, l, before, blocksPerQuery)
}

// small answers outlines of blocks that may be merged, which end after a time: the oldest ones.
func (r *repo) small(ctx context.Context, l level, after int64) ([]stored, error) {
	return r.outlines(ctx, r.read, `merged = 0 AND level = ? AND to_id > ? ORDER BY to_id LIMIT ?`, l, after, blocksPerQuery)
}

func (r *repo) outlines(ctx context.Context, db querier, where string, args ...any) ([]stored, error) {
	rows, err := db.QueryContext(ctx, r.bind(`SELECT id, level, from_id, to_id, records, folded, filter FROM usage_blocks WHERE `+where), args...)
	if err != nil {
		return nil, fmt.Errorf("list blocks of calls: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var out []stored
	for rows.Next() {
		var b stored
		var folded int
		if err := rows.Scan(&b.id, &b.level, &b.from, &b.to, &b.records, &folded, &b.filter); err != nil {
			return nil, fmt.Errorf("list blocks of calls: %w", err)
		}
		b.folded = folded != 0
		out = append(out, b)
	}
	return out, rows.Err()
}

// block opens a block. sql.ErrNoRows says that it was merged into another one, or forgotten, in the meantime.
func (r *repo) block(ctx context.Context, db querier, id int64) (*block.Block, error) {
	var data []byte
	if err := db.QueryRowContext(ctx, r.bind(`SELECT data FROM usage_blocks WHERE id = ?`), id).Scan(&data); err != nil {
		return nil, fmt.Errorf("read a block of calls: %w", err)
	}
	b, err := block.Open(data)
	if err != nil {
		return nil, fmt.Errorf("block %d: %w", id, err)
	}
	return b, nil
}

// records answers everything in a block.
func (r *repo) records(ctx context.Context, id int64) ([]block.Record, error) {
	b, err := r.block(ctx, r.read, id)
	if err != nil {
		return nil, err
	}
	records := make([]block.Record, b.Len())
	for i := range records {
		if err := b.Record(i, &records[i]); err != nil {
			return nil, err
		}
	}
	return records, nil
}

// fold marks blocks as folded and writes those of the level above in one transaction; false when another process has
// folded or merged one of them already, and nothing is done.
func (r *repo) fold(ctx context.Context, blocks []stored, above []stored) (bool, error) {
	return r.exchange(ctx, "UPDATE usage_blocks SET folded = 1", blocks, above)
}

// replace puts blocks in the place of others, on the same terms.
func (r *repo) replace(ctx context.Context, blocks []stored, merged []stored) (bool, error) {
	return r.exchange(ctx, "DELETE FROM usage_blocks", blocks, merged)
}

func (r *repo) exchange(ctx context.Context, statement string, old, blocks []stored) (bool, error) {
	tx, err := r.write.BeginTx(ctx, nil)
	if err != nil {
		return false, fmt.Errorf("begin to change blocks: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
	args := []any{bit(old[0].folded)}
	for _, b := range old {
		args = append(args, b.id)
	}
	result, err := tx.ExecContext(ctx, r.bind(statement+" WHERE folded = ? AND id IN "+list(len(old))), args...)
	if err != nil {
		return false, fmt.Errorf("change blocks: %w", err)
	}
	if n, err := result.RowsAffected(); err != nil || n != int64(len(old)) {
		return false, err
	}
	if err := r.insert(ctx, tx, blocks...); err != nil {
		return false, err
	}
	if err := tx.Commit(); err != nil {
		return false, fmt.Errorf("commit blocks: %w", err)
	}
	return true, nil
}

// setAside keeps a damaged block out of folds and merges until it is old enough to be deleted.
func (r *repo) setAside(ctx context.Context, id int64) error {
	if _, err := r.write.ExecContext(ctx, r.bind(`UPDATE usage_blocks SET folded = 1, merged = 1 WHERE id = ?`), id); err != nil {
		return fmt.Errorf("set a damaged block of calls aside: %w", err)
	}
	return nil
}

// prune deletes folded blocks of a level that end before a time in microseconds; those of days are never folded.
func (r *repo) prune(ctx context.Context, l level, before int64) error {
	_, err := r.write.ExecContext(ctx, r.bind(`DELETE FROM usage_blocks WHERE level = ? AND to_id < ? AND (folded = 1 OR level = 3)`), l, callID(before, 0))
	if err != nil {
		return fmt.Errorf("delete old calls: %w", err)
	}
	return nil
}
