package tokens

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// QuarantineMode is what a quarantine lets through.
type QuarantineMode string

// The modes. Package enforce knows them by these words.
const (
	ReadOnly      QuarantineMode = "readOnly"      // GET, HEAD and OPTIONS, no WebSocket
	KnownNetworks QuarantineMode = "knownNetworks" // calls from the networks that it names
	Slow          QuarantineMode = "slow"          // one call a minute
)

// Bounds of a quarantine's length.
const (
	quarantineMin = time.Minute
	quarantineMax = 30 * day
)

// Quarantine holds a token back without ending it, up to and without Until. Networks, canonical CIDR prefixes, belong to
// KnownNetworks.
type Quarantine struct {
	Mode     QuarantineMode
	Networks []string
	At       time.Time
	Until    time.Time
	By       string
	Reason   string
}

// holds reports whether the quarantine is in force; a nil one never is.
func (q *Quarantine) holds(now time.Time) bool { return q != nil && now.Before(q.Until) }

// check answers the quarantine in canonical form, or fault.ErrInvalid with every mistake.
func (q Quarantine) check(now time.Time) (Quarantine, error) {
	var mistakes []fault.Field
	reason, err := cleanReason(q.Reason)
	if err != nil {
		mistakes = append(mistakes, fault.Required("/reason", "Give a reason of at most 500 characters."))
	}
	q.Reason, q.Until = reason, q.Until.UTC().Truncate(time.Microsecond)
	if length := q.Until.Sub(now); length < quarantineMin || length > quarantineMax {
		mistakes = append(mistakes, fault.Bad("/endsAt", "A quarantine lasts from one minute to 30 days."))
	}
	clean, wrong := cleanNetworks(q.Networks)
	mistakes = append(mistakes, wrong...)
	switch {
	case q.Mode == KnownNetworks && len(q.Networks) == 0:
		mistakes = append(mistakes, fault.Required("/networks", "Name the networks from which calls still pass."))
	case q.Mode != KnownNetworks && len(q.Networks) > 0:
		mistakes = append(mistakes, fault.Bad("/networks", "Networks belong to the mode knownNetworks."))
	case q.Mode != KnownNetworks && q.Mode != ReadOnly && q.Mode != Slow:
		mistakes = append(mistakes, fault.Bad("/mode", "The mode is readOnly, knownNetworks or slow."))
	}
	if len(mistakes) > 0 {
		return Quarantine{}, fault.ErrInvalid.With(mistakes...)
	}
	q.Networks = clean
	return q, nil
}

// Quarantine holds a token back until a time, in place of the quarantine that it is in. The app's owner may do it, and
// whoever holds tokens:revoke-any. It returns ErrNotFound, ErrState when the token has ended, ErrSuspendedByOperator for
// an owner who would replace an operator's quarantine, and fault.ErrInvalid with every mistake.
func (s *Service) Quarantine(ctx context.Context, id string, q Quarantine) (Token, error) {
	now := s.now()
	q, err := q.check(now)
	if err != nil {
		return Token{}, err
	}
	return s.stop(ctx, id, "quarantine", func(ctx context.Context, t *Token, app apps.App) error {
		if t.over(now) {
			return ErrState
		}
		if t.Quarantine.holds(now) {
			if err := s.holds().MayUndo(ctx, app, t.Quarantine.By); err != nil {
				return err
			}
		}
		if q.By, err = s.holds().By(ctx, app); err != nil {
			return err
		}
		q.At = now
		t.Quarantine = &q
		details := map[string]any{"mode": string(q.Mode), "networks": q.Networks, "until": q.Until, "reason": q.Reason}
		if err := s.save(ctx, "tokens.quarantine", t, details); err != nil {
			return err
		}
		sentence := "The token " + t.Name + " is in quarantine until " + q.Until.Format("2 January 2006, 15:04 MST") + ": " + q.Reason
		return s.tell(ctx, app, *t, "security.token_quarantined", sentence, "token-quarantined")
	})
}

// EndQuarantine lets a token work as before. Who may is as with Resume. It returns ErrNotFound, ErrState when the token
// is in no quarantine, and ErrSuspendedByOperator.
func (s *Service) EndQuarantine(ctx context.Context, id string) (Token, error) {
	return s.stop(ctx, id, "end the quarantine of", func(ctx context.Context, t *Token, app apps.App) error {
		now := s.now()
		if t.over(now) || !t.Quarantine.holds(now) {
			return ErrState
		}
		if err := s.askPasskey(ctx, *t, policy.ActResume); err != nil {
			return err
		}
		was := *t.Quarantine
		if err := s.holds().MayUndo(ctx, app, was.By); err != nil {
			return err
		}
		t.Quarantine = nil
		details := map[string]any{"mode": string(was.Mode), "until": was.Until, "by": was.By, "reason": was.Reason}
		if err := s.save(ctx, "tokens.end_quarantine", t, details); err != nil {
			return err
		}
		if app.Owner == rbac.From(ctx).Owner() {
			return nil
		}
		return s.tell(ctx, app, *t, "security.token_quarantine_ended", "The quarantine of the token "+t.Name+" is over.", "")
	})
}
