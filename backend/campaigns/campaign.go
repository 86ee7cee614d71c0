package campaigns

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

const (
	day           = 24 * time.Hour
	nameRunesMax  = 80
	wordsRunesMax = 1000
	keepRunesMax  = 500
	// keptFor is how long an owner's reason to keep a token as it is holds.
	keptFor = 90 * day
	// tokensMax bounds one campaign: its start is one transaction.
	tokensMax = 10_000
	dueMax    = 365 * day
)

// Outcome is what came of asking about a token; "" waits for an answer.
type Outcome string

// The outcomes.
const (
	Narrowed Outcome = "narrowed"
	Kept     Outcome = "kept"
	// Needed says that its calls began to need what it was asked to lose, or stopped altogether.
	Needed Outcome = "needed"
	// Ended says that the token is over.
	Ended Outcome = "ended"
	// Unanswered says that the campaign was over first.
	Unanswered Outcome = "unanswered"
)

// The faults of campaigns.
var (
	ErrNotFound = fault.New(fault.NotFound, "campaigns.not_found", "There is no such campaign.", "Open the list of campaigns.")
	ErrOver     = fault.New(fault.Conflict, "campaigns.over", "The campaign is over.", "Start another one for the tokens that are left.")
	ErrNobody   = fault.New(fault.Conflict, "campaigns.nobody", "There is no token to ask about.",
		"Choose a wider filter. Tokens that another campaign asks about, and those whose owners gave a reason, are left out.")
	ErrTooMany = fault.New(fault.Conflict, "campaigns.too_many", "More than 10,000 tokens match.", "Begin with one API, one scope or the highest risk.")
	ErrNothing = fault.New(fault.Conflict, "campaigns.nothing_advised", "Nothing is advised for this token.",
		"There is nothing to give a reason for: the token needs all that it holds, or was narrowed in the meantime.")
)

// Advised is what a token holds without needing it, as last seen.
type Advised struct {
	TokenID    string
	AppID      string
	Scopes     []string
	Networks   []string
	Risk       int64 // of the riskiest of Scopes: 0 without one, 1 low, 2 medium, 3 high
	Calls      int64
	ComputedAt time.Time
	Keep       Keep
}

// Keep is why an owner leaves a token as it is; the zero value is no reason. Scopes are the token's at that time.
type Keep struct {
	Scopes []string
	Reason string
	By     string
	At     time.Time
	Until  time.Time
}

func (k Keep) holds(now time.Time) bool { return now.Before(k.Until) }

// Campaign asks the owners of tokens to narrow them. Due and EndedAt nil are none. EndedBy "" with EndedAt: its last date
// came.
type Campaign struct {
	ID        string
	Name      string
	Words     string
	Filter    Filter
	Due       *time.Time
	CreatedBy string
	CreatedAt time.Time
	EndedBy   string
	EndedAt   *time.Time
}

// Draft is what a security admin says about a campaign.
type Draft struct {
	Name   string
	Words  string
	Filter Filter
	Due    *time.Time
}

// tidy answers the draft as it is stored, or fault.ErrInvalid with every mistake.
func (d Draft) tidy(now time.Time) (Draft, error) {
	d.Name, d.Words = strings.TrimSpace(d.Name), strings.TrimSpace(d.Words)
	mistakes := d.Filter.mistakes("/filter")
	if d.Filter.State != "" {
		mistakes = append(mistakes, fault.Bad("/filter/state", "A campaign asks about tokens that nobody was asked about; leave the state out."))
	}
	if n := utf8.RuneCountInString(d.Name); n == 0 || n > nameRunesMax {
		mistakes = append(mistakes, fault.Required("/name", "Give the campaign a name of at most 80 characters; owners read it."))
	}
	if utf8.RuneCountInString(d.Words) > wordsRunesMax {
		mistakes = append(mistakes, fault.Bad("/words", "Say it to the owners in at most 1,000 characters."))
	}
	if d.Due != nil && (d.Due.Before(now.Add(day)) || d.Due.After(now.Add(dueMax))) {
		mistakes = append(mistakes, fault.Bad("/dueAt", "The last date is between a day and a year from now."))
	}
	if len(mistakes) > 0 {
		return d, fault.ErrInvalid.With(mistakes...)
	}
	return d, nil
}

// remindAt answers when owners who haven't answered are reminded: three days before the last date, or for a short campaign
// when two thirds of it are over. Without a last date there is no reminder.
func (c Campaign) remindAt() time.Time {
	if c.Due == nil {
		return time.Time{}
	}
	return c.Due.Add(-min(3*day, c.Due.Sub(c.CreatedAt)/3))
}

func reasonOf(text string) (string, error) {
	text = strings.TrimSpace(text)
	if n := utf8.RuneCountInString(text); n == 0 || n > keepRunesMax {
		return "", fault.ErrInvalid.With(fault.Required("/reason", "Say why it stays as it is, in at most 500 characters; the security admins read it."))
	}
	return text, nil
}
