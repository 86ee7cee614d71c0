package catalog

import (
	"net/url"
	"strings"
)

// headersTaken are names that the gateway or HTTP itself sets, so no credential can be sent in them.
var headersTaken = []string{"host", "content-length", "content-type", "transfer-encoding", "connection", "keep-alive", "te", "trailer", "upgrade",
	"expect", "cookie", "date", "via", "forwarded"}

func (c *upstreamCheck) credential(k *UpstreamCredential) {
	if k == nil {
		return
	}
	switch k.Kind {
	case CredentialHeader:
		if !headerUsable(k.Name) {
			c.bad("/credential/name", "Name a header such as Authorization or X-Api-Key, of letters, digits and dashes.")
		}
		c.secret(k.Secret, "Write the header's value.", 4000)
	case CredentialBasic:
		if k.User == "" || !printable(k.User, 200) || strings.Contains(k.User, ":") {
			c.bad("/credential/user", "A user has 1 to 200 characters and no colon.")
		}
		c.secret(k.Secret, "Write the password.", 1000)
	case CredentialOAuth:
		c.address("/credential/tokenUrl", k.TokenURL)
		if k.ClientID == "" || !printable(k.ClientID, 400) {
			c.bad("/credential/clientId", "A client id has 1 to 400 characters.")
		}
		if !printable(k.Scope, 1000) {
			c.bad("/credential/scope", "Scopes are words with blanks between them, at most 1000 characters.")
		}
		c.secret(k.Secret, "Write the client's secret.", 4000)
	default:
		c.bad("/credential/kind", "A credential is header, basic or oauth.")
	}
	if k.Kind != CredentialHeader && k.Name != "" || k.Kind != CredentialBasic && k.User != "" ||
		k.Kind != CredentialOAuth && (k.TokenURL != "" || k.ClientID != "" || k.Scope != "") {
		c.bad("/credential", "name belongs to header, user to basic, and tokenUrl, clientId and scope to oauth.")
	}
}

func (c *upstreamCheck) secret(text, missing string, most int) {
	switch {
	case text == "":
		c.bad("/credential/secret", missing)
	case !printable(text, most) || strings.TrimSpace(text) != text:
		c.bad("/credential/secret", "A secret is one line of printable ASCII without blanks around it.")
	}
}

// printable reports whether text can stand in a header: ASCII without control characters.
func printable(text string, most int) bool {
	return len(text) <= most && !strings.ContainsFunc(text, func(r rune) bool { return r < 0x20 || r > 0x7e })
}

func headerUsable(name string) bool {
	lower := strings.ToLower(name)
	if name == "" || len(name) > 60 || strings.HasPrefix(lower, "gatehouse-") || strings.HasPrefix(lower, "x-forwarded") || strings.HasPrefix(lower, "proxy-") {
		return false
	}
	for _, taken := range headersTaken {
		if lower == taken {
			return false
		}
	}
	return !strings.ContainsFunc(lower, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' })
}

// keep fills in the secrets that a change leaves out from the upstream as it was, and answers the pointers of those that it
// may not: a secret goes to no server, header or account that it was not written for.
func (u *Upstream) keep(old *Upstream) (refused []string) {
	if u.TLS != nil && u.TLS.Key == "" && u.TLS.Certificate != "" && old != nil && old.TLS != nil && old.TLS.Certificate == u.TLS.Certificate {
		tls := *u.TLS
		tls.Key, tls.KeySetAt = old.TLS.Key, old.TLS.KeySetAt
		u.TLS = &tls
	}
	if u.Credential == nil || u.Credential.Secret != "" || old == nil || old.Credential == nil || u.Credential.Kind != old.Credential.Kind {
		return nil
	}
	if !u.sameAudience(old) {
		return []string{"/credential/secret"}
	}
	credential := *u.Credential
	credential.Secret, credential.SetAt = old.Credential.Secret, old.Credential.SetAt
	u.Credential = &credential
	return nil
}

// sameAudience reports whether nobody would see the old secret who did not see it before.
func (u *Upstream) sameAudience(old *Upstream) bool {
	known := map[string]bool{}
	for _, t := range old.Servers() {
		if parsed, err := url.Parse(t.URL); err == nil {
			known[originOf(parsed)] = true
		}
	}
	a, b := u.Credential, old.Credential
	if a.Kind == CredentialOAuth {
		at, errA := url.Parse(a.TokenURL)
		bt, errB := url.Parse(b.TokenURL)
		return errA == nil && errB == nil && originOf(at) == originOf(bt) && u.known(known)
	}
	return u.known(known)
}

func (u *Upstream) known(origins map[string]bool) bool {
	for _, t := range u.Servers() {
		parsed, err := url.Parse(t.URL)
		if err != nil || !origins[originOf(parsed)] {
			return false
		}
	}
	return true
}
