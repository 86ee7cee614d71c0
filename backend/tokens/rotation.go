package tokens

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/policy"
)

// overlapDefault is how long a replaced secret keeps working when the caller doesn't say, policy permitting.
const overlapDefault = 24 * time.Hour

// Turn is how a secret is replaced. Overlap nil is the default. OnFirstUse lets the overlap begin when the new secret is
// first seen. Compromised ends every older secret at once, whatever the rest says.
type Turn struct {
	Overlap     *time.Duration
	OnFirstUse  bool
	Compromised bool
	// FinishSilent ends the overlap early, when the predecessor was silent for so long; 0 is never, nil what policy asks for.
	FinishSilent *time.Duration
	// Ends is the secret that may end at once when two work already; 0 is none.
	Ends int64
}

// overlap answers for how long the predecessor keeps working, or fault.ErrInvalid.
func (r Turn) overlap(p policy.Effective) (time.Duration, error) {
	switch {
	case r.Compromised:
		return 0, nil
	case r.Overlap == nil:
		return min(overlapDefault, p.MaxOverlap), nil
	case *r.Overlap < 0 || *r.Overlap > p.MaxOverlap:
		return 0, fault.ErrInvalid.With(p.Refuse(policy.MaxOverlap, "/overlapSeconds", "allows an overlap of at most "+policy.Span(p.MaxOverlap)+"."))
	}
	return *r.Overlap, nil
}

// rotate answers the generations after next took over, newest first. At most one predecessor stays open: the newest one
// that was in use. A pending secret that was never seen is dropped in favour of the one that hosts really use. next needs
// its MAC and hint only.
func rotate(generations []Generation, next Generation, r Turn, overlap time.Duration, now time.Time) []Generation {
	next.Number, next.CreatedAt, next.Overlap = 1, now, overlap
	next.Pending = r.OnFirstUse && !r.Compromised
	if !next.Pending {
		next.ActivatedAt = &now
	}
	if len(generations) > 0 {
		next.Number = generations[0].Number + 1
	}
	out, kept := []Generation{next}, false
	for _, g := range generations {
		switch {
		case !g.open(now):
		case kept || g.Pending || r.Compromised:
			g.close(now)
		case next.Pending:
			kept = true
		default:
			kept = true
			g.close(now.Add(overlap))
		}
		out = append(out, g)
	}
	return out
}

// close lets a secret end at a time, or earlier if that was settled before.
func (g *Generation) close(at time.Time) {
	if g.ValidUntil == nil || at.Before(*g.ValidUntil) {
		g.ValidUntil = &at
	}
	g.Pending = false
}

// activate answers the generations after the first use of the pending one with this number: its predecessors end after
// its overlap. ok is false when that generation doesn't wait for its first use (any more).
func activate(generations []Generation, number int64, now time.Time) (out []Generation, ok bool) {
	for _, g := range generations {
		if g.Number == number {
			ok = g.Pending && g.open(now)
			if ok {
				g.Pending, g.ActivatedAt = false, &now
			}
		}
		out = append(out, g)
	}
	if !ok {
		return generations, false
	}
	overlap := time.Duration(0)
	for i := range out {
		if out[i].Number == number {
			overlap = out[i].Overlap
		}
	}
	for i := range out {
		if out[i].Number < number && out[i].open(now) {
			out[i].close(now.Add(overlap))
		}
	}
	return out, true
}

// extend answers the generations with the predecessor's end moved to a time. ok is false when no predecessor has an end
// that is still to come.
func extend(generations []Generation, until, now time.Time) (out []Generation, ok bool) {
	for i, g := range generations {
		if i > 0 && g.open(now) && g.ValidUntil != nil {
			g.ValidUntil, ok = &until, true
		}
		out = append(out, g)
	}
	return out, ok
}

// cancel answers the generations after the newest, which nobody used yet, was closed; its predecessor goes on as if nothing
// had been. ok is false when the newest was used already, or is the only one that is open.
func cancel(generations []Generation, now time.Time) (out []Generation, ok bool) {
	if len(generations) < 2 || !generations[0].Pending || !generations[1].open(now) {
		return generations, false
	}
	out = append(out, generations...)
	out[0].close(now)
	return out, true
}

// finish answers the generations after everything but the newest was closed. ok is false when there is nothing to
// close.
func finish(generations []Generation, now time.Time) (out []Generation, ok bool) {
	for i, g := range generations {
		switch {
		case i == 0:
			if g.Pending && !g.SelfMade {
				g.ActivatedAt = &now
			}
			g.Pending = false // a self-made one that nobody saw has replaced nothing: a person did
		case g.open(now):
			g.close(now)
			ok = true
		}
		out = append(out, g)
	}
	return out, ok
}
