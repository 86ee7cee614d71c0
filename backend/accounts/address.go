package accounts

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// How long the two links of a change of address live.
const (
	ChangeLife = time.Hour
	UndoLife   = 72 * time.Hour
)

// Addressing is where mail to an account goes, and what may still become of that.
type Addressing struct {
	Email string
	// Waiting is the address that its owner wants instead and has not proven yet; nil is none.
	Waiting *AddressChange
	// Former are the addresses that can still be set back by the link that was sent to them, the latest first.
	Former []FormerAddress
}

// AddressChange is an address that was asked for and not confirmed.
type AddressChange struct {
	Email     string
	SentAt    time.Time
	ExpiresAt time.Time
	// void marks one that can't be confirmed, which nobody is told: the address is somebody else's, or got too many mails.
	void bool
}

// FormerAddress is one that an account had until ChangedAt and that takes it back until Until.
type FormerAddress struct {
	Email     string
	ChangedAt time.Time
	Until     time.Time
	account   string
	version   int64
}

// limitChangeByAccount bounds how often one account asks for the link of a change.
var limitChangeByAccount = Limit{"address.account", 5, time.Hour}

// The faults of changing an address.
var (
	// ErrNoChange says that no change of the caller's address waits for its confirmation.
	ErrNoChange = fault.New(fault.NotFound, "accounts.no_email_change", "No change of your address waits.", "Ask for the change again on your account page.")
	// ErrChangeGone says that a link doesn't confirm the change that waits for the caller.
	ErrChangeGone = fault.New(fault.Gone, "accounts.email_change_gone", "This link was used already, is too old, or is not for this account.", "Sign in as the person who asked for the change, and let the link be sent again from the account page.")
	// ErrUndoGone says that a link sets no address back.
	ErrUndoGone = fault.New(fault.Gone, "accounts.undo_gone", "This link was used already or is too old.", "Sign in and look at your account. If you can't sign in, tell the people who run this portal.")
)

// SetBack says to others that the address of somebody of a name was set back by who has the former one.
func SetBack(name string) string { return name + " took back their former address." }
