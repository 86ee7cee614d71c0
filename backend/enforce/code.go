package enforce

import "github.com/gatehouse-dev/gatehouse/backend/fault"

// Code is the outcome of a decision. Its zero value is a refusal: a decision that nobody finished allows nothing.
type Code uint8

// The outcomes. Their texts, statuses and explanations are in the table below, which is the contract of the doors.
const (
	Undecided Code = iota
	Allowed
	CredentialAmbiguous
	PathInvalid
	FramingInvalid
	TokenMissing
	TokenMalformed
	TokenUnknown
	TokenRevoked
	TokenRotated
	TokenExpired
	TokenNotYetValid
	TokenSuspended
	AppSuspended
	TLSRequired
	NetworkDenied
	OriginDenied
	OperationUnknown
	MethodNotAllowed
	VersionRetired
	GrantMissing
	ScopeMissing
	RateLimited
	QuotaExhausted
	UpstreamUnreachable
	UpstreamTimeout
	BodyTooLarge
	HeadersTooLarge
	RequestTimeout
	VerifierRequired
	OperationDenied
	VisitorDenied
	NetworkBlocked
	PreflightDenied
	UpstreamMissing
	SocketVersion
	SocketMalformed
	RequestInvalid
	WrongAudience
	TokenQuarantined
	GatewayBusy
	APIBusy
	AppBusy
	ParentEnded
	TokenUsedUp
	TokenBound
	TokenUnbound
	ProofInvalid
	ProofNonce
	ClockBehind
	codeCount
)

type codeInfo struct {
	text   string
	status int
	kind   fault.Kind
	title  string
	fix    string
}

var codes = [codeCount]codeInfo{
	Undecided:           {"unavailable", 503, fault.Unavailable, "Gatehouse can't decide at the moment and refuses.", "Try again shortly; when it lasts, the operator finds the cause in the log."},
	Allowed:             {"allowed", 200, 0, "The call is allowed.", ""},
	CredentialAmbiguous: {"credential_ambiguous", 400, fault.Malformed, "The call carries more than one credential.", "Send the token once: in Authorization as Bearer, or in X-API-Key."},
	PathInvalid:         {"path_invalid", 400, fault.Malformed, "The path is not in its one canonical form.", "Send it without dot segments, empty segments, encoded slashes or needlessly encoded characters."},
	FramingInvalid:      {"framing_invalid", 400, fault.Malformed, "The request is not well-formed HTTP/1.1.", "Look at the client or proxy that builds the request: length, encoding, line ends and header names must be exact, and trailers are refused."},
	TokenMissing:        {"token_missing", 401, fault.Unauthenticated, "The call carries no token.", "Send Authorization: Bearer followed by the token."},
	TokenMalformed:      {"token_malformed", 401, fault.Unauthenticated, "The credential is not a token: length, alphabet or checksum is wrong.", "Copy the whole token again, without quotes or blanks."},
	TokenUnknown:        {"token_unknown", 401, fault.Unauthenticated, "There is no token with this id and secret.", "Check that the token belongs to this portal and was copied whole."},
	TokenRevoked:        {"token_revoked", 401, fault.Unauthenticated, "The token was revoked.", "Make a new token; a revoked one can't come back."},
	TokenRotated:        {"token_rotated", 401, fault.Unauthenticated, "This secret was replaced by a rotation and its overlap is over.", "Put the newer secret in its place."},
	TokenExpired:        {"token_expired", 401, fault.Unauthenticated, "The token's life is over.", "Make a new token and put its secret in place."},
	ParentEnded:         {"token_parent_ended", 401, fault.Unauthenticated, "The token that this one was minted from ended, or its secret was replaced.", "Mint another one with the newest secret of a token that works."},
	TokenUsedUp:         {"token_used_up", 401, fault.Unauthenticated, "The token's uses are used up.", "Mint another one, for as many calls as you make with it."},
	TokenNotYetValid:    {"token_not_yet_valid", 401, fault.Unauthenticated, "The token is not valid yet.", "Wait until its start, or make a token that is valid now."},
	TokenSuspended:      {"token_suspended", 403, fault.Denied, "The token is suspended.", "Resume it on its page, or ask who suspended it. An access token is suspended with its OAuth client, on the OAuth page of the app."},
	TokenQuarantined:    {"token_quarantined", 403, fault.Denied, "The token is in quarantine, and this call is among those that it holds back.", "The token's page says why, until when, and what passes meanwhile. End the quarantine there, or ask who began it."},
	AppSuspended:        {"app_suspended", 403, fault.Denied, "The app is suspended.", "Ask the operators of the portal."},
	TLSRequired:         {"tls_required", 403, fault.Denied, "A token must not travel over plain HTTP.", "Call over HTTPS and rotate the token: it was readable on its way. Where a proxy ends TLS, the operator names it in trusted-proxies and lets it send X-Forwarded-Proto."},
	NetworkDenied:       {"network_denied", 403, fault.Denied, "The token doesn't allow calls from this network.", "Add the network to the token, or call from one that it names."},
	NetworkBlocked:      {"network_blocked", 403, fault.Denied, "Calls from this network are refused.", "Call from another network. If yours is listed by mistake, tell the people who run the portal the address that you call from."},
	OriginDenied:        {"origin_denied", 403, fault.Denied, "The token doesn't allow calls from this web origin.", "Add the origin to the token."},
	PreflightDenied:     {"preflight_denied", 403, fault.Denied, "Pages of this web origin may not make this call.", "Call from a server, or ask the API's publisher to admit the origin and the method."},
	RequestInvalid:      {"request_invalid", 422, fault.Invalid, "The request doesn't fit the API's document.", "Mend what the errors name and send it again; the reference shows what the operation takes."},
	WrongAudience:       {"wrong_audience", 401, fault.Unauthenticated, "The access token was issued for another API.", "Ask the token endpoint for one whose resource is this API."},
	TokenBound:          {"token_bound", 401, fault.Unauthenticated, "The token is bound to a key and came without a proof of it.", "Send it as Authorization: DPoP, with a proof of this call in the header DPoP. OAuth for machines shows how."},
	TokenUnbound:        {"token_unbound", 401, fault.Unauthenticated, "The token is bound to no key.", "Send a token that isn't bound as Bearer. If its client binds tokens to a key, ask the token endpoint for another one, with a proof."},
	ProofInvalid:        {"proof_invalid", 401, fault.Unauthenticated, "The DPoP proof doesn't fit this call.", "Make a new proof for each call: its method, its address without the query, the hash of the token, the time, a jti of its own, signed by the token's key."},
	ProofNonce:          {"proof_nonce", 401, fault.Unauthenticated, "The DPoP proof needs a nonce of ours.", "Make the proof again with the value of DPoP-Nonce as its nonce, and send the call again."},
	OperationUnknown:    {"operation_unknown", 404, fault.NotFound, "There is no such operation.", "Compare the path with the API's reference."},
	MethodNotAllowed:    {"method_not_allowed", 405, fault.NotFound, "The path exists, but not with this method.", "Use one of the methods in Allow."},
	VersionRetired:      {"version_retired", 410, fault.Gone, "This version of the API was retired.", "Move to the current version."},
	GrantMissing:        {"grant_missing", 403, fault.Denied, "The app has no access to this API in this environment.", "Ask for access on the app's page."},
	ScopeMissing:        {"scope_missing", 403, fault.Denied, "The operation needs a scope that this call doesn't have.", "Give the token the scope, and ask for it if the app doesn't hold it."},
	RateLimited:         {"rate_limited", 429, fault.Exhausted, "More calls came than the plan allows in its window.", "Wait for the seconds in Retry-After."},
	QuotaExhausted:      {"quota_exhausted", 429, fault.Exhausted, "The plan's quota for this period is used up.", "Wait for the next period, or ask for a larger plan where the API has one."},
	GatewayBusy:         {"gateway_busy", 503, fault.Unavailable, "The gateway works on as many calls as it may at once.", "Send it again after the seconds in Retry-After. When it lasts, the operator adds a node or raises concurrency."},
	APIBusy:             {"api_busy", 503, fault.Unavailable, "As many calls of this API are in work as may be at once.", "Send it again after the seconds in Retry-After. When it lasts, tell the API's publisher: either its server is slow, or its bound is too narrow."},
	AppBusy:             {"app_busy", 429, fault.Exhausted, "As many calls of the app are in work as may be at once.", "Wait for answers before you send more: let a pool in your program bound how many calls are open, and send this one again after the seconds in Retry-After."},
	UpstreamUnreachable: {"upstream_unreachable", 502, fault.Unavailable, "The API's own server could not be reached or did not answer properly.", "Try again; when it lasts, tell the API's publisher."},
	UpstreamTimeout:     {"upstream_timeout", 504, fault.Unavailable, "The API's own server did not answer in time.", "Try again; when it lasts, tell the API's publisher."},
	BodyTooLarge:        {"body_too_large", 413, fault.TooLarge, "The body is larger than the gateway takes.", "Send a smaller body."},
	HeadersTooLarge:     {"headers_too_large", 431, fault.TooLarge, "The request line or the headers are larger than the gateway takes.", "Send fewer or shorter headers."},
	VerifierRequired:    {"verifier_required", 403, fault.Denied, "This door answers proxies and programs that hold an operator token of role verifier.", "Make one with: gatehouse token create --role verifier. Proxies send it in Gatehouse-Verifier, programs as Bearer."},
	OperationDenied:     {"operation_denied", 403, fault.Denied, "The console's token opens one operation, and this call is another one.", "Check the values in the path: they lead to another operation than the one that you opened."},
	VisitorDenied:       {"visitor_denied", 403, fault.Denied, "Without an account only the built-in sandbox of public APIs can be tried.", "Sign in and choose one of your apps."},
	UpstreamMissing:     {"upstream_missing", 503, fault.Unavailable, "The API has no upstream in the environment of this token.", "Tell the API's owner, who adds one under APIs, the API, Upstreams. The sandbox answers with a test token."},
	ClockBehind:         {"clock_behind", 503, fault.Unavailable, "The gateway can't vouch for who calls, because its clock was set back.", "Try again later. The operator sets the clock right, or says that it is right now with: gatehouse clock accept."},
	SocketVersion:       {"websocket_version", 426, fault.Malformed, "The WebSocket handshake asks for a version other than 13.", "Send Sec-WebSocket-Version: 13, once."},
	SocketMalformed:     {"websocket_malformed", 400, fault.Malformed, "The call is no WebSocket handshake.", "Send one Sec-WebSocket-Key of 16 bytes in base64, and no body."},
	RequestTimeout:      {"request_timeout", 408, fault.Malformed, "The request did not arrive in time.", "Send the whole request at once."},
}

// Declared once, so that /problems/{code} explains every answer of a door.
func init() {
	for code, info := range codes {
		if Code(code) != Allowed {
			if _, taken := fault.ByCode(info.text); !taken {
				_ = fault.New(info.kind, info.text, info.title, info.fix)
			}
		}
	}
}

// String returns the code's text in contracts: scope_missing.
func (c Code) String() string { return c.info().text }

// Status returns the HTTP status of the code at the gateway.
func (c Code) Status() int { return c.info().status }

// StatusOf returns the HTTP status that the gateway answers a code's text with, and whether it is a code of the doors.
func StatusOf(text string) (status int, known bool) {
	for _, info := range codes {
		if info.text == text {
			return info.status, true
		}
	}
	return 0, false
}

// info treats a value outside the table as undecided.
func (c Code) info() *codeInfo {
	if c >= codeCount {
		c = Undecided
	}
	return &codes[c]
}
