package notify

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
)

// Notice is what Notify is given: whom to tell what. Link is a path of the portal.
type Notice = accounts.Notice

// Shown is a notice as it stands in its reader's list. A hidden one is in no list: it only waits for a digest.
type Shown struct {
	ID        string
	Notice    Notice
	Topic     Topic
	Hidden    bool
	Digest    Delivery
	CreatedAt time.Time
	ReadAt    *time.Time
}

// State says what became of a mail.
type State string

// The states of a mail.
const (
	Queued State = "queued"
	Sent   State = "sent"
	// Kept mails can't be sent because no mail server is configured; operators read them.
	Kept State = "kept"
	// Failed mails were refused for good.
	Failed State = "failed"
)

// Mail is one message to one address. Text and HTML are empty once it was sent.
type Mail struct {
	ID        string
	Account   string
	To        string
	Template  string
	Subject   string
	Text      string
	HTML      string
	State     State
	Attempts  int64
	Error     string
	CreatedAt time.Time
}

// last reports whether a mail is the last one to somebody, so that nothing of it is kept once it was sent or given up.
func (m Mail) last() bool { return m.Template == accounts.LastLetter }

// attemptsMax is how often a mail is tried before it counts as failed: some 20 minutes.
const attemptsMax = 6
