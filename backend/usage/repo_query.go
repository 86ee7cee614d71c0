package usage

import (
	"context"
	"fmt"
	"strings"
)

// where gathers conditions with their values. Column names come from this package only.
type where struct {
	conditions []string
	args       []any
}

func (w *where) and(condition string, args ...any) {
	w.conditions = append(w.conditions, condition)
	w.args = append(w.args, args...)
}

func (w *where) equal(column, value string) {
	if value != "" {
		w.and(column+" = ?", value)
	}
}

func (w *where) in(column string, values []string) {
	if values != nil {
		in(w, column, values)
	}
}

func in[T any](w *where, column string, values []T) {
	if len(values) == 0 {
		w.and("1 = 0")
		return
	}
	args := make([]any, len(values))
	for i, v := range values {
		args[i] = v
	}
	w.and(column+" IN ("+strings.TrimSuffix(strings.Repeat("?,", len(values)), ",")+")", args...)
}

func (w *where) String() string { return strings.Join(w.conditions, " AND ") }

// filters adds what calls and rollups have in common.
func (w *where) filters(q question) {
	w.in("app_id", q.apps)
	w.equal("app_id", q.app)
	w.equal("api_id", q.api)
	w.equal("token_id", q.token)
	w.equal("operation", q.operation)
	w.equal("environment", q.environment)
	w.equal("code", q.code)
	switch q.traffic {
	case TrafficConsole:
		w.and("substr(token_id, 1, 4) = ?", consolePrefix)
	case TrafficApps:
		w.and("substr(token_id, 1, 4) <> ?", consolePrefix)
	}
	if q.statusTo > 0 {
		w.and("status >= ? AND status < ?", q.statusFrom, q.statusTo)
	}
}

func (q question) rollups() *where {
	w := &where{}
	if q.buckets == nil {
		w.and("step = ? AND bucket >= ? AND bucket < ?", q.step.seconds(), q.step.start(q.from), q.to)
	} else {
		w.and("step = ?", q.step.seconds())
		in(w, "bucket", q.buckets)
	}
	w.filters(q)
	return w
}

// sumColumns add up calls, errors and denials: what we refused is denied, every other answer from 400 on is an error.
const sumColumns = `SUM(calls),
	SUM(CASE WHEN status >= 400 AND NOT (code <> '' AND status < 500) THEN calls ELSE 0 END),
	SUM(CASE WHEN code <> '' AND status < 500 THEN calls ELSE 0 END)`

// series answers the bands of each bucket.
func (r *repo) series(ctx context.Context, q question) ([]bandCount, error) {
	w := q.rollups()
	rows, err := r.read.QueryContext(ctx, r.bind(`SELECT bucket, band, `+sumColumns+` FROM usage_rollups WHERE `+w.String()+
		` GROUP BY bucket, band`), w.args...)
	if err != nil {
		return nil, fmt.Errorf("read rollups: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var out []bandCount
	for rows.Next() {
		var b bandCount
		if err := rows.Scan(&b.bucket, &b.band, &b.calls, &b.errors, &b.denied); err != nil {
			return nil, fmt.Errorf("read rollups: %w", err)
		}
		out = append(out, b)
	}
	return out, rows.Err()
}

// topColumns are what calls can be ranked by.
var topColumns = map[string]string{
	"operation": "operation", "token": "token_id", "app": "app_id", "api": "api_id", "status": "CAST(status AS TEXT)",
	"network": "network", "code": "code", "environment": "environment",
}

// top answers the bands of the keys with the most calls.
func (r *repo) top(ctx context.Context, q question, by string, limit int) ([]bandCount, error) {
	column, w := topColumns[by], q.rollups()
	w.and(column + " <> ''")
	keys, err := r.keys(ctx, column, w, limit)
	if err != nil || len(keys) == 0 {
		return nil, err
	}
	w.in(column, keys)
	rows, err := r.read.QueryContext(ctx, r.bind(`SELECT `+column+`, band, `+sumColumns+` FROM usage_rollups WHERE `+w.String()+
		` GROUP BY 1, band`), w.args...)
	if err != nil {
		return nil, fmt.Errorf("read rollups by %s: %w", by, err)
	}
	defer func() { _ = rows.Close() }()
	var out []bandCount
	for rows.Next() {
		var b bandCount
		if err := rows.Scan(&b.key, &b.band, &b.calls, &b.errors, &b.denied); err != nil {
			return nil, fmt.Errorf("read rollups by %s: %w", by, err)
		}
		out = append(out, b)
	}
	return out, rows.Err()
}

func (r *repo) keys(ctx context.Context, column string, w *where, limit int) ([]string, error) {
	rows, err := r.read.QueryContext(ctx, r.bind(`SELECT `+column+` FROM usage_rollups WHERE `+w.String()+
		` GROUP BY 1 ORDER BY SUM(calls) DESC, 1 LIMIT ?`), append(append([]any{}, w.args...), limit)...)
	if err != nil {
		return nil, fmt.Errorf("rank by %s: %w", column, err)
	}
	defer func() { _ = rows.Close() }()
	var keys []string
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return nil, fmt.Errorf("rank by %s: %w", column, err)
		}
		keys = append(keys, key)
	}
	return keys, rows.Err()
}

// newestBuckets answers the starts of the newest buckets with a call, newest first, at most limit.
func (r *repo) newestBuckets(ctx context.Context, q question, limit int) ([]int64, error) {
	w := q.rollups()
	rows, err := r.read.QueryContext(ctx, r.bind(`SELECT bucket FROM usage_rollups WHERE `+w.String()+` GROUP BY bucket ORDER BY bucket DESC LIMIT ?`), append(w.args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("find the newest calls: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var buckets []int64
	for rows.Next() {
		var bucket int64
		if err := rows.Scan(&bucket); err != nil {
			return nil, fmt.Errorf("find the newest calls: %w", err)
		}
		buckets = append(buckets, bucket)
	}
	return buckets, rows.Err()
}

// storedCall is an event with its id.
type storedCall struct {
	id    int64
	event Event
}

// calls answers calls newest first, older than before when that is not zero.
func (r *repo) calls(ctx context.Context, q question, before int64, limit int) ([]storedCall, error) {
	w := &where{}
	w.and("id >= ? AND id < ?", callID(q.from, 0), callID(q.to, 0))
	if before > 0 {
		w.and("id < ?", before)
	}
	w.filters(q)
	rows, err := r.read.QueryContext(ctx, r.bind(`SELECT `+callColumns+` FROM usage_calls WHERE `+w.String()+
		` ORDER BY id DESC LIMIT ?`), append(w.args, limit)...)
	if err != nil {
		return nil, fmt.Errorf("read calls: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var out []storedCall
	for rows.Next() {
		var c storedCall
		e := &c.event
		err := rows.Scan(&c.id, &e.DecisionID, &e.TokenID, &e.AppID, &e.APIID, &e.VersionID, &e.Operation, &e.Method, &e.Route,
			&e.Status, &e.Code, &e.LatencyUS, &e.UpstreamUS, &e.BytesIn, &e.BytesOut, &e.Network, &e.Agent, &e.Environment, &e.Door)
		if err != nil {
			return nil, fmt.Errorf("read calls: %w", err)
		}
		e.At = callTime(c.id)
		out = append(out, c)
	}
	return out, rows.Err()
}
