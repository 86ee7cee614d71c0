package accounts

import "time"

const day = 24 * time.Hour

// How long before its suspension the owner of an account that nobody uses is told, and told again.
const (
	warnedEarly = 14 * day
	warnedLate  = 3 * day
)

// lapse is what is due for an account that nobody uses. The zero value is nothing.
type lapse int

const (
	lapseNone lapse = iota
	lapseWarn
	lapseWarnAgain
	lapseSuspend
)

// UsedAt answers when the account was last used, as far as inactivity goes: signed in, used by a live session, made, or let be
// used again by somebody.
func (a Account) UsedAt() time.Time {
	at := a.CreatedAt
	for _, other := range []*time.Time{a.LastSeenAt, a.EnabledAt} {
		if other != nil && other.After(at) {
			at = *other
		}
	}
	return at
}

// lapseAt answers what is due at now where accounts are suspended after limit without use, and when the suspension comes. Nobody
// is suspended before both warnings had their days, however late they came. A warning that was given for another end, because
// somebody used the account since or the rule has changed, doesn't count.
func (a Account) lapseAt(now time.Time, limit time.Duration) (lapse, time.Time) {
	ends := a.UsedAt().Add(limit)
	first := ends.Add(-warnedEarly)
	if now.Before(first) {
		return lapseNone, ends
	}
	if a.InactiveWarnedAt == nil || a.InactiveWarnedAt.Before(first) {
		return lapseWarn, later(ends, now.Add(warnedEarly))
	}
	ends = later(ends, a.InactiveWarnedAt.Add(warnedEarly))
	second := ends.Add(-warnedLate)
	if now.Before(second) {
		return lapseNone, ends
	}
	if a.InactiveWarnedAgainAt == nil || a.InactiveWarnedAgainAt.Before(second) {
		return lapseWarnAgain, later(ends, now.Add(warnedLate))
	}
	ends = later(ends, a.InactiveWarnedAgainAt.Add(warnedLate))
	if now.Before(ends) {
		return lapseNone, ends
	}
	return lapseSuspend, ends
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// spared answers which of the active admins is never suspended for want of use: the one who was here last. A portal without an
// admin could not let anybody in again.
func spared(admins []Account) string {
	var last Account
	for _, a := range admins {
		if last.ID == "" || a.UsedAt().After(last.UsedAt()) {
			last = a
		}
	}
	return last.ID
}
