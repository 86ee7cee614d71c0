package access

import (
	"errors"
	"slices"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// The environments that an app calls an API in.
const (
	Sandbox = "sandbox"
	Live    = "live"
)

// State is how far a request, or an item of it, has come.
type State string

// The states. Partly belongs to requests only: some scopes or items were granted and others not.
const (
	Pending   State = "pending"
	Approved  State = "approved"
	Partly    State = "partly"
	Denied    State = "denied"
	Withdrawn State = "withdrawn"
)

// Bounds of what people may write.
const (
	itemsMax              = 20
	scopesMax             = 200
	justificationRunesMax = 2000
	reasonRunesMax        = 500
)

// Item is one API of a request. Scopes are scopes' texts; Granted are those that the decision gave.
type Item struct {
	APIID       string
	PlanID      string
	Environment string
	Scopes      []string
	Granted     []string
	State       State
	GrantID     string
}

// Request asks for access for one app. Requester is the rbac subject that asked, DecidedBy the one that decided, empty
// while pending and "system" where a plan decided by itself.
type Request struct {
	ID            string
	AppID         string
	AppName       string
	Requester     string
	Justification string
	State         State
	Reason        string
	EndsAt        *time.Time
	DecidedAt     *time.Time
	DecidedBy     string
	CreatedAt     time.Time
	Version       int64
	// TokenID is the token that wants the scopes, or empty. Nothing follows from it but a way back.
	TokenID string
	Items   []Item
}

// The faults of requests.
var (
	// ErrRequestNotFound says that there is no such request, or that it is somebody else's.
	ErrRequestNotFound = fault.New(fault.NotFound, "access.request_not_found", "There is no such request that you may see.", "Open the list of requests and choose one there.")
	// ErrDecided says that the request is not pending any more.
	ErrDecided = fault.New(fault.Conflict, "access.already_decided", "This request was already decided or withdrawn.", "Load it again to see how it ended.")
	// ErrOwnRequest says that nobody decides on their own request.
	ErrOwnRequest = fault.New(fault.Denied, "access.own_request", "Nobody decides on their own request.", "Ask another approver to decide.")
	// ErrAlreadyPending says that a request for the same app, API and environment waits already.
	ErrAlreadyPending = fault.New(fault.Conflict, "access.already_pending", "A request for this API and environment is waiting already.", "Wait for its decision, or withdraw it and ask again.")
	// ErrAlreadyGranted says that the app has all that was asked for.
	ErrAlreadyGranted = fault.New(fault.Conflict, "access.already_granted", "The app already has everything that you ask for.", "Make a token with these scopes.")
)

// outcome answers the state of a request whose items are all decided.
func outcome(items []Item) State {
	all, some := true, false
	for _, it := range items {
		if it.State != Approved || len(it.Granted) < len(it.Scopes) {
			all = false
		}
		if it.State == Approved {
			some = true
		}
	}
	switch {
	case all:
		return Approved
	case some:
		return Partly
	}
	return Denied
}

// narrow decides the pending items by the scopes that the approver leaves (nil leaves all). An item that asked for
// scopes and keeps none is denied; one that needs no scopes is approved. It answers fault.ErrInvalid for scopes that
// nobody asked for, and when nothing would be left.
func narrow(items []Item, scopes *[]string) ([]Item, error) {
	decided, asked := slices.Clone(items), map[string]bool{}
	left := false
	for i := range decided {
		it := &decided[i]
		if it.State != Pending {
			continue
		}
		it.Granted, it.State = []string{}, Approved
		for _, scope := range it.Scopes {
			asked[scope] = true
			if scopes == nil || slices.Contains(*scopes, scope) {
				it.Granted = append(it.Granted, scope)
			}
		}
		if len(it.Scopes) > 0 && len(it.Granted) == 0 {
			it.State = Denied
		}
		left = left || it.State == Approved
	}
	if scopes != nil {
		for _, scope := range *scopes {
			if !asked[scope] {
				return nil, fault.ErrInvalid.With(fault.Bad("/scopes", "The request doesn't ask for "+printable(scope)+"."))
			}
		}
	}
	if !left {
		return nil, fault.ErrInvalid.With(fault.Bad("/scopes", "Nothing would be left of the request; deny it instead."))
	}
	return decided, nil
}

// plain refuses what could change how the text around it is read, and texts that are too long.
func plain(s string, runesMax int) bool {
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > runesMax {
		return false
	}
	for _, r := range s {
		if unicode.IsControl(r) && r != '\n' && r != '\t' && r != '\r' || unicode.Is(unicode.Bidi_Control, r) {
			return false
		}
	}
	return true
}

// printable keeps a caller's text harmless and short inside a sentence of ours.
func printable(s string) string {
	if len(s) > 80 || !plain(s, 80) {
		return "one of these"
	}
	return s
}

// isOwn reports whether err refuses somebody because the request is their own.
func isOwn(err error) bool { return errors.Is(err, ErrOwnRequest) }
