package sessions

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// ErrNotFound says that there is no such session, or that it is somebody else's.
var ErrNotFound = fault.New(fault.NotFound, "sessions.not_found", "There is no such session of yours.", "Look at your list of sessions; it may have ended already.")

// How a session came to be.
const (
	ByPasskey  = "passkey"
	ByEnrolled = "enrolment"
	ByRecovery = "recovery"
)

// StepUpWindow is how long an assertion of a passkey opens what needs one (S-STP-01).
const StepUpWindow = 5 * time.Minute

// aheadMax is by how much a session may come from the future, which is by how much machines may differ and a bit.
const aheadMax = time.Minute

const (
	concurrentMax = 20
	cookieLen     = 32
)

// Session is one browser that is signed in. The zero value is no session.
type Session struct {
	ID          string
	AccountID   string
	Method      string
	Restricted  bool
	Address     string
	UserAgent   string
	CreatedAt   time.Time
	LastSeenAt  time.Time
	StepUpUntil *time.Time
}

// Limits bound a session: how long it may lie idle and how long it may live at all.
type Limits struct{ Idle, Absolute time.Duration }

// The limits per kind of person (S-SES-04). The narrowest role that a person holds decides.
var (
	limitsDeveloper  = Limits{7 * 24 * time.Hour, 30 * 24 * time.Hour}
	limitsOperator   = Limits{30 * time.Minute, 12 * time.Hour}
	limitsAdmin      = Limits{15 * time.Minute, 8 * time.Hour}
	limitsRestricted = Limits{15 * time.Minute, time.Hour}
)

// LimitsOf answers the limits for somebody with these roles.
func LimitsOf(roles []rbac.Role, restricted bool) Limits {
	if restricted {
		return limitsRestricted
	}
	limits := limitsDeveloper
	for _, role := range roles {
		switch role {
		case rbac.Admin, rbac.SecurityAdmin:
			return limitsAdmin
		case rbac.Developer:
		default:
			limits = limitsOperator
		}
	}
	return limits
}

// within answers the limits, no longer than others; 0 is no bound.
func (l Limits) within(other Limits) Limits {
	if other.Idle > 0 {
		l.Idle = min(l.Idle, other.Idle)
	}
	if other.Absolute > 0 {
		l.Absolute = min(l.Absolute, other.Absolute)
	}
	return l
}

// EndsAt answers the instant from which the session is over, if nobody uses it until then.
func (s Session) EndsAt(l Limits) time.Time {
	idle, absolute := s.LastSeenAt.Add(l.Idle), s.CreatedAt.Add(l.Absolute)
	if idle.Before(absolute) {
		return idle
	}
	return absolute
}

// OverAt reports whether the session is over at an instant. One that began or was used in the future was made by a clock that
// was wrong, and would last as long as that clock was ahead.
func (s Session) OverAt(now time.Time, l Limits) bool {
	latest := now.Add(aheadMax)
	return !now.Before(s.EndsAt(l)) || s.CreatedAt.After(latest) || s.LastSeenAt.After(latest)
}

// steppedUpAt answers until when the session's window for what needs a fresh assertion is open; zero when it isn't.
func (s Session) steppedUpAt(now time.Time) time.Time {
	if s.StepUpUntil == nil || s.StepUpUntil.After(now.Add(StepUpWindow+aheadMax)) {
		return time.Time{}
	}
	return *s.StepUpUntil
}
