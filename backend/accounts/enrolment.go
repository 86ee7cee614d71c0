package accounts

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// Purpose says why a link was sent or an enrolment exists.
type Purpose string

// The purposes of links and enrolments.
const (
	ForSignUp Purpose = "sign_up"
	ForInvite Purpose = "invite"
	ForSetup  Purpose = "setup"
)

// How long links and enrolments live.
const (
	LinkLife      = 24 * time.Hour
	SetupLife     = 15 * time.Minute
	enrolmentLife = 30 * time.Minute
)

// Enrolment is what one browser may do after its person proved an address or held the first start's link: register a
// first passkey. It is no session.
type Enrolment struct {
	ID        string
	Purpose   Purpose
	Email     string
	Name      string
	Roles     []rbac.Role
	Handle    []byte
	ExpiresAt time.Time
}

// Link is a secret that was sent to an address and not used yet.
type Link struct {
	ID        string
	Purpose   Purpose
	Email     string
	Name      string
	Roles     []rbac.Role
	CreatedBy string
	ExpiresAt time.Time
}

// The faults on the way to a first passkey.
var (
	// ErrLinkGone says that a link was used, is too old, or never was.
	ErrLinkGone = fault.New(fault.Gone, "accounts.link_gone", "This link was used already or is too old.", "Sign up again with the same address; a new link is sent.")
	// ErrNoEnrolment says that this browser has not proven an address lately.
	ErrNoEnrolment = fault.New(fault.Unauthenticated, "accounts.no_enrolment", "This browser has not confirmed an address lately.", "Open the link of your mail again, or ask for a new one.")
	// ErrSignUpClosed says that people join by invitation only.
	ErrSignUpClosed = fault.New(fault.Denied, "accounts.sign_up_closed", "This portal is open by invitation only.", "Ask its operators for an invitation.")
	// ErrDomain says that only addresses of certain domains may sign up.
	ErrDomain = fault.New(fault.Denied, "accounts.domain_not_admitted", "Addresses of this domain can't sign up here.", "Use your work address, or ask the operators.")
	// ErrSetupDone says that the portal has its first admin, or that the one-time link is too old.
	ErrSetupDone = fault.New(fault.Gone, "accounts.setup_done", "The portal is set up, or this link is too old.", "Sign in. If nobody has an account yet, restart the server: it prints a new link.")
	// ErrSetupSecret says that the secret is not the one of the link that the server printed.
	ErrSetupSecret = fault.New(fault.Denied, "accounts.setup_secret", "This is not the link that the server printed last.", "Use the newest link on the server's console or in the file setup-link of its data directory.")
)
