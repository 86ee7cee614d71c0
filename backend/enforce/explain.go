package enforce

import (
	"strconv"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

// step is one check of the list that answers "why was I refused?". failed lists the codes with which it ends.
type step struct {
	name    string
	failed  []Code
	compare func(d *Decision, r *Request) (asked, held string)
}

const stepScope = "scope"

// The steps that are listed only when a decision ended there: deciding on most calls doesn't come by.
const (
	stepPreflight = "preflight"
	stepBody      = "body"
	stepDocument  = "document"
	stepUpstream  = "upstream"
	stepAudience  = "audience"
	stepBusy      = "concurrency"
	stepUses      = "uses"
	stepProof     = "proof of possession"
)

// steps are in the order of the decision.
var steps = []step{
	{"request", []Code{FramingInvalid, PathInvalid, HeadersTooLarge, RequestTimeout, SocketVersion, SocketMalformed}, func(_ *Decision, r *Request) (string, string) {
		return r.Method + " " + r.Path, "one canonical form"
	}},
	{"block lists", []Code{NetworkBlocked}, func(d *Decision, r *Request) (string, string) {
		return addressText(r), map[bool]string{false: "blocked by no list", true: "blocked by the operators"}[d.Code == NetworkBlocked]
	}},
	{stepPreflight, []Code{PreflightDenied}, func(_ *Decision, r *Request) (string, string) {
		return orNone(r.Origin), "the API's rules for web pages"
	}},
	{"credential", []Code{CredentialAmbiguous, TokenMissing, TokenMalformed, TokenUnknown, Undecided}, func(d *Decision, _ *Request) (string, string) {
		return "exactly one known token", tokenID(d)
	}},
	{stepProof, []Code{TokenBound, TokenUnbound, ProofInvalid, ProofNonce}, func(d *Decision, r *Request) (string, string) {
		return possessionText(d, r)
	}},
	{"secret", []Code{TokenRotated}, func(d *Decision, _ *Request) (string, string) {
		return "a secret in use", secretState(d)
	}},
	{"token", []Code{TokenRevoked, TokenSuspended, TokenNotYetValid, TokenExpired, ParentEnded}, func(d *Decision, _ *Request) (string, string) {
		return "an active token", tokenState(d)
	}},
	{"app", []Code{AppSuspended}, func(d *Decision, _ *Request) (string, string) {
		return "an active app", appState(d)
	}},
	{"transport", []Code{TLSRequired}, func(_ *Decision, r *Request) (string, string) {
		return "HTTPS", map[bool]string{false: "HTTPS, or within this machine", true: "plain HTTP"}[r.Plain]
	}},
	{"network", []Code{NetworkDenied}, func(d *Decision, r *Request) (string, string) {
		return addressText(r), networksText(d)
	}},
	{"origin", []Code{OriginDenied}, func(d *Decision, r *Request) (string, string) {
		return orNone(r.Origin), originsText(d)
	}},
	{"quarantine", []Code{TokenQuarantined}, func(d *Decision, r *Request) (string, string) {
		return r.Method + " from " + addressText(r), quarantineText(d)
	}},
	{"binding", []Code{OperationDenied}, func(d *Decision, r *Request) (string, string) {
		return r.Method + " " + r.Path, bindingText(d)
	}},
	{stepAudience, []Code{WrongAudience}, func(d *Decision, r *Request) (string, string) {
		return r.API, d.Token.Access().Audience
	}},
	{"operation", []Code{OperationUnknown, MethodNotAllowed, VersionRetired}, func(d *Decision, r *Request) (string, string) {
		return r.Method + " " + r.Path, operationText(d)
	}},
	{"grant", []Code{GrantMissing, VisitorDenied}, func(d *Decision, _ *Request) (string, string) {
		return "access to " + apiName(d) + " in " + environmentText(d), grantText(d)
	}},
	{stepScope, []Code{ScopeMissing}, scopeText},
	{stepUses, []Code{TokenUsedUp}, func(d *Decision, _ *Request) (string, string) { return "1 use", d.Token.Derived().usesText() }},
	{stepBody, []Code{BodyTooLarge}, func(_ *Decision, r *Request) (string, string) { return bodyText(r), "what the upstream takes" }},
	{stepBusy, []Code{GatewayBusy, APIBusy, AppBusy}, func(d *Decision, _ *Request) (string, string) {
		return "1 call more", busyText(d)
	}},
	{"rate limit", []Code{RateLimited}, func(d *Decision, _ *Request) (string, string) { return "1 request", limitsText(d) }},
	{"quota", []Code{QuotaExhausted}, func(d *Decision, _ *Request) (string, string) { return "1 request", quotaText(d) }},
	{stepDocument, []Code{RequestInvalid}, func(d *Decision, _ *Request) (string, string) {
		return "a request that fits the document", missedText(d)
	}},
	{stepUpstream, []Code{UpstreamUnreachable, UpstreamTimeout, UpstreamMissing, ClockBehind}, func(d *Decision, _ *Request) (string, string) {
		return "an answer", apiName(d)
	}},
}

// Explain lists the checks behind a decision, in their order, with what was asked and what was held. It never contains
// a secret.
func Explain(d *Decision, r *Request) []usage.Check {
	checks := make([]usage.Check, 0, len(steps))
	failed := false
	for _, s := range steps {
		check := usage.Check{Name: s.name, Skipped: failed, Passed: !failed}
		if s.seldom() && !fails(s.failed, d.Code) {
			continue
		}
		if !failed {
			check.Asked, check.Held = s.compare(d, r)
			if fails(s.failed, d.Code) {
				failed, check.Passed = true, false
				check.Message = d.Code.info().title
			}
		} else if s.name == stepScope && d.Code == GrantMissing {
			check.Asked = strings.Join(d.Operation.Scopes, " ") // what to ask for with the access
		}
		checks = append(checks, check)
	}
	return checks
}

func (s step) seldom() bool {
	return s.name == stepUses || s.name == stepPreflight || s.name == stepBody || s.name == stepDocument || s.name == stepUpstream || s.name == stepAudience || s.name == stepBusy || s.name == stepProof
}

func bodyText(r *Request) string {
	if r.Length > 0 {
		return strconv.FormatInt(r.Length, 10) + " bytes"
	}
	return "more, in chunks"
}

func fails(codes []Code, code Code) bool {
	for _, c := range codes {
		if c == code {
			return true
		}
	}
	return false
}

func tokenID(d *Decision) string {
	if d.Token == nil {
		return "none"
	}
	return d.Token.ID
}

func secretState(d *Decision) string {
	if d.Secret != nil && d.Secret.Until != 0 {
		return "replaced, in use until " + timeText(d.Secret.Until)
	}
	return "the newest"
}

func tokenState(d *Decision) string {
	switch t := d.Token; {
	case t == nil:
		return "none"
	case t.Revoked:
		return "revoked"
	case d.Code == TokenRevoked && t.Access() != nil:
		return "revoked, or issued before every access token of its client was ended"
	case t.Suspended:
		return "suspended" + t.Access().withClient()
	case d.Code == ParentEnded, d.Code == TokenSuspended:
		return parentState(d)
	case d.Code == TokenNotYetValid:
		return "valid from " + timeText(max(t.NotBefore, d.Secret.From))
	case d.Code == TokenRevoked:
		return "its app was removed"
	default:
		return "valid until " + timeText(t.ExpiresAt)
	}
}

func appState(d *Decision) string {
	if d.App == nil {
		return "none"
	}
	if d.App.Suspended {
		return d.App.Name + ", suspended"
	}
	return d.App.Name
}

func addressText(r *Request) string {
	if !r.Address.IsValid() {
		return "no address"
	}
	return r.Address.Unmap().String()
}

func networksText(d *Decision) string {
	if d.Token == nil || d.Token.Fence == nil || len(d.Token.Fence.Networks) == 0 {
		return "any network" + parentText(d, inNetworks)
	}
	names := make([]string, len(d.Token.Fence.Networks))
	for i, n := range d.Token.Fence.Networks {
		names[i] = n.String()
	}
	return strings.Join(names, ", ") + parentText(d, inNetworks)
}

func originsText(d *Decision) string {
	if d.Token == nil || d.Token.Fence == nil || len(d.Token.Fence.Origins) == 0 {
		return "any origin" + parentText(d, toOrigins)
	}
	return strings.Join(d.Token.Fence.Origins, ", ") + parentText(d, toOrigins)
}

func operationText(d *Decision) string {
	switch {
	case d.Operation != nil:
		return d.Operation.ID
	case d.known != nil:
		return d.known.allow()
	case d.Version != nil && d.Version.Retired:
		return "version " + d.Version.Label + ", retired"
	}
	return "no such operation"
}

func apiName(d *Decision) string {
	if d.API == nil {
		return "no API"
	}
	return d.API.Slug
}

func environmentText(d *Decision) string {
	if d.Token == nil {
		return ""
	}
	return d.Token.Environment.String()
}

func grantText(d *Decision) string {
	switch g := d.Grant; {
	case g == nil:
		return "no grant"
	case !g.Active:
		return g.ID + ", paused"
	case d.Plan == nil && d.Code == GrantMissing && g.EndsAt != 0:
		return g.ID + ", ended " + timeText(g.EndsAt)
	default:
		return g.ID
	}
}

// scopeText says which side lacks the scope: the token, or the grant behind it.
func scopeText(d *Decision, _ *Request) (asked, held string) {
	if d.Operation == nil || len(d.Operation.Scopes) == 0 {
		return "no scope", "nothing needed"
	}
	asked = strings.Join(d.Operation.Scopes, " ")
	if d.Token.Binding() != nil {
		return asked, d.Token.Binding().scopeText(d)
	}
	if d.Code == ScopeMissing && !d.carries(d.Missing) && d.Token.Scopes.Has(d.Missing) {
		return asked, "token: " + asked + "; the token that it was minted from: " + namesText(d.parent.Scopes)
	}
	if d.Code == ScopeMissing && d.Token.Scopes.Has(d.Missing) {
		return asked, "token: " + asked + "; grant: " + namesText(d.Grant.Scopes)
	}
	return asked, namesText(d.Token.Scopes)
}

func namesText(s *Scopes) string {
	if s == nil || len(s.Names) == 0 {
		return "none"
	}
	return strings.Join(s.Names, " ")
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func timeText(us int64) string { return time.UnixMicro(us).UTC().Format(time.RFC3339) }
