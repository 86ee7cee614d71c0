package enforce

import (
	"net/netip"
	"time"
)

// consolePrefix begins the ids of console tokens. What is recorded of a call tells them by it.
const consolePrefix = "con_"

// Binding confines a console token to one operation of one version. It adds nothing to what its app may do: the app's
// grant decides on scopes. A visitor's token has no app; the built-in sandbox of a public API is all that it opens. A nil
// binding confines nothing.
type Binding struct {
	APIID       string
	VersionID   string
	OperationID string
	Visitor     bool
}

// What stands for the app, grant and plan of visitors. The plan's windows are counted for each address.
var (
	visitorApp   = &App{Name: "Visitor"}
	visitorGrant = &Grant{ID: "visitor", Environment: Sandbox, Active: true}
	visitorPlan  = &Plan{ID: "visitor", Name: "Visitor", Limits: visitorLimits, policy: []byte(policyField(visitorLimits, Quota{}))}

	visitorLimits = []Limit{
		{Name: "visitor-minute", Requests: 12, Window: time.Minute},
		{Name: "visitor-hour", Requests: 120, Window: time.Hour},
	}
)

func (b *Binding) visitor() bool { return b != nil && b.Visitor }

// fitsAPI is asked before anything is said about an API, so that a console token tells nobody which others there are.
func (b *Binding) fitsAPI(api *API) bool { return b == nil || api != nil && api.ID == b.APIID }

func (b *Binding) fits(v *Version, o *Operation) bool {
	return b == nil || v.ID == b.VersionID && o.ID == b.OperationID
}

// carries says whether the token itself has a scope; a console token takes them from its app's grant.
func (t *Token) carries(scope string) bool { return t.Binding() != nil || t.Scopes.Has(scope) }

// checkVisitor allows what the gateway answers from the document itself, and nothing behind which a server stands.
func (d *Decision) checkVisitor(r *Request) Code {
	if !r.OwnSandbox || d.Token.Environment != Sandbox || !d.API.Public || d.API.Upstreams[Sandbox].Kind != "mock" {
		return VisitorDenied
	}
	d.Grant, d.Plan = visitorGrant, visitorPlan
	return Allowed
}

// visitorKey names the window of a visitor: one address, or one network of IPv6, whose holder has all of its addresses.
func visitorKey(address netip.Addr) string {
	address = address.Unmap().WithZone("")
	if address.Is6() {
		prefix, err := address.Prefix(64)
		if err == nil {
			return "visitor " + prefix.String()
		}
	}
	return "visitor " + address.String()
}

func bindingText(d *Decision) string {
	if d.Token == nil || d.Token.Binding() == nil {
		return "any operation"
	}
	return "only " + d.Token.Binding().OperationID
}

func (b *Binding) scopeText(d *Decision) string {
	if b.Visitor {
		return "the built-in sandbox asks visitors for none"
	}
	return "grant: " + namesText(d.Grant.Scopes)
}
