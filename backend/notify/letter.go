package notify

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/mail"
)

// Letter is the text of one kind of mail as it is sent, beside the shipped one.
type Letter struct {
	mail.Letter
	Edited                      bool
	ShippedSubject, ShippedBody string
	// Mistakes are in an edited text that the shipped one has outgrown; the shipped one is sent in its place.
	Mistakes  []mail.Mistake
	Version   int64
	Author    string
	UpdatedAt time.Time
}

// The faults of letters.
var (
	// ErrNoLetter says that no mail has that name.
	ErrNoLetter = fault.New(fault.NotFound, "mails.no_template", "There is no such mail template.", "Choose one from the list of templates.")
	// ErrLetterStale says that somebody changed the text meanwhile.
	ErrLetterStale = fault.New(fault.Stale, "mails.template_stale", "Somebody changed this text since you opened it.", "Load it again and repeat your change.")
)

// over lays an edited text over the shipped letter.
func (t text) over(shipped mail.Letter) Letter {
	l := Letter{Letter: shipped, ShippedSubject: shipped.Subject, ShippedBody: shipped.Body}
	l.Edited, l.Version, l.Author, l.UpdatedAt = t.Edited, t.Version, t.Author, t.UpdatedAt
	if t.Edited {
		l.Subject, l.Body = t.Subject, t.Body
		l.Mistakes = l.Check()
	}
	return l
}
