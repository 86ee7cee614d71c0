package tokens

import (
	"fmt"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// ErrUnderway says that two secrets of the token work already, so another rotation would end one of them at once: the
// caller says which.
var ErrUnderway = fault.New(fault.Conflict, "tokens.rotation_underway", "A rotation of the token is under way: two of its secrets work, and another rotation would end one of them at once.", "Finish that rotation first. To rotate again, send as endsGeneration the number of the secret that may end now.")

// settleUnderway answers the generations with one open secret, so that a rotation by a person finds room for the next: at
// most two work at a time. During a rotation the caller has to name the secret that ends, because the portal can't know
// which of the two is in place: the newer one may be lost or just being rolled out, and a second tab may have rotated a
// moment ago. It returns ErrUnderway with both when the name is missing, or isn't one of the two.
func (t Token) settleUnderway(r Turn, brand string, now time.Time) ([]Generation, error) {
	open := t.Open(now)
	if len(open) < 2 || r.Compromised {
		return t.Generations, nil
	}
	switch r.Ends {
	case open[0].Number:
		out := append([]Generation(nil), t.Generations...)
		out[0].close(now)
		return out, nil
	case open[1].Number:
		out, _ := finish(t.Generations, now)
		return out, nil
	}
	fields := make([]fault.Field, len(open))
	for i, g := range open {
		fields[i] = fault.Field{Pointer: "/endsGeneration", Code: "required", Message: fmt.Sprintf("%d is the secret %s of %s, %s.", g.Number, t.hint(brand, g), g.CreatedAt.Format("2 January 2006, 15:04 MST"), g.lastUse(now))}
	}
	return nil, ErrUnderway.With(fields...)
}

// lastUse says in words when the secret was last used.
func (g Generation) lastUse(now time.Time) string {
	if g.LastUsedAt == nil {
		return "which nobody has used yet"
	}
	ago := now.Sub(*g.LastUsedAt)
	switch {
	case ago < 2*time.Minute:
		return "used a moment ago"
	case ago < 2*time.Hour:
		return fmt.Sprintf("last used %d minutes ago", ago/time.Minute)
	case ago < 2*day:
		return fmt.Sprintf("last used %d hours ago", ago/time.Hour)
	}
	return fmt.Sprintf("last used %d days ago", ago/day)
}
