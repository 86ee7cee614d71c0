package leaks

import (
	"context"
	"fmt"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/ident"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Take answers a report: it recognises the token, does what policy asks for, tells its people, and keeps the find. The same
// secret at the same place is counted, and answered again only when it works although it was reported. A dry run changes
// nothing and answers what is known: Over, Told for a secret that works, or Unknown.
func (s *Service) Take(ctx context.Context, r Report, dryRun bool) (Outcome, error) {
	outcome := Unknown
	err := s.store.Tx(ctx, func(ctx context.Context) error {
		found, known, err := s.recognise(ctx, r)
		if err != nil || !known {
			return err
		}
		if dryRun {
			outcome = found.outcome(policy.LeakNotify)
			return nil
		}
		outcome = found.outcome(found.response)
		return s.keep(ctx, r, found, outcome)
	})
	if err != nil {
		return Unknown, fmt.Errorf("take the report of a leak: %w", err)
	}
	return outcome, nil
}

func (s *Service) keep(ctx context.Context, r Report, found found, outcome Outcome) error {
	now := s.clock.Now()
	l := found.leak
	l.ID, l.Source, l.Place, l.Outcome, l.FirstSeenAt, l.LastSeenAt, l.Seen = ident.New("lk"), r.Source, clean(r.Place, placeRunesMax), outcome, now, now, 1
	stored, again, err := s.repo.see(ctx, l)
	if err != nil {
		return err
	}
	// One secret at one place is one message, unless it works although something was done: a quarantine is over by itself.
	done := stored.Outcome == outcome && (outcome != Quarantined || found.held)
	if again && (done || !found.works) {
		return nil
	}
	where := l.Place
	if where == "" {
		where = "the finder didn't say where"
	}
	if err := found.answer(ctx, where); err != nil {
		return err
	}
	return s.audit.Record(ctx, audit.Entry{Action: "leaks.report", Object: stored.ID, Outcome: audit.Success, Details: map[string]any{
		"token": l.TokenID, "generation": l.Generation, "app": l.AppID, "source": l.Source, "place": l.Place, "outcome": string(outcome),
	}})
}

// List answers the newest finds, open or closed ones, and the cursor of the next page.
func (s *Service) List(ctx context.Context, closed bool, r page.Request) ([]Leak, string, error) {
	parts, err := s.cursors.Decode(r.Cursor)
	if err != nil {
		return nil, "", err
	}
	from := ""
	if len(parts) == 1 {
		from = parts[0]
	}
	all, err := s.repo.list(ctx, closed, from, r.Limit+1)
	if err != nil || len(all) <= r.Limit {
		return all, "", err
	}
	all = all[:r.Limit]
	return all, s.cursors.Encode(all[len(all)-1].ID), nil
}

// Close says that nothing is left to do about a find; note says why and may be empty. Open takes that back. Both answer
// ErrNotFound, and change nothing where it is so already.
func (s *Service) Close(ctx context.Context, id, note string) (Leak, error) {
	return s.turn(ctx, id, true, clean(note, noteRunesMax))
}

// Open is the opposite of Close.
func (s *Service) Open(ctx context.Context, id string) (Leak, error) {
	return s.turn(ctx, id, false, "")
}

func (s *Service) turn(ctx context.Context, id string, closed bool, note string) (Leak, error) {
	var l Leak
	err := s.store.Tx(ctx, func(ctx context.Context) (err error) {
		if l, err = s.repo.find(ctx, id); err != nil || (l.ClosedAt != nil) == closed {
			return err
		}
		action := "leaks.open"
		l.ClosedAt, l.ClosedBy, l.Note = nil, "", ""
		if closed {
			now := s.clock.Now()
			action, l.ClosedAt, l.ClosedBy, l.Note = "leaks.close", &now, rbac.From(ctx).ID, note
		}
		if err := s.repo.saveStanding(ctx, l); err != nil {
			return err
		}
		return s.audit.Record(ctx, audit.Entry{Action: action, Object: id, Outcome: audit.Success, Details: map[string]any{"token": l.TokenID, "note": note}})
	})
	if err != nil {
		return Leak{}, fmt.Errorf("close or open find %s: %w", id, err)
	}
	return l, nil
}
