package web

import "github.com/gatehouse-dev/gatehouse/backend/fault"

// The faults of the way in. Package server's problem pages explain each.
var (
	ErrUnauthenticated   = fault.New(fault.Unauthenticated, "unauthenticated", "You are not signed in, or your session has ended.", "Sign in and try again.")
	ErrStepUpRequired    = fault.New(fault.Denied, "step_up_required", "This act needs a fresh confirmation with your passkey.", "Confirm with your passkey, then send the request again within five minutes.")
	ErrPersonRequired    = fault.New(fault.Denied, "person_required", "A machine may not do this; it takes a person with a session.", "Sign in to the portal and do it there.")
	ErrRestricted        = fault.New(fault.Denied, "restricted_session", "This session came from a recovery code and can only set up a passkey.", "Add a passkey first; everything else opens then.")
	ErrCSRF              = fault.New(fault.Denied, "csrf", "The request did not come from this portal's own pages.", "Reload the page and try again.")
	ErrMediaType         = fault.New(fault.Unsupported, "media_type", "The body has a media type that this operation does not take.", "Send the media type that the API description names, without a content encoding.")
	ErrTooLarge          = fault.New(fault.TooLarge, "too_large", "The body is larger than this operation takes.", "Send less, or in several requests.")
	ErrBodyMalformed     = fault.New(fault.Malformed, "body_malformed", "The body is not one well-formed JSON value of the expected shape.", "Compare it with the API description; unknown and repeated members are refused.")
	ErrTooMany           = fault.New(fault.Exhausted, "too_many_requests", "Too many requests in a short time.", "Wait for the number of seconds that Retry-After names.")
	ErrMatchRequired     = fault.New(fault.PreconditionRequired, "if_match_required", "Changes need the version that they are based on.", "Send If-Match with the ETag that you read, or * to overwrite whatever is there.")
	ErrStale             = fault.New(fault.Stale, "stale", "Somebody changed this since you read it.", "Read it again, look at what changed, and apply your change to that.")
	ErrMethod            = fault.New(fault.Malformed, "method_not_allowed", "This address does not take that method.", "Use one of the methods in the Allow header.")
	ErrPathInvalid       = fault.New(fault.Malformed, "path_invalid", "The path is not in its canonical form.", "Send it without encoded separators, empty or dot segments.")
	ErrCookieRepeated    = fault.New(fault.Malformed, "cookie_repeated", "The session cookie was sent twice.", "Clear this site's cookies and sign in again.")
	ErrSetupNeeded       = fault.New(fault.Unavailable, "setup_needed", "This portal has no administrator yet.", "Open the one-time link that the server printed when it started.")
	ErrIdempotencyReused = fault.New(fault.Conflict, "idempotency_key_reused", "This Idempotency-Key was used for another request.", "Use a fresh key for each new request.")
	ErrIdempotencyKey    = fault.New(fault.Malformed, "idempotency_key_invalid", "The Idempotency-Key must have 1 to 200 visible characters.", "Use a random UUID.")
	errUnreadable        = fault.New(fault.Malformed, "request_malformed", "The request could not be read.", "Look at the client or proxy that builds it: it is not well-formed HTTP/1.1.")
	errInternal          = fault.New(fault.Internal, "internal", "Something went wrong on our side.", "Try again; if it stays, tell the operator the request id.")
	errUnavailable       = fault.New(fault.Unavailable, "unavailable", "The portal cannot answer just now.", "Wait a moment and try again.")
)
