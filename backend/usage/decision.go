package usage

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// Decision is one answer of a door with the checks behind it, kept for seven days so that whoever was refused can see
// why. At is in microseconds since 1970, UTC.
type Decision struct {
	ID          string
	At          int64
	Allowed     bool
	Code        string
	Status      int
	Door        string
	APIID       string
	Operation   string
	Method      string
	Path        string
	TokenID     string
	AppID       string
	Environment string
	Checks      []Check
}

// Check is one step of a decision: what the call asked for, what the token held, and in words how they compare. A
// skipped check was not reached because an earlier one had failed.
type Check struct {
	Name    string `json:"name" example:"scope"`
	Passed  bool   `json:"passed"`
	Skipped bool   `json:"skipped"`
	Asked   string `json:"asked" example:"museum:tickets:write"`
	Held    string `json:"held" example:"museum:tickets:read"`
	Message string `json:"message" example:"The token lacks the scope museum:tickets:write."`
}

// ErrDecisionNotFound says that there is no such decision, that it is older than seven days, or that it concerns an
// app which the caller can't see.
var ErrDecisionNotFound = fault.New(fault.NotFound, "decisions.not_found", "There is no such decision among your apps'.", "Decisions are kept for seven days; repeat the call to get a fresh one. A call without a token that we know is nobody's: look its code up instead.")

// fixKind says which page mends a denial.
type fixKind int

const (
	fixNone fixKind = iota
	fixToken
	fixRotate
	fixRenew
	fixNetwork
	fixOrigin
	fixScope
	fixAccess
	fixPlan
	fixDocs
	fixProof
)

// explanations say in words what a code means to the person whose call it was, and where it is mended.
var explanations = map[string]struct {
	text string
	fix  fixKind
}{
	"token_rotated":        {"This secret was replaced by a rotation and its overlap is over. Put the newer secret in its place.", fixToken},
	"token_unknown":        {"The credential is well formed, but no token has this id and secret.", fixNone},
	"token_malformed":      {"The credential is not a token: its length, alphabet or checksum is wrong. It was probably cut or mistyped.", fixNone},
	"token_missing":        {"The call carried no credential.", fixNone},
	"token_expired":        {"The token's life is over. Make a new one and put its secret in place.", fixRenew},
	"token_revoked":        {"The token was revoked and can't come back. Make a new one.", fixRenew},
	"token_not_yet_valid":  {"The token starts to work later than now.", fixToken},
	"token_parent_ended":   {"The token was minted from another one, which ended, or whose secret was replaced. Mint another one with the newest secret.", fixToken},
	"token_used_up":        {"The token was made for a number of uses, and they are used up. Mint another one.", fixToken},
	"token_quarantined":    {"The token is in quarantine, which holds this call back for the moment.", fixToken},
	"token_suspended":      {"The token is suspended for the moment.", fixToken},
	"app_suspended":        {"An operator suspended the app. Its owner has been told why.", fixNone},
	"scope_missing":        {"The operation needs a scope that the token or the grant doesn't have.", fixScope},
	"grant_missing":        {"The app has no access to this API in this environment.", fixAccess},
	"network_denied":       {"The call came from a network that the token doesn't allow.", fixNetwork},
	"network_blocked":      {"Gatehouse refuses every call from this network, whatever token it carries: its operators block it, or a list that they follow does.", fixNone},
	"origin_denied":        {"The call came from a web page whose origin the token doesn't allow.", fixOrigin},
	"request_invalid":      {"The call was allowed, but it doesn't fit the API's document. The check that is marked below names each place and rule; nothing of what was sent is kept.", fixDocs},
	"preflight_denied":     {"A browser asked whether a page may make this call, and the API's rules for web pages don't admit its origin or its method.", fixNone},
	"tls_required":         {"The credential travelled over plain HTTP. Take it as known to others: rotate it, and call over HTTPS.", fixRotate},
	"wrong_audience":       {"The access token was issued for another API. Ask the token endpoint for one with the resource of the API that you call.", fixToken},
	"token_bound":          {"The access token is bound to a key, and the call proved no key. If no program of yours made it, somebody has a copy of the token, and it opened nothing.", fixToken},
	"token_unbound":        {"The access token is bound to no key. Either it was sent as if it were, or its client asks for bound tokens since.", fixToken},
	"proof_invalid":        {"The proof of the token's key doesn't fit this call. The check that is marked below names what was compared; the proof itself is not kept. A program makes a new proof for each call, also when it repeats one.", fixProof},
	"proof_nonce":          {"The client's proofs carry a nonce of this portal, and this one had none, or an old one. Programs send the call again with the one in DPoP-Nonce.", fixProof},
	"operation_unknown":    {"The API has no operation at this path.", fixDocs},
	"method_not_allowed":   {"The API knows this path, but not with this method.", fixDocs},
	"version_retired":      {"This version of the API was retired.", fixDocs},
	"rate_limited":         {"More calls came than the plan allows in its window. Wait for the time in Retry-After.", fixPlan},
	"quota_exhausted":      {"The plan's quota for this period is used up.", fixPlan},
	"gateway_busy":         {"The gateway was working on as many calls as it may at once. The credential was fine. Send the call again.", fixNone},
	"api_busy":             {"As many calls of this API were in work as may be at once, of all apps together. The credential was fine. Send the call again; when it lasts, its publisher finds the bound under Gate.", fixNone},
	"app_busy":             {"As many calls of the app were in work as may be at once. Nothing was taken from its plan. Let a pool in your program bound how many calls are open.", fixDocs},
	"operation_denied":     {"The console's token opens one operation only, and the values in the path led to another one.", fixDocs},
	"visitor_denied":       {"Without an account only the built-in sandbox of public APIs can be tried.", fixNone},
	"clock_behind":         {"The clock of the gateway was set back, so it can't sign until when it vouches for who calls, and refuses. The credential was fine. The people who run the portal set the clock right, or accept it as it is.", fixNone},
	"upstream_missing":     {"The API has no server behind it in this environment yet. The credential was fine. Its owner adds one under APIs, the API, Upstreams.", fixNone},
	"websocket_version":    {"The WebSocket handshake asked for a version other than 13.", fixDocs},
	"websocket_malformed":  {"The call asked for a WebSocket, but its handshake had a body, or not exactly one key of 16 bytes.", fixDocs},
	"upstream_unreachable": {"The API's own server could not be reached. The credential was fine.", fixNone},
	"upstream_timeout":     {"The API's own server did not answer in time. The credential was fine.", fixNone},
	"unavailable":          {"Gatehouse could not decide at that moment and refused, as it must. Try again.", fixNone},
}

// explanation answers the words for a decision.
func (d Decision) explanation() string {
	if d.Allowed {
		return "The call was allowed."
	}
	if scope := d.check("scope"); d.Code == "scope_missing" && scope.Asked != "" {
		return "The operation needs " + scope.Asked + ", " + whoLacks(scope.Held) + "."
	}
	if e, ok := explanations[d.Code]; ok {
		return e.text
	}
	if f, ok := fault.ByCode(d.Code); ok {
		return f.Message + " " + f.Fix
	}
	return "The call was refused by the check that is marked below."
}

// whoLacks says of the scopes that an operation needs who doesn't hold them all.
func whoLacks(held string) string {
	switch {
	case strings.Contains(held, grantLacks):
		return "and the access that the app was granted doesn't cover it"
	case strings.HasPrefix(held, "token: "):
		return "and the token that this one was minted from doesn't carry it"
	case held == "none":
		return "and the token carries no scope"
	}
	return "and the token carries only " + held
}
