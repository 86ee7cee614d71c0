package mail

import (
	"context"
	"errors"
	"fmt"
	netmail "net/mail"
	"strings"
	"unicode"
)

var (
	// ErrMessage says that a message cannot be sent as it is: an address that is not exactly one, or a control character
	// where a header would come of it.
	ErrMessage = errors.New("the message is not fit to be sent")
	// ErrRejected says that the mail server refused the message for good; trying again is useless.
	ErrRejected = errors.New("the mail server refused the message")
)

// Message is one mail to one person. HTML may be empty; Text may not. ID, where there is one, is the same each time that the
// same mail is tried, so that a mail box can tell a repetition.
type Message struct {
	ID      string
	To      string
	Subject string
	Text    string
	HTML    string
}

// Transport takes a message on its way. Send answers nil when a mail server has taken responsibility for it, ErrMessage or
// ErrRejected when no attempt can succeed, and any other error when a later attempt may. It may be called from many
// goroutines at once.
type Transport interface {
	Send(ctx context.Context, m Message) error
}

// check answers ErrMessage unless nothing in m can become a header of its own.
func (m Message) check() error {
	if err := checkAddress(m.To); err != nil {
		return err
	}
	if m.Subject == "" || strings.ContainsFunc(m.Subject, unicode.IsControl) {
		return fmt.Errorf("%w: the subject has to be one line", ErrMessage)
	}
	if m.Text == "" {
		return fmt.Errorf("%w: there is no text", ErrMessage)
	}
	return nil
}

// checkAddress accepts exactly one bare address: no name, no list, no comment, no white space.
func checkAddress(address string) error {
	parsed, err := netmail.ParseAddress(address)
	if err != nil || parsed.Name != "" || parsed.Address != address || len(address) > 254 ||
		strings.ContainsFunc(address, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return fmt.Errorf("%w: the recipient is not one plain address", ErrMessage)
	}
	return nil
}
