package usage

import (
	"net/url"
	"strings"
)

// fix answers the page of the portal that mends the denial, filled in as far as the decision knows, or false. Where the plan is what
// refused, another one mends it only if the API offers more than one.
func (d Decision) fix(apiSlug string, plans int) (label, link string, ok bool) {
	kind := explanations[d.Code].fix
	if strings.HasPrefix(d.TokenID, consolePrefix) && kind != fixAccess && kind != fixDocs && kind != fixPlan {
		if kind != fixScope {
			return "", "", false // a console token has no page of its own
		}
		kind = fixAccess // what it lacks, its app lacks
	}
	if strings.HasPrefix(d.TokenID, clientPrefix) && !d.Allowed {
		switch {
		case kind == fixScope && strings.Contains(d.check("scope").Held, grantLacks):
		case kind == fixScope, kind == fixToken, kind == fixRotate, kind == fixRenew, kind == fixNetwork:
			return "Open the OAuth client", "/apps/" + d.AppID + "?tab=oauth", true
		}
	}
	switch {
	case d.Allowed, kind == fixPlan && plans < 2:
		return "", "", false
	case kind == fixProof:
		return "See how proofs are made", "/guides/oauth#part-bind-tokens-to-a-key", true
	case kind == fixDocs && apiSlug != "":
		return "Open the reference", "/apis/" + apiSlug + "/reference", true
	case kind == fixAccess, kind == fixPlan, kind == fixRenew, kind == fixScope:
		return d.fixOfApp(kind, apiSlug)
	}
	return d.fixOfToken(kind)
}

// fixOfApp leads to what the app gets: access, a plan, or a token.
func (d Decision) fixOfApp(kind fixKind, apiSlug string) (label, link string, ok bool) {
	if d.AppID == "" {
		return "", "", false
	}
	token, access := url.Values{"environment": {d.Environment}}, url.Values{"app": {d.AppID}, "api": {apiSlug}, "environment": {d.Environment}}
	if lacking := d.Code == "scope_missing" || d.Code == "grant_missing"; lacking && d.Operation != "" {
		access.Set("operation", d.Operation) // the form says which call it is that needs them
		if scopes := d.check("scope").Asked; scopes != "" {
			token.Set("scopes", scopes)
			access.Set("scopes", scopes)
		}
	}
	switch {
	case kind == fixRenew:
		return "Make a new token", "/apps/" + d.AppID + "/tokens/new?" + token.Encode(), true
	case kind == fixScope && !strings.Contains(d.check("scope").Held, grantLacks):
		// The secret stays where it is; what the app lacks as well, the form asks for.
		return "Give the token this scope", "/tokens/" + d.TokenID + "?" + url.Values{"scopes": token["scopes"]}.Encode(), true
	case kind == fixScope:
		return "Ask for the scope", "/requests/new?" + access.Encode(), true
	case kind == fixPlan:
		return "Ask for another plan", "/requests/new?" + access.Encode(), true
	}
	return "Ask for access", "/requests/new?" + access.Encode(), true
}

// grantLacks stands in what was held where the token has the scope and the grant does not.
const grantLacks = "; grant: "

// noAddress is what was asked when a door was not told where a call came from.
const noAddress = "no address"

// fixOfToken leads to the token, with the network or origin that it would have to allow.
func (d Decision) fixOfToken(kind fixKind) (label, link string, ok bool) {
	page := "/tokens/" + d.TokenID
	network, origin := d.check("network").Asked, d.check("origin").Asked
	switch {
	case d.TokenID == "" || kind == fixNone || kind == fixDocs:
		return "", "", false
	case kind == fixNetwork && network != "" && network != noAddress:
		return "Add this network", page + "?" + url.Values{"network": {network}}.Encode(), true
	case kind == fixOrigin && strings.Contains(origin, "://"):
		return "Add this origin", page + "?" + url.Values{"origin": {origin}}.Encode(), true
	case kind == fixRotate:
		return "Rotate the token", page, true
	}
	return "Open the token", page, true
}

// check answers one of the checks; the zero value when it was not made.
func (d Decision) check(name string) Check {
	for _, c := range d.Checks {
		if c.Name == name {
			return c
		}
	}
	return Check{}
}
