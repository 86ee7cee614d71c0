package enforce

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
)

const tallyEvery = 5 * time.Second

// Findings answers what calls of an API missed within days, the most frequent first. It returns catalog.ErrAPINotFound and
// ErrTestUnready.
func (s *Service) Findings(ctx context.Context, idOrSlug string, days int) (FindingsView, error) {
	api, err := s.known(idOrSlug)
	if err != nil {
		return FindingsView{}, err
	}
	if err := s.flushMissed(ctx); err != nil { // so that a call that was just made is there
		return FindingsView{}, err
	}
	now := s.Clock.Now().UnixMicro()
	since := now - now%dayUS - int64(days-1)*dayUS
	view := FindingsView{Items: []FindingView{}, Days: make([]DayView, days)}
	for i := range view.Days {
		view.Days[i].Day = instant(since + int64(i)*dayUS)
	}
	at := map[missedKey]int{}
	err = s.reader().findings(ctx, api.ID, since, func(k missedKey, sum missedTally) {
		if k.code == "" {
			if day := int((k.day - since) / dayUS); day < len(view.Days) {
				view.Days[day].Calls += sum.calls
				view.Days[day].Refused += sum.refused
			}
			return
		}
		k.day = 0
		i, found := at[k]
		if !found {
			i, at[k] = len(view.Items), len(view.Items)
			view.Items = append(view.Items, s.presentFinding(api, k))
		}
		item := &view.Items[i]
		item.Calls, item.Refused = item.Calls+sum.calls, item.Refused+sum.refused
		item.LastAt, item.LastApp = instant(sum.lastAt), s.appRef(sum.lastApp) // rows come by day
	})
	slices.SortStableFunc(view.Items, func(a, b FindingView) int { return cmp.Compare(b.Calls, a.Calls) })
	return view, err
}

// presentFinding names the operation as any version has it.
func (s *Service) presentFinding(api *API, k missedKey) FindingView {
	view := FindingView{Operation: k.operation, Pointer: k.pointer, Rule: k.code}
	for _, v := range append([]*Version{api.Current}, api.Versions...) {
		if v == nil {
			continue
		}
		for _, op := range v.Routes.all() {
			if op.ID == k.operation {
				view.Method, view.Path = op.Method, op.Template
				return view
			}
		}
	}
	return view
}

// watchTallies has what was counted stored, and forgotten in time.
func (s *Service) watchTallies() {
	if s.Store == nil || s.Jobs == nil {
		return
	}
	s.Jobs.Go("what requests missed", s.keepTallies)
	s.Jobs.Every("forget what requests missed", 24*time.Hour, s.forgetTallies)
}

// keepTallies stores what was counted every few seconds.
func (s *Service) keepTallies(ctx context.Context) {
	ticker := time.NewTicker(tallyEvery)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			if err := s.flushTallies(ctx); err != nil && ctx.Err() == nil {
				s.Logger.ErrorContext(ctx, "what calls missed is not stored at the moment", "cause", err)
			}
		}
	}
}

func (s *Service) flushTallies(ctx context.Context) error {
	return errors.Join(s.flushMissed(ctx), s.flushUnknown(ctx))
}

// note records a change of what enforcement owns, in its transaction.
func (s *Service) note(ctx context.Context, action, object string, details map[string]any) error {
	return s.Audit.Record(ctx, audit.Entry{Action: action, Object: object, Outcome: audit.Success, Details: details})
}
