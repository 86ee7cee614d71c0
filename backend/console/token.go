package console

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

const (
	idPrefix = "con_"
	life     = 5 * time.Minute
	// keptAfter is how long a token's row stays after its end, so that its holder is told that it expired.
	keptAfter = time.Hour

	perSessionMax = 5
	perNetworkMax = 40
	visitorsMax   = 5000
)

// Token opens one operation for a few minutes. AppID and SessionID are empty for a visitor's, Network for a person's.
type Token struct {
	ID          string
	AppID       string
	SessionID   string
	APIID       string
	VersionID   string
	OperationID string
	Environment string
	// Network is the prefix that a visitor calls from.
	Network   string
	MAC       [32]byte
	PepperKID string
	CreatedAt time.Time
	// ExpiresAt is the first instant at which the token doesn't work any more.
	ExpiresAt time.Time
}

// Made is a token with the only copy of its secret that will ever exist.
type Made struct {
	Token  Token
	Secret secret.Text
}

// The faults of the console.
var (
	// ErrNotCallable says that the gateway doesn't serve the version or the API.
	ErrNotCallable = fault.New(fault.Conflict, "console.not_callable", "This version can't be called through the gateway.", "Choose a published version of an API that the gateway serves.")
	// ErrNoSandbox says that a visitor may not try the API.
	ErrNoSandbox = fault.New(fault.Denied, "console.sign_in_needed", "Without an account only the built-in sandbox of public APIs can be tried.", "Sign in and choose one of your apps.")
	// ErrAppSuspended says that a suspended app calls nothing.
	ErrAppSuspended = fault.New(fault.Conflict, "console.app_suspended", "The app is suspended and can't call.", "Choose another app, or ask the operators, who suspended it, to resume it.")
	// ErrKind says that policy allows no short-lived tokens here.
	ErrKind = fault.New(fault.Denied, "console.kind_forbidden", "Policy allows no short-lived tokens for this.", "Call with one of the app's own tokens, or ask who sets policy.")
	// ErrBusy says that too many visitors try something at the moment.
	ErrBusy = fault.New(fault.Exhausted, "console.busy", "Too many visitors are trying something at the moment.", "Try again in a few minutes, or sign in.")
)
