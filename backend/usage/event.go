package usage

import "strings"

// Event is one call as a door saw it. All strings must be owned by the event: a door that works on borrowed buffers
// copies before it records. The zero value of a field means "not known at that point", as for a malformed token.
type Event struct {
	// At is when the answer was finished, in microseconds since 1970, UTC.
	At int64
	// DecisionID is the dec_… id that the answer carried; empty when the call was allowed.
	DecisionID string
	TokenID    string
	// Generation is which of the token's secrets the caller held; 0 when that isn't known.
	Generation int64
	// Minted is the ephemeral token that made the call, whose calls count for the token that minted it; else empty.
	Minted    string
	AppID     string
	APIID     string
	VersionID string
	// Operation is the document's operationId or its generated stand-in, Route the path template.
	Operation string
	Method    string
	Route     string
	// Status is the HTTP status that the caller got.
	Status int
	// Code is the decision's code (scope_missing, rate_limited …); empty when the upstream answered.
	Code string
	// LatencyUS is the whole time in the gateway, UpstreamUS the part that the upstream took, in microseconds.
	LatencyUS  int64
	UpstreamUS int64
	BytesIn    int64
	BytesOut   int64
	// Network is the caller's network, truncated to /24 (IPv4) or /48 (IPv6), never the whole address.
	Network string
	// Agent is the family of the user agent (curl, go-http-client, chrome …), never the raw header.
	Agent string
	// Environment is sandbox or live.
	Environment string
	// Door is gateway, forwardAuth, verify or sandbox.
	Door string
}

// consolePrefix begins the ids of console tokens.
const consolePrefix = "con_"

// clientPrefix begins the ids of OAuth clients, for which the calls of their access tokens count.
const clientPrefix = "ocl_"

// Console says that the call was made by the console beside an operation's reference, not by a program.
func (e *Event) Console() bool { return strings.HasPrefix(e.TokenID, consolePrefix) }
