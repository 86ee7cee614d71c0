package rbac

// Permission names one act on one kind of thing. Permissions are a closed list and are compared for equality only:
// nothing that a request carries is ever matched as a pattern.
type Permission string

// What people may do with their own things. Ownership is decided by the query ("is it mine"), never here.
const (
	AppsRead      Permission = "apps:read"
	AppsWrite     Permission = "apps:write"
	TokensRead    Permission = "tokens:read"
	TokensWrite   Permission = "tokens:write"
	AccessRead    Permission = "access:read"
	AccessRequest Permission = "access:request"
	UsageRead     Permission = "usage:read"
	DecisionsRead Permission = "decisions:read"
	PoliciesRead  Permission = "policies:read"
)

// What operators may do beyond their own things.
const (
	AppsReadAll         Permission = "apps:read-all"
	AppsSuspend         Permission = "apps:suspend"
	TokensReadAll       Permission = "tokens:read-all"
	TokensRevokeAny     Permission = "tokens:revoke-any"
	TokensImport        Permission = "tokens:import"
	AccessReadAll       Permission = "access:read-all"
	AccessDecide        Permission = "access:decide"
	UsageReadAll        Permission = "usage:read-all"
	DecisionsReadAll    Permission = "decisions:read-all"
	APIsWrite           Permission = "apis:write"
	GuidesWrite         Permission = "guides:write"
	PeopleRead          Permission = "people:read"
	PeopleWrite         Permission = "people:write"
	RolesGrant          Permission = "roles:grant"
	OperatorTokensWrite Permission = "operator-tokens:write"
	PolicyWrite         Permission = "policy:write"
	BlocksWrite         Permission = "blocks:write"
	SettingsWrite       Permission = "settings:write"
	MailsRead           Permission = "mails:read"
	WebhooksWrite       Permission = "webhooks:write"
	AuditRead           Permission = "audit:read"
	OverviewRead        Permission = "overview:read"
	KeysRead            Permission = "keys:read"
	KeysWrite           Permission = "keys:write"
	Verify              Permission = "verify"
)

// Permissions answers every permission that there is, in the order of this file.
func Permissions() []Permission {
	return []Permission{
		AppsRead, AppsWrite, TokensRead, TokensWrite, AccessRead, AccessRequest, UsageRead, DecisionsRead, PoliciesRead,
		AppsReadAll, AppsSuspend, TokensReadAll, TokensRevokeAny, TokensImport, AccessReadAll, AccessDecide, UsageReadAll,
		DecisionsReadAll, APIsWrite, GuidesWrite, PeopleRead, PeopleWrite, RolesGrant, OperatorTokensWrite, PolicyWrite,
		BlocksWrite, SettingsWrite, MailsRead, WebhooksWrite, AuditRead, OverviewRead,
		KeysRead, KeysWrite, Verify,
	}
}

// Role is a named set of permissions; policy.csv says which.
type Role string

// The shipped roles (contract.md, listeners).
const (
	Developer     Role = "developer"
	Publisher     Role = "publisher"
	Approver      Role = "approver"
	SecurityAdmin Role = "security-admin"
	Auditor       Role = "auditor"
	Support       Role = "support"
	Admin         Role = "admin"
	Verifier      Role = "verifier"
)

// Roles answers every shipped role.
func Roles() []Role {
	return []Role{Developer, Publisher, Approver, SecurityAdmin, Auditor, Support, Admin, Verifier}
}

// Valid reports whether r is a shipped role.
func (r Role) Valid() bool {
	for _, known := range Roles() {
		if r == known {
			return true
		}
	}
	return false
}
