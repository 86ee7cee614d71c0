package usage

import (
	"net/url"
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
var ErrDecisionNotFound = fault.New(fault.NotFound, "decisions.not_found", "There is no such decision among your apps'.", "Decisions are kept for seven days; repeat the call to get a fresh one.")

// fixKind says which page mends a denial.
type fixKind int

const (
	fixNone fixKind = iota
	fixToken
	fixRotate
	fixAccess
	fixDocs
	fixUsage
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
	"token_expired":        {"The token's life is over. Make a new one and put its secret in place.", fixToken},
	"token_revoked":        {"The token was revoked and can't come back. Make a new one.", fixToken},
	"token_not_yet_valid":  {"The token starts to work later than now.", fixToken},
	"token_suspended":      {"The token is suspended for the moment.", fixToken},
	"app_suspended":        {"An operator suspended the app. Its owner has been told why.", fixNone},
	"scope_missing":        {"The operation needs a scope that the token or the grant doesn't have.", fixToken},
	"grant_missing":        {"The app has no access to this API in this environment.", fixAccess},
	"network_denied":       {"The call came from a network that the token doesn't allow.", fixToken},
	"origin_denied":        {"The call came from a web page whose origin the token doesn't allow.", fixToken},
	"tls_required":         {"The credential travelled over plain HTTP. Take it as known to others: rotate it, and call over HTTPS.", fixRotate},
	"operation_unknown":    {"The API has no operation at this path.", fixDocs},
	"method_not_allowed":   {"The API knows this path, but not with this method.", fixDocs},
	"version_retired":      {"This version of the API was retired.", fixDocs},
	"rate_limited":         {"More calls came than the plan allows in its window. Wait for the time in Retry-After.", fixUsage},
	"quota_exhausted":      {"The plan's quota for this period is used up.", fixUsage},
	"operation_denied":     {"The console's token opens one operation only, and the values in the path led to another one.", fixDocs},
	"visitor_denied":       {"Without an account only the built-in sandbox of public APIs can be tried.", fixNone},
	"upstream_unreachable": {"The API's own server could not be reached. The credential was fine.", fixNone},
	"upstream_timeout":     {"The API's own server did not answer in time. The credential was fine.", fixNone},
	"unavailable":          {"Gatehouse could not decide at that moment and refused, as it must. Try again.", fixNone},
}

// explanation answers the words for a decision.
func (d Decision) explanation() string {
	if d.Allowed {
		return "The call was allowed."
	}
	if e, ok := explanations[d.Code]; ok {
		return e.text
	}
	return "The call was refused by the check that is marked below."
}

// asked answers what the call needed by one of the checks, "" when it was not reached.
func (d Decision) asked(check string) string {
	for _, c := range d.Checks {
		if c.Name == check {
			return c.Asked
		}
	}
	return ""
}

// fix answers the page of the portal that mends the denial, or false.
func (d Decision) fix(apiSlug string) (label, link string, ok bool) {
	kind := explanations[d.Code].fix
	if kind == fixToken && strings.HasPrefix(d.TokenID, consolePrefix) {
		kind = fixNone // it has no page of its own; what it lacks, its app lacks
		if d.Code == "scope_missing" {
			kind = fixAccess
		}
	}
	switch {
	case d.Allowed:
	case kind == fixToken && d.TokenID != "":
		return "Open the token", "/tokens/" + d.TokenID, true
	case kind == fixRotate && d.TokenID != "":
		return "Rotate the token", "/tokens/" + d.TokenID, true
	case kind == fixAccess && d.AppID != "":
		wish := url.Values{"app": {d.AppID}, "api": {apiSlug}, "environment": {d.Environment}}
		if scopes := d.asked("scope"); scopes != "" && d.Code == "scope_missing" {
			wish.Set("scopes", scopes)
		}
		return "Ask for access", "/requests/new?" + wish.Encode(), true
	case kind == fixDocs && apiSlug != "":
		return "Open the reference", "/apis/" + apiSlug + "/reference", true
	case kind == fixUsage && d.AppID != "":
		return "See the usage", "/apps/" + d.AppID + "/usage", true
	}
	return "", "", false
}
