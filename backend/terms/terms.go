package terms

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// Text is one version of the policy. The zero value stands for none. SHA256 is of its Markdown, in hex; in lists Markdown is
// empty. Summary says what changed.
type Text struct {
	Version     int64
	Markdown    string
	Summary     string
	Asks        bool
	SHA256      string
	Author      string
	PublishedAt time.Time
}

// Acceptance says that an account accepted a version. Place is where: sign-up or portal.
type Acceptance struct {
	Account   string
	Version   int64
	At        time.Time
	Place     string
	RequestID string
	SHA256    string
}

// Standing is how many people have accepted what is asked of them.
type Standing struct{ Accepted, People int64 }

// The places of an acceptance.
const (
	AtSignUp = "sign-up"
	InPortal = "portal"
)

const summaryMax = 300

// The faults of the policy.
var (
	// ErrRequired says that somebody has to accept the policy first.
	ErrRequired = fault.New(fault.Denied, "terms_required", "The acceptable-use policy has to be accepted first.",
		"Read it at /terms, accept it with POST /me/terms, then send the request again.")
	// ErrStale says that a newer version was published meanwhile.
	ErrStale = fault.New(fault.Stale, "terms.stale", "Another version of the policy was published meanwhile.", "Load it again, read what changed, and repeat this.")
	// ErrNoVersion says that there is no such version.
	ErrNoVersion = fault.New(fault.NotFound, "terms.not_found", "The policy has no such version.", "Choose one from its history.")
)

// tidy trims a text that is to be published, or answers what is wrong with its summary.
func (t Text) tidy(first bool) (Text, error) {
	t.Markdown, t.Summary = strings.ReplaceAll(t.Markdown, "\r\n", "\n"), strings.TrimSpace(t.Summary)
	if first {
		t.Asks = true
	}
	if utf8.RuneCountInString(t.Summary) > summaryMax || strings.ContainsAny(t.Summary, "\n\r\t\x00") || t.Summary == "" && !first {
		return t, fault.ErrInvalid.With(fault.Bad("/summary", "Say in 1 to 300 characters on one line what changed: people read it before they accept."))
	}
	return t, nil
}
