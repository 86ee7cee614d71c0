package enforce

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// Discovery is how the calls of an API and its document differ.
type Discovery struct {
	Unknown []Unknown
	// Other counts the calls to unknown operations that had no room of their own.
	Other int64
	// Uncalled are the operations of the current version that nobody called.
	Uncalled   []*Operation
	Documented int
}

// Unknown is an operation that is called and that the current document doesn't have.
type Unknown struct {
	Method, Template string
	Snippet          string
	Calls, Status    int64
	FirstAt, LastAt  int64
	Apps             []string // ids
}

// Discover compares what was called within days with the current document. It returns catalog.ErrAPINotFound and
// ErrTestUnready.
func (s *Service) Discover(ctx context.Context, idOrSlug string, days int) (*API, Discovery, error) {
	api, err := s.known(idOrSlug)
	if err != nil {
		return nil, Discovery{}, err
	}
	if err := s.flushUnknown(ctx); err != nil { // so that a call that was just made is there
		return nil, Discovery{}, err
	}
	var d Discovery
	since := s.Clock.Now().AddDate(0, 0, -days).UnixMicro()
	err = s.reader().unknown(ctx, api.ID, func(key unknownKey, sum unknownTally) {
		switch {
		case sum.lastAt < since || api.documents(key):
		case key.method == "":
			d.Other = sum.calls
		default:
			d.Unknown = append(d.Unknown, Unknown{
				Method: key.method, Template: key.template, Snippet: key.snippet(), Calls: sum.calls, Status: sum.status,
				FirstAt: sum.firstAt, LastAt: sum.lastAt, Apps: sum.apps,
			})
		}
	})
	if err != nil || api.Current == nil {
		return api, d, err
	}
	called, err := s.Called(ctx, api.ID, days)
	if err != nil {
		return nil, Discovery{}, err
	}
	for _, op := range api.Current.Routes.all() {
		d.Documented++
		if called[op.ID] == 0 {
			d.Uncalled = append(d.Uncalled, op)
		}
	}
	return api, d, nil
}

// known answers an API of the snapshot, also one that has no version.
func (s *Service) known(idOrSlug string) (*API, error) {
	snapshot := s.snapshot.Load()
	if snapshot == nil || s.stale() {
		return nil, ErrTestUnready
	}
	api := snapshot.API(idOrSlug)
	if api == nil {
		return nil, catalog.ErrAPINotFound
	}
	return api, nil
}

// documents says that the current version has the operation by now.
func (a *API) documents(key unknownKey) bool {
	if a.Current == nil || key.method == "" {
		return false
	}
	op, _ := a.Current.Routes.find(key.method, strings.ReplaceAll(key.template, placeholder, "0"))
	return op != nil
}

// all lists the operations by path and method.
func (r *Routes) all() []*Operation {
	var found []*Operation
	var walk func(n *node)
	walk = func(n *node) {
		found = append(found, n.ops...)
		for _, next := range n.static {
			walk(next)
		}
		for _, e := range n.params {
			walk(e.next)
		}
	}
	walk(&r.root)
	slices.SortFunc(found, func(a, b *Operation) int {
		return cmp.Or(strings.Compare(a.Template, b.Template), strings.Compare(a.Method, b.Method))
	})
	return found
}

// Forget drops what is known of the unknown operations of an API, so that the list begins anew. It returns
// catalog.ErrAPINotFound and ErrTestUnready.
func (s *Service) Forget(ctx context.Context, idOrSlug string) error {
	api, err := s.known(idOrSlug)
	if err != nil {
		return err
	}
	if err := s.flushUnknown(ctx); err != nil {
		return err
	}
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		if err := s.deleteUnknown(ctx, api.ID); err != nil {
			return err
		}
		return s.note(ctx, "discovery.forget", api.ID, map[string]any{"api": api.Slug})
	})
}

// csv writes both lists as one table.
func (d Discovery) csv() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	rows := [][]string{{"kind", "method", "path", "operation", "calls", "status", "first_at", "last_at", "apps"}}
	for _, u := range d.Unknown {
		rows = append(rows, []string{"unknown", u.Method, u.Template, "", strconv.FormatInt(u.Calls, 10), strconv.FormatInt(u.Status, 10),
			timeText(u.FirstAt), timeText(u.LastAt), strings.Join(u.Apps, " ")})
	}
	for _, op := range d.Uncalled {
		rows = append(rows, []string{"uncalled", op.Method, op.Template, op.ID, "0", "", "", "", ""})
	}
	for _, row := range rows {
		for i := range row {
			row[i] = web.InertCell(row[i])
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func instant(us int64) time.Time { return time.UnixMicro(us).UTC() }
