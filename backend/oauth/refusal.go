package oauth

import (
	"errors"
	"net/http"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/keys"
)

// Refusal is an answer of an endpoint that is no success, in the terms of RFC 6749 §5.2 and RFC 8707 §2.
type Refusal struct {
	Status      int
	Code        string
	Description string
}

// Error answers the code and the description.
func (r Refusal) Error() string { return r.Code + ": " + r.Description }

// The codes.
const (
	codeRequest     = "invalid_request"
	codeClient      = "invalid_client"
	codeGrant       = "unsupported_grant_type"
	codeUnauth      = "unauthorized_client"
	codeScope       = "invalid_scope"
	codeTarget      = "invalid_target"
	codeTokenType   = "unsupported_token_type"
	codeToken       = "invalid_token"
	codeUnavailable = "temporarily_unavailable"
	codeProof       = "invalid_dpop_proof" // RFC 9449 §5
	codeNonce       = "use_dpop_nonce"     // RFC 9449 §8
)

func refuse(code, description string) error {
	status := http.StatusBadRequest
	switch code {
	case codeClient, codeToken:
		status = http.StatusUnauthorized
	case codeUnavailable:
		status = http.StatusServiceUnavailable
	}
	return Refusal{Status: status, Code: code, Description: description}
}

// errClient is the one answer to everybody who is not the client: nobody learns whether there is one of that name.
var errClient = refuse(codeClient, "The client is unknown, or did not authenticate by the method that is registered for it.")

// errSuspended is for a client that has proved itself; everybody else gets errClient.
var errSuspended = refuse(codeClient, "The client is suspended. The OAuth page of its app says why, and who can resume it.")

// errBlocked is the answer to a network on a block list, before anything that it sent was looked at.
var errBlocked = refuse(codeUnauth, "Requests from this network are refused. If yours is listed by mistake, tell the people who run the portal the address that you call from.")

// refusalOf answers what an endpoint says for an error. What is no refusal is ours, and the same later may succeed.
func refusalOf(err error) (r Refusal, ours bool) {
	if errors.As(err, &r) {
		return r, false
	}
	var f *fault.Fault
	if errors.As(err, &f) && f.Kind == fault.Exhausted {
		return Refusal{Status: http.StatusTooManyRequests, Code: codeUnavailable, Description: "Too many requests. Wait for the seconds in Retry-After, and keep a token for its life instead of asking before each call."}, false
	}
	if errors.Is(err, keys.ErrClock) {
		return Refusal{Status: http.StatusServiceUnavailable, Code: codeUnavailable, Description: keys.ErrClock.Message + " " + keys.ErrClock.Fix}, false
	}
	return Refusal{Status: http.StatusServiceUnavailable, Code: codeUnavailable, Description: "Nothing can be issued at the moment. Try again shortly."}, true
}
