package leaks

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

// The sources of reports.
const (
	FromFinder = "finder" // the page for finders, gatehouse scan, or anybody else who knows the API
	FromGitHub = "github" // GitHub's secret scanning
)

// Outcome is what was done about a find.
type Outcome string

// The outcomes.
const (
	Unknown     Outcome = "unknown"     // no token of this portal is shown by the evidence
	Over        Outcome = "over"        // the secret didn't work any more
	Revoked     Outcome = "revoked"     // the token was ended for it
	Quarantined Outcome = "quarantined" // the token only reads for a day
	Told        Outcome = "told"        // it works; its people were told
)

const (
	placeRunesMax = 400
	noteRunesMax  = 500
)

// Leak is a secret at a place where it doesn't belong, told at least once.
type Leak struct {
	ID         string
	TokenID    string
	Kind       secret.Kind
	Generation int64
	AppID      string
	TokenName  string
	Hint       string
	Source     string
	// Place is what the finder said, "" for nothing: an address or words.
	Place       string
	Outcome     Outcome
	FirstSeenAt time.Time
	LastSeenAt  time.Time
	Seen        int64 // how often it was told
	ClosedAt    *time.Time
	ClosedBy    string
	Note        string
}

// Report is what a finder says.
type Report struct {
	// TokenID is the public part, 16 characters.
	TokenID string
	Full    string
	Proof   secret.Proof
	Place   string
	Source  string
}

var (
	// ErrNotFound says that there is no such entry.
	ErrNotFound = fault.New(fault.NotFound, "leaks.not_found", "There is no such find.", "Choose one from the list.")
	// ErrIntakeOff says that this installation takes no messages of GitHub.
	ErrIntakeOff = fault.New(fault.NotFound, "leaks.intake_off", "This portal takes no messages of secret scanning.", "Its operator sets --github-keys-url to switch it on.")
	// ErrKeysAway says that the published keys can't be read, so that no signature can be checked.
	ErrKeysAway = fault.New(fault.Unavailable, "leaks.keys_unavailable", "The keys of secret scanning can't be read at the moment.", "Send the message again in a few minutes.")
	// ErrSignature says that a message is not signed by a key that GitHub publishes.
	ErrSignature = fault.New(fault.Unauthenticated, "leaks.signature_invalid", "The message is not signed by a key that secret scanning publishes.", "Sign the body with the key that Github-Public-Key-Identifier names.")
)

// clean bounds what a stranger wrote: one line of printable text.
func clean(text string, runesMax int) string {
	text = strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > runesMax {
		text = string(runes[:runesMax-1]) + "…"
	}
	return text
}
