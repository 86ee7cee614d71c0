package tokens

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// exportBatch is how many tokens are read at once, so that an export of a million holds few of them in memory.
const exportBatch = 500

var exportHeader = []string{
	"id", "hint", "name", "app", "app_name", "owner", "owner_name", "environment", "kind", "state", "risk", "risk_reasons",
	"scopes", "networks", "created_at", "created_by", "expires_at", "last_used_at", "last_used_network", "last_used_operation",
	"revoked_at", "revoke_reason", "broken_rules",
}

// Export answers every token that a filter lets through as comma-separated values with a heading, read as it is asked for.
// Cells that a spreadsheet would take for a formula begin with an apostrophe. The route's permission admits the caller. It
// returns fault.ErrInvalid for what can't be meant.
func (s *Service) Export(ctx context.Context, f Filter, o Order) (io.Reader, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	if err := o.check(); err != nil {
		return nil, err
	}
	err := s.Store.Tx(ctx, func(ctx context.Context) error {
		return s.Audit.Record(ctx, audit.Entry{Action: "tokens.export", Object: "tokens", Outcome: audit.Success, Details: f.details()})
	})
	if err != nil {
		return nil, fmt.Errorf("export tokens: %w", err)
	}
	// The answer is written after the request's own time.
	e := &export{ctx: context.WithoutCancel(ctx), tokens: s, filter: f, order: o, more: true}
	e.out = csv.NewWriter(&e.ready)
	return e, e.out.Write(exportHeader)
}

// export is the text of an export, of which the next part is made when the one before was taken.
type export struct {
	ctx    context.Context //nolint:containedctx // an io.Reader is asked without one
	tokens *Service
	filter Filter
	order  Order
	from   *after
	more   bool
	ready  bytes.Buffer
	out    *csv.Writer
}

// Read answers the next part of the text.
func (e *export) Read(to []byte) (int, error) {
	for e.ready.Len() == 0 && e.more {
		if err := e.fetch(); err != nil {
			return 0, fmt.Errorf("export tokens: %w", err)
		}
	}
	return e.ready.Read(to)
}

func (e *export) fetch() error {
	ctx, cancel := context.WithTimeout(e.ctx, exportPatience)
	defer cancel()
	s := e.tokens
	found, err := s.repo.list(ctx, e.filter, e.order, s.now(), e.from, exportBatch)
	if err != nil {
		return err
	}
	views, err := s.presentAll(ctx, found)
	if err != nil {
		return err
	}
	ids := make([]string, len(found))
	for i, t := range found {
		ids[i] = t.ID
	}
	rules, err := s.repo.brokenRules(ctx, ids)
	if err != nil {
		return err
	}
	for i, v := range views {
		if err := e.out.Write(exportLine(v, found[i].CreatedBy, rules[v.ID])); err != nil {
			return err
		}
	}
	if e.more = len(found) == exportBatch; e.more {
		last := e.order.place(found[len(found)-1])
		e.from = &last
	}
	e.out.Flush()
	return e.out.Error()
}

// exportPatience is how long one part may take.
const exportPatience = 30 * time.Second

func exportLine(v View, by string, broken []string) []string {
	if v.State == Revoked || v.State == Expired {
		broken = nil // the job hasn't looked since
	}
	cells := []string{
		v.ID, v.Hint, v.Name, v.App, v.AppName, v.Owner, v.OwnerName, v.Environment, v.Kind, string(v.State), string(v.Risk),
		strings.Join(v.RiskReasons, " "), strings.Join(v.Scopes, " "), strings.Join(v.Networks, " "), timeCell(&v.CreatedAt), by,
		timeCell(&v.ExpiresAt), timeCell(v.LastUsedAt), v.LastUsedNetwork, v.LastUsedOperation, timeCell(v.RevokedAt), v.RevokeReason,
		strings.Join(broken, " "),
	}
	for i := range cells {
		cells[i] = web.InertCell(cells[i])
	}
	return cells
}

func timeCell(at *time.Time) string {
	if at == nil {
		return ""
	}
	return at.UTC().Format(time.RFC3339)
}
