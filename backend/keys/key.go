package keys

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/jws"
)

// AccessTokens is the purpose of keys that sign access tokens.
const AccessTokens = "access-token"

const day = 24 * time.Hour

// The times of a key's life (S-OAU-21). A verifier keeps a key set for at most CacheFor; a token lives for 15 minutes at
// most.
const (
	Lead       = day      // between publishing a key and signing with it
	ActiveFor  = 90 * day // then the next key takes over
	RetiredFor = day      // how long a retired key stays published; more than a token's life, CacheFor and the skew of clocks
	CacheFor   = 15 * time.Minute
)

// State is where a key is in its life.
type State string

// The states, in their order.
const (
	Next     State = "next"     // published, signs nothing yet
	Active   State = "active"   // signs
	Retiring State = "retiring" // signs no more; what it signed still counts
	Removed  State = "removed"  // nothing that it signed counts
)

// Key is what may be known of a signing key. Its private half is not in it.
type Key struct {
	jws.Key
	Purpose       string
	Driver        string
	State         State
	CreatedAt     time.Time
	ActivatedAt   *time.Time
	RetiredAt     *time.Time
	RemovedAt     *time.Time
	RemovedReason string
	handle        []byte
}

// ReadyAt answers the first instant at which a next key may sign: every verifier has seen it by then.
func (k Key) ReadyAt() time.Time { return k.CreatedAt.Add(Lead) }

// DueAt answers when the state ends by itself: an active key gives way, a retiring one is removed. Zero for others.
func (k Key) DueAt() time.Time {
	switch {
	case k.State == Active && k.ActivatedAt != nil:
		return k.ActivatedAt.Add(ActiveFor)
	case k.State == Retiring && k.RetiredAt != nil:
		return k.RetiredAt.Add(RetiredFor)
	}
	return time.Time{}
}

const reasonBytesMax = 500

// CleanReason answers a reason without blanks around it, or fault.ErrInvalid for one that says nothing or too much.
func CleanReason(reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	if reason == "" || len(reason) > reasonBytesMax || !utf8.ValidString(reason) {
		return "", fault.ErrInvalid.With(fault.Required("/reason", "Give a reason of at most 500 characters."))
	}
	return reason, nil
}

// The faults of keys.
var (
	// ErrNotFound says that there is no such key.
	ErrNotFound = fault.New(fault.NotFound, "keys.not_found", "There is no such signing key.", "Load the list of signing keys again.")
	// ErrState says that the key was removed already.
	ErrState = fault.New(fault.Conflict, "keys.wrong_state", "The key was removed already.", "Load the list of signing keys again.")
	// ErrTooEarly says that verifiers may not know the next key yet.
	ErrTooEarly = fault.New(fault.Conflict, "keys.too_early", "The next key was published less than a day ago, and verifiers may not know it yet.", "Wait until it is ready. If the active key is in wrong hands, revoke it instead.")
	// ErrClock says that nothing is signed because the clock was set back: nobody could say until when it counts.
	ErrClock = fault.New(fault.Unavailable, "keys.clock_behind", "Nothing is signed at the moment, because the clock of the server was set back.", "Try again later. The operator sets the clock right, or says that it is right now with: gatehouse clock accept.")
	// ErrSigner says that nothing can be signed at the moment.
	ErrSigner = fault.New(fault.Unavailable, "keys.signer_unavailable", "The signing key can't be used at the moment.", "Try again shortly; when it lasts, the operator finds the cause in the log.")
)
