package tokens

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/apps"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
)

const (
	silentMin = time.Minute
	silentMax = 7 * day
	// silentTraffic is how lately the new secret must have been used for the old one's silence to mean anything: when no call
	// comes at all, everything is silent.
	silentTraffic = time.Hour
	// usesUnnoted is for how long uses may be missing from what is noted: each node notes one a minute at most, and drops
	// one that follows another node's within a minute.
	usesUnnoted = 2 * usedEvery
)

// checkSilent answers fault.ErrInvalid for a silence after which no rotation can end, or one that is longer than policy asks
// for; 0 is never.
func checkSilent(silent time.Duration, p policy.Effective) error {
	if silent != 0 && (silent < silentMin || silent > silentMax) {
		return fault.ErrInvalid.With(fault.Bad("/finishSilentSeconds", "The silence is between 60 and 604,800 seconds (7 days); 0 is never."))
	}
	if most := silenceOf(p); most > 0 && (silent == 0 || silent > most) {
		said := "ends a rotation when nothing used the old secret for " + inWords(most) + ". Choose at most " + strconv.FormatInt(int64(most.Seconds()), 10) + " seconds."
		return fault.ErrInvalid.With(p.Refuse(policy.FinishSilent, "/finishSilentSeconds", said))
	}
	return nil
}

func silenceOf(p policy.Effective) time.Duration {
	return time.Duration(p.FinishSilentHours) * time.Hour
}

// silence answers after which silence of the predecessor the rotation ends by itself, 0 for never, or fault.ErrInvalid.
func (r Turn) silence(p policy.Effective) (time.Duration, error) {
	switch {
	case r.Compromised:
		return 0, nil // nothing older is left to wait for
	case r.FinishSilent == nil:
		return silenceOf(p), nil
	}
	return *r.FinishSilent, checkSilent(*r.FinishSilent, p)
}

// endsSilent words, as a sentence after another one, that the older secret of a rotation that begins may end before its time.
func (t Token) endsSilent() string {
	if t.FinishSilent == 0 || t.FinishSilent >= t.Generations[0].Overlap {
		return ""
	}
	return " Its old secret ends early when nothing used it for " + inWords(t.FinishSilent) + "."
}

// fallenSilent reports whether the rotation of a token ends by itself at a time: the older secret wasn't used, and nothing
// about the token changed, for the silence that policy or its people chose, while the newer one is in use.
func (t Token) fallenSilent(now time.Time) bool {
	if t.FinishSilent == 0 || t.StateAt(now) != Rotating {
		return false
	}
	newest, quiet := t.Open(now)[0], t.UpdatedAt
	if newest.Pending || newest.LastUsedAt == nil || now.Sub(*newest.LastUsedAt) > min(t.FinishSilent, silentTraffic)+usesUnnoted {
		return false
	}
	for _, older := range t.Open(now)[1:] {
		if older.LastUsedAt != nil && older.LastUsedAt.After(quiet) {
			quiet = *older.LastUsedAt
		}
	}
	return now.Sub(quiet) >= t.FinishSilent+usesUnnoted
}

// FinishWhenSilent lets the rotation of the caller's own token end by itself when the older secret was silent for so long; 0
// takes that back, where policy leaves it to people. It returns ErrNotFound, ErrState when only one secret is open, and
// fault.ErrInvalid.
func (s *Service) FinishWhenSilent(ctx context.Context, id string, silent time.Duration) (Token, error) {
	return s.change(ctx, id, "set the end of the rotation of", func(ctx context.Context, t *Token, _ apps.App) error {
		if len(t.Open(s.now())) < 2 || t.over(s.now()) {
			return ErrState
		}
		p, err := s.Policy.For(ctx, t.AppID, APIsOf(t.Scopes))
		if err != nil {
			return err
		}
		if err := checkSilent(silent, p); err != nil {
			return err
		}
		t.FinishSilent = silent
		return s.save(ctx, "tokens.finish_when_silent", t, map[string]any{"silentSeconds": int64(silent.Seconds())})
	})
}

// FinishSilent ends the rotations whose older secrets fell silent, and tells the owners.
func (s *Service) FinishSilent(ctx context.Context) error {
	ctx = reqinfo.AsSystem(ctx, "tokens.finish_silent")
	from := ""
	for {
		waiting, err := s.repo.finishing(ctx, s.now(), from, jobBatch)
		if err != nil {
			return fmt.Errorf("look for silent secrets: %w", err)
		}
		for _, t := range waiting {
			if !t.fallenSilent(s.now()) {
				continue
			}
			if err := s.finishSilent(ctx, t.ID); err != nil {
				return fmt.Errorf("finish the rotation of token %s: %w", t.ID, err)
			}
		}
		if len(waiting) < jobBatch {
			return nil
		}
		from = waiting[len(waiting)-1].ID
	}
}

func (s *Service) finishSilent(ctx context.Context, id string) error {
	return s.Store.Tx(ctx, func(ctx context.Context) error {
		t, err := s.repo.find(ctx, id)
		if err != nil || !t.fallenSilent(s.now()) {
			return err
		}
		silent := t.FinishSilent
		t.Generations, _ = finish(t.Generations, s.now())
		t.FinishSilent = 0
		details := map[string]any{"generation": t.Generations[0].Number, "silentSeconds": int64(silent.Seconds())}
		if err := s.save(ctx, "tokens.finish_rotation", &t, details); err != nil {
			return err
		}
		app, err := s.Apps.Any(ctx, t.AppID)
		if err != nil {
			return err
		}
		sentence := "The rotation of the token " + t.Name + " is finished: nothing used its old secret for " + inWords(silent) + ", so it ended."
		return s.tell(ctx, app, t, "security.token_rotated", sentence, "")
	})
}

// inWords answers a duration in the largest unit that fits it.
func inWords(d time.Duration) string {
	switch {
	case d%day == 0:
		return fault.Counted(int64(d/day), "day", "days")
	case d%time.Hour == 0:
		return fault.Counted(int64(d/time.Hour), "hour", "hours")
	}
	return fault.Counted(int64(d/time.Minute), "minute", "minutes")
}
