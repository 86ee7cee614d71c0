package tokens

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// leakDesk stands for the leak desk where it revokes or holds a token.
const leakDesk = "leak-desk"

// leakHold is how long a token that was seen in a wrong place only reads, when policy chooses that.
const leakHold = day

// Evidence shows that somebody has seen a secret: the whole text, or its proof.
type Evidence struct {
	// ID is tok_ and the 16 characters that the token's own text shows.
	ID    string
	Full  string
	Proof secret.Proof
}

// Leak is a token whose secret was seen where it doesn't belong.
type Leak struct {
	Token      Token
	App        apps.App
	Generation Generation
	// Works says that the secret was still good for calls when it was seen.
	Works bool
	// Held says that the token is in quarantine already.
	Held bool
}

// Recognise answers the token and the generation that the evidence shows, whatever state they are in; false when the
// evidence shows none, which doesn't say whether there is such a token.
func (s *Service) Recognise(ctx context.Context, e Evidence) (Leak, bool, error) {
	t, err := s.repo.find(ctx, e.ID)
	if errors.Is(err, ErrNotFound) {
		return Leak{}, false, nil
	}
	if err != nil {
		return Leak{}, false, err
	}
	for _, g := range t.Generations {
		if !s.shows(e, g) {
			continue
		}
		app, err := s.Apps.Any(ctx, t.AppID)
		if err != nil {
			return Leak{}, false, err
		}
		now := s.now()
		return Leak{Token: t, App: app, Generation: g, Works: !t.over(now) && g.open(now), Held: t.Quarantine.holds(now)}, true, nil
	}
	return Leak{}, false, nil
}

func (s *Service) shows(e Evidence, g Generation) bool {
	if e.Full == "" {
		return g.Proof != nil && secret.EqualBytes(secret.MACProof(s.Keys, e.Proof), g.Proof)
	}
	pepper, ok := s.Keys.PepperByID(g.PepperKID)
	return ok && secret.Equal(secret.MAC(pepper, secret.DomainToken, e.Full), g.MAC)
}

// AnswerLeak does to a leaked token what policy asks for, in the caller's transaction, and tells the app's owner, its
// contacts and the security admins. A secret that doesn't work any more is only told of. It answers what was done. where is
// plain text of at most 480 characters.
func (s *Service) AnswerLeak(ctx context.Context, l Leak, response policy.LeakResponse, where string) error {
	ctx = reqinfo.AsSystem(ctx, "leaks")
	t, now := l.Token, s.now()
	reason := "Its secret was found: " + where
	sentence := "The secret of the token " + t.Name + " was found: " + where + "."
	switch {
	case !l.Works:
		sentence += " It doesn't work any more; look at its calls before its end."
	case response == policy.LeakRevoke:
		t.RevokedAt, t.RevokedBy, t.RevokedReason = &now, leakDesk, reason
		if err := s.save(ctx, "tokens.report_leak", &t, map[string]any{"reason": reason, "generation": l.Generation.Number}); err != nil {
			return err
		}
		sentence += " The token was revoked. Make a new one."
	case response == policy.LeakQuarantine:
		if err := s.holdLeaked(ctx, &t, now, reason, l.Generation.Number); err != nil {
			return err
		}
		until := t.Quarantine.Until.Format("2 January 2006, 15:04 MST")
		if t.Quarantine.Mode == ReadOnly {
			sentence += " Until " + until + " it only reads. Rotate it without overlap."
		} else {
			sentence += " It stays in its quarantine until " + until + ". Rotate it without overlap."
		}
	default:
		sentence += " It still works. Rotate it without overlap, or revoke it."
	}
	return s.tellOfLeak(ctx, l.App, t, sentence)
}

func (s *Service) holdLeaked(ctx context.Context, t *Token, now time.Time, reason string, generation int64) error {
	until := now.Add(leakHold)
	if t.Quarantine.holds(now) && t.Quarantine.Until.After(until) {
		return nil // what is held already for longer stays as it is
	}
	t.Quarantine = &Quarantine{Mode: ReadOnly, At: now, Until: until, By: leakDesk, Reason: reason}
	details := map[string]any{"mode": string(ReadOnly), "until": until, "reason": reason, "generation": generation}
	if err := s.save(ctx, "tokens.quarantine", t, details); err != nil {
		return fmt.Errorf("hold leaked token %s: %w", t.ID, err)
	}
	return nil
}
