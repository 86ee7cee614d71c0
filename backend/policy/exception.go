package policy

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// ExceptionState is where an exception stands.
type ExceptionState string

// The states.
const (
	Pending  ExceptionState = "pending"
	Approved ExceptionState = "approved"
	Denied   ExceptionState = "denied"
	Ended    ExceptionState = "ended"
)

// Exception frees an app from a rule, whatever level set it, up to and without EndsAt.
type Exception struct {
	ID             string
	AppID          string
	Rule           Rule
	Reason         string
	State          ExceptionState
	EndsAt         time.Time
	RequestedBy    string // an rbac subject id
	RequestedAt    time.Time
	DecidedBy      string
	DecidedAt      *time.Time
	DecisionReason string
}

// StateAt answers where the exception stands at a time: an approved one is over at its end, before the job notes it.
func (x Exception) StateAt(now time.Time) ExceptionState {
	if x.State == Approved && !x.EndsAt.After(now) {
		return Ended
	}
	return x.State
}

// exceptable are the rules that an app can be freed from, by the names under which the pages show them. The others ask nothing that
// could stand in somebody's way.
var exceptable = map[Rule]string{
	MaxLife: "Longest life", RotationWarnDays: "Rotation is asked for", RotationBlockDays: "Suspended unless rotated",
	MaxOverlap: "Longest overlap of a rotation", FinishSilent: "Rotations end by themselves", IdleDays: "Suspended when unused",
	Kinds: "Kinds", TokensPerApp: "Tokens of one app", NameRule: "Rule for names", DescriptionRequired: "Description",
	NetworksForHighRisk: "Networks for high-risk scopes",
}

// from names the rule for a sentence.
func (x Exception) from() string { return "from the rule “" + exceptable[x.Rule] + "”" }

const (
	exceptionMax   = 180 * day
	reasonRunesMax = 500
)

// The faults of exceptions.
var (
	// ErrExceptionNotFound says that there is no such exception, or that it is about somebody else's app.
	ErrExceptionNotFound = fault.New(fault.NotFound, "policy.exception_not_found", "There is no such exception that you may see.", "Open the Policy tab of the app.")
	// ErrExceptionOpen says that the app asked for the same already, or has it.
	ErrExceptionOpen = fault.New(fault.Conflict, "policy.exception_open", "The app asked for this exception already, or has it.", "Wait for the decision, or end the one that there is.")
	// ErrOwnException says that nobody decides on what they asked for, or on an app of theirs.
	ErrOwnException = fault.New(fault.Denied, "policy.own_exception", "Nobody exempts their own app, or decides on what they asked for.", "Ask another person who sets policy to decide.")
	// ErrExceptionDecided says that the exception isn't in a state that allows this.
	ErrExceptionDecided = fault.New(fault.Conflict, "policy.exception_decided", "It was decided or ended already.", "Load it again to see how.")
)

// check answers the exception in canonical form, or fault.ErrInvalid with every mistake.
func (x Exception) check(now time.Time) (Exception, error) {
	m := mistakes{}
	m.add(exceptable[x.Rule] == "", "/rule", "Name a rule that stands in the way, as the API's members are named.")
	x.EndsAt = x.EndsAt.UTC().Truncate(time.Microsecond)
	m.add(!x.EndsAt.After(now) || x.EndsAt.Sub(now) > exceptionMax, "/endsAt", "An exception ends within 180 days.")
	reason, ok := cleanReason(x.Reason)
	m.add(!ok, "/reason", "Say why, in at most 500 characters.")
	x.Reason = reason
	return x, m.err()
}

func cleanReason(reason string) (string, bool) {
	reason = strings.TrimSpace(reason)
	bad := strings.ContainsFunc(reason, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' || unicode.Is(unicode.Bidi_Control, r)
	})
	return reason, reason != "" && utf8.ValidString(reason) && utf8.RuneCountInString(reason) <= reasonRunesMax && !bad
}

// errReason is what a missing or unfit reason answers.
var errReason = fault.ErrInvalid.With(fault.Required("/reason", "Say why, in at most 500 characters."))

// lift answers what holds for an app that is freed from some rules: of those only the product's own bounds are left.
func (e Effective) lift(freed []Exception) Effective {
	for _, x := range freed {
		switch x.Rule {
		case MaxLife:
			e.MaxLife = lifeMax
		case MaxOverlap:
			e.MaxOverlap = overlapMax
		case FinishSilent:
			e.FinishSilentHours = 0
		case RotationWarnDays:
			e.RotationWarnDays = 0
		case RotationBlockDays:
			e.RotationBlockDays = 0
		case IdleDays:
			e.IdleDays = 0
		case Kinds:
			e.Kinds = slices.Clone(kinds)
		case TokensPerApp:
			e.TokensPerApp, e.Limits = tokensMax, []Limit{{Place{Level: Instance}, tokensMax}}
		case NameRule:
			e.NameRule, e.Names = "", nil
		case DescriptionRequired:
			e.DescriptionRequired = false
		case NetworksForHighRisk:
			e.NetworksForHighRisk = false
		}
	}
	e.Freed = freed
	return e
}
