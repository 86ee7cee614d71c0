package usage

import (
	"context"
	"database/sql"
	"fmt"
)

const (
	callColumns = `id, decision_id, token_id, app_id, api_id, version_id, operation, method, route, status, code,
		latency_us, upstream_us, bytes_in, bytes_out, network, agent, environment, door`
	callColumnCount   = 19
	rollupColumns     = `step, bucket, app_id, api_id, token_id, operation, environment, network, status, code, band`
	rollupColumnCount = 15
	// rowsPerStatement keeps a statement far below both databases' limit of parameters.
	rowsPerStatement = 200
)

// ingest writes a batch and its rollups in one transaction. ids has one id per event.
func (r *repo) ingest(ctx context.Context, events []Event, ids []int64, cells map[cell]sums) error {
	tx, err := r.write.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("begin a batch of calls: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
	calls := newBulk(tx, r, "INSERT INTO usage_calls ("+callColumns+") VALUES ", "", callColumnCount)
	for i := range events {
		e := &events[i]
		err := calls.add(ctx, ids[i], e.DecisionID, e.TokenID, e.AppID, e.APIID, e.VersionID, e.Operation, e.Method, e.Route,
			e.Status, e.Code, e.LatencyUS, e.UpstreamUS, e.BytesIn, e.BytesOut, e.Network, e.Agent, e.Environment, e.Door)
		if err != nil {
			return fmt.Errorf("write calls: %w", err)
		}
	}
	if err := calls.flush(ctx); err != nil {
		return fmt.Errorf("write calls: %w", err)
	}
	if err := r.ingestRollups(ctx, tx, cells); err != nil {
		return fmt.Errorf("write rollups: %w", err)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("commit a batch of calls: %w", err)
	}
	return nil
}

func (r *repo) ingestRollups(ctx context.Context, tx *sql.Tx, cells map[cell]sums) error {
	rows := newBulk(tx, r, "INSERT INTO usage_rollups ("+rollupColumns+", calls, latency_us, bytes_in, bytes_out) VALUES ",
		" ON CONFLICT ("+rollupColumns+`) DO UPDATE SET
			calls = usage_rollups.calls + excluded.calls, latency_us = usage_rollups.latency_us + excluded.latency_us,
			bytes_in = usage_rollups.bytes_in + excluded.bytes_in, bytes_out = usage_rollups.bytes_out + excluded.bytes_out`,
		rollupColumnCount)
	for c, s := range cells {
		err := rows.add(ctx, c.step, c.bucket, c.app, c.api, c.token, c.operation, c.environment, c.network, c.status,
			c.code, c.band, s.calls, s.latencyUS, s.bytesIn, s.bytesOut)
		if err != nil {
			return err
		}
	}
	return rows.flush(ctx)
}

// bulk gathers rows into statements of rowsPerStatement rows; the full one is prepared once.
type bulk struct {
	tx         *sql.Tx
	repo       *repo
	head, tail string
	columns    int
	args       []any
	full       *sql.Stmt
}

func newBulk(tx *sql.Tx, r *repo, head, tail string, columns int) *bulk {
	return &bulk{tx: tx, repo: r, head: head, tail: tail, columns: columns, args: make([]any, 0, columns*rowsPerStatement)}
}

func (b *bulk) add(ctx context.Context, row ...any) error {
	b.args = append(b.args, row...)
	if len(b.args) < b.columns*rowsPerStatement {
		return nil
	}
	if b.full == nil {
		full, err := b.tx.PrepareContext(ctx, b.statement(rowsPerStatement))
		if err != nil {
			return err
		}
		b.full = full
	}
	_, err := b.full.ExecContext(ctx, b.args...)
	b.args = b.args[:0]
	return err
}

func (b *bulk) flush(ctx context.Context) error {
	if len(b.args) == 0 {
		return nil
	}
	_, err := b.tx.ExecContext(ctx, b.statement(len(b.args)/b.columns), b.args...)
	b.args = b.args[:0]
	return err
}

func (b *bulk) statement(rows int) string {
	return b.repo.bind(b.head + values(rows, b.columns) + b.tail)
}

// prune deletes calls and rollups that are older than the given times in microseconds, at most limit rows a statement
// so that writers never wait long; it answers whether there may be more.
func (r *repo) prune(ctx context.Context, callsBefore int64, rollupsBefore map[Step]int64, limit int) (bool, error) {
	result, err := r.write.ExecContext(ctx, r.bind(
		`DELETE FROM usage_calls WHERE id IN (SELECT id FROM usage_calls WHERE id < ? ORDER BY id LIMIT ?)`),
		callID(callsBefore, 0), limit)
	if err != nil {
		return false, fmt.Errorf("delete old calls: %w", err)
	}
	deleted, err := result.RowsAffected()
	if err != nil {
		return false, fmt.Errorf("delete old calls: %w", err)
	}
	for step, before := range rollupsBefore {
		_, err := r.write.ExecContext(ctx, r.bind(`DELETE FROM usage_rollups WHERE step = ? AND bucket < ?`), step.seconds(), before)
		if err != nil {
			return false, fmt.Errorf("delete old rollups: %w", err)
		}
	}
	return deleted == int64(limit), nil
}

// idBits is how many low bits of a call's id are a counter; the rest is its time in microseconds.
const idBits = 10

func callID(us int64, counter uint64) int64 { return us<<idBits | int64(counter&(1<<idBits-1)) }

func callTime(id int64) int64 { return id >> idBits }
