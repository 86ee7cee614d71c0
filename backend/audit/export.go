package audit

import (
	"context"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// List answers the newest entries first. It answers page.ErrCursor for a cursor that it did not make.
func (l *Log) List(ctx context.Context, f Filter, r page.Request) (page.Page[Record], error) {
	var before int64
	parts, err := l.cursors.Decode(r.Cursor)
	if err != nil {
		return page.Page[Record]{}, err
	}
	if len(parts) > 0 {
		if _, err := fmt.Sscan(strings.Join(parts, " "), &before); err != nil || len(parts) != 1 {
			return page.Page[Record]{}, page.ErrCursor
		}
	}
	records, err := l.newest(ctx, f, before, r.Limit+1)
	if err != nil {
		return page.Page[Record]{}, err
	}
	next := ""
	if len(records) > r.Limit {
		records = records[:r.Limit]
		next = l.cursors.Encode(itoa(records[r.Limit-1].Seq))
	}
	return page.Of(records, next), nil
}

const exportBatch = 500

// exportLine is one entry of the JSON Lines export.
type exportLine struct {
	Seq       int64          `json:"seq"`
	At        string         `json:"at"`
	ActorKind string         `json:"actorKind"`
	Actor     string         `json:"actor"`
	Action    string         `json:"action"`
	Object    string         `json:"object"`
	Outcome   Outcome        `json:"outcome"`
	RequestID string         `json:"requestId"`
	Address   string         `json:"address"`
	UserAgent string         `json:"userAgent"`
	Details   map[string]any `json:"details"`
	Hash      string         `json:"hash"`
}

func (r Record) line() exportLine {
	return exportLine{
		Seq: r.Seq, At: r.At.Format(time.RFC3339Nano), ActorKind: r.ActorKind, Actor: r.ActorID, Action: r.Action,
		Object: r.Object, Outcome: r.Outcome, RequestID: r.RequestID, Address: r.Address, UserAgent: r.UserAgent,
		Details: r.Details, Hash: hex.EncodeToString(r.Hash),
	}
}

// ExportJSONL writes the matching entries, oldest first, one JSON object per line.
func (l *Log) ExportJSONL(ctx context.Context, w io.Writer, f Filter) error {
	out := json.NewEncoder(w)
	return l.export(ctx, f, func(r Record) error { return out.Encode(r.line()) })
}

// ExportCSV writes the matching entries, oldest first, as comma-separated values with a heading. Cells that a spreadsheet
// would take for a formula begin with an apostrophe.
func (l *Log) ExportCSV(ctx context.Context, w io.Writer, f Filter) error {
	out := csv.NewWriter(w)
	heading := []string{"seq", "at", "actorKind", "actor", "action", "object", "outcome", "requestId", "address", "userAgent", "details", "hash"}
	if err := out.Write(heading); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	err := l.export(ctx, f, func(r Record) error {
		details, err := json.Marshal(r.Details)
		if err != nil {
			return err
		}
		x := r.line()
		cells := []string{itoa(x.Seq), x.At, x.ActorKind, x.Actor, x.Action, x.Object, string(x.Outcome), x.RequestID, x.Address, x.UserAgent, string(details), x.Hash}
		for i := range cells {
			cells[i] = web.InertCell(cells[i])
		}
		return out.Write(cells)
	})
	if err != nil {
		return err
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write the export: %w", err)
	}
	return nil
}

func (l *Log) export(ctx context.Context, f Filter, write func(Record) error) error {
	for after := int64(0); ; {
		records, err := l.oldest(ctx, f, after, exportBatch)
		if err != nil {
			return err
		}
		for _, r := range records {
			if err := write(r); err != nil {
				return fmt.Errorf("write the export: %w", err)
			}
			after = r.Seq
		}
		if len(records) < exportBatch {
			return nil
		}
	}
}
