package backup

// taking is something that ended: each row that read answers in the old database is given to write in the new one. NOW in
// a statement is the time of the restore.
type taking struct{ read, write string }

var takings = []taking{
	{
		"SELECT revoked_at, revoked_by, revoked_reason, id FROM tokens WHERE revoked_at IS NOT NULL",
		"UPDATE tokens SET revoked_at = ?, revoked_by = ?, revoked_reason = ? WHERE id = ? AND revoked_at IS NULL",
	},
	{
		"SELECT suspended_at, suspended_by, suspended_reason, suspension_under_at, suspension_under_by, suspension_under_reason, id FROM tokens WHERE suspended_at IS NOT NULL",
		"UPDATE tokens SET suspended_at = ?, suspended_by = ?, suspended_reason = ?, suspension_under_at = ?, suspension_under_by = ?, suspension_under_reason = ? WHERE id = ?",
	},
	{
		"SELECT quarantine_mode, quarantine_networks, quarantine_at, quarantine_until, quarantine_by, quarantine_reason, id FROM tokens WHERE quarantine_mode <> ''",
		"UPDATE tokens SET quarantine_mode = ?, quarantine_networks = ?, quarantine_at = ?, quarantine_until = ?, quarantine_by = ?, quarantine_reason = ? WHERE id = ?",
	},
	{
		"SELECT scopes, networks, origins, id FROM tokens",
		"UPDATE tokens SET scopes = ?, networks = ?, origins = ? WHERE id = ?",
	},
	{
		"SELECT expires_at, id, expires_at FROM tokens",
		"UPDATE tokens SET expires_at = ? WHERE id = ? AND expires_at > ?",
	},
	{
		"SELECT valid_until, token_id, generation, valid_until FROM token_secrets WHERE valid_until IS NOT NULL",
		"UPDATE token_secrets SET valid_until = ? WHERE token_id = ? AND generation = ? AND (valid_until IS NULL OR valid_until > ?)",
	},
	{
		"SELECT exposed_at, token_id, generation FROM token_secrets WHERE exposed_at IS NOT NULL",
		"UPDATE token_secrets SET exposed_at = ? WHERE token_id = ? AND generation = ? AND exposed_at IS NULL",
	},
	{
		"SELECT revoked_at, id FROM operator_tokens WHERE revoked_at IS NOT NULL",
		"UPDATE operator_tokens SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL",
	},
	{
		"SELECT role, expires_at, id, expires_at FROM operator_tokens",
		"UPDATE operator_tokens SET role = ?, expires_at = ? WHERE id = ? AND expires_at >= ?",
	},
	{
		"SELECT revoked_at, revoked_by, revoked_reason, id FROM oauth_clients WHERE revoked_at IS NOT NULL",
		"UPDATE oauth_clients SET revoked_at = ?, revoked_by = ?, revoked_reason = ? WHERE id = ? AND revoked_at IS NULL",
	},
	{
		"SELECT suspended_at, suspended_by, suspended_reason, id FROM oauth_clients WHERE suspended_at IS NOT NULL",
		"UPDATE oauth_clients SET suspended_at = ?, suspended_by = ?, suspended_reason = ? WHERE id = ?",
	},
	{
		"SELECT jwks, scopes, networks, not_before, binding, id FROM oauth_clients",
		"UPDATE oauth_clients SET jwks = ?, scopes = ?, networks = ?, not_before = ?, binding = ? WHERE id = ?",
	},
	{
		"SELECT revoked_at, client_id, generation FROM oauth_client_secrets WHERE revoked_at IS NOT NULL",
		"UPDATE oauth_client_secrets SET revoked_at = ? WHERE client_id = ? AND generation = ? AND revoked_at IS NULL",
	},
	{
		"SELECT expires_at, client_id, generation, expires_at FROM oauth_client_secrets",
		"UPDATE oauth_client_secrets SET expires_at = ? WHERE client_id = ? AND generation = ? AND expires_at > ?",
	},
	{
		"SELECT not_before, id FROM oauth_realm",
		"UPDATE oauth_realm SET not_before = ? WHERE id = ?",
	},
	{
		"SELECT jti, client_id, expires_at, created_at FROM oauth_denials",
		"INSERT INTO oauth_denials (jti, client_id, expires_at, created_at) VALUES (?, ?, ?, ?) ON CONFLICT (jti) DO NOTHING",
	},
	{
		"SELECT client_id, jti_hash, expires_at FROM oauth_assertions",
		"INSERT INTO oauth_assertions (client_id, jti_hash, expires_at) VALUES (?, ?, ?) ON CONFLICT (client_id, jti_hash) DO NOTHING",
	},
	{
		"SELECT removed_at, removed_reason, id FROM signing_keys WHERE state = 'removed'",
		"UPDATE signing_keys SET state = 'removed', handle = '', removed_at = ?, removed_reason = ? WHERE id = ? AND state <> 'removed'",
	},
	{
		"SELECT quarantined_at, id FROM passkeys WHERE quarantined_at IS NOT NULL",
		"UPDATE passkeys SET quarantined_at = ? WHERE id = ?",
	},
	{
		"SELECT used_at, mac FROM recovery_codes WHERE used_at IS NOT NULL",
		"UPDATE recovery_codes SET used_at = ? WHERE mac = ?",
	},
	{
		"SELECT disabled_at, inactive_at, id FROM accounts WHERE state = 'disabled'",
		"UPDATE accounts SET state = 'disabled', disabled_at = ?, inactive_at = ? WHERE id = ?",
	},
	{
		"SELECT role, team_id, account_id FROM team_members",
		"UPDATE team_members SET role = ? WHERE team_id = ? AND account_id = ?",
	},
	{
		"SELECT state, state_reason, state_by, id FROM apps WHERE state <> 'active'",
		"UPDATE apps SET state = ?, state_reason = ?, state_by = ? WHERE id = ?",
	},
	{
		"SELECT state, ended_at, scopes, id FROM grants",
		"UPDATE grants SET state = ?, ended_at = ?, scopes = ? WHERE id = ? AND state = 'active'",
	},
	{
		"SELECT state, cause, stopped_at, id FROM webhook_endpoints WHERE state <> 'active'",
		"UPDATE webhook_endpoints SET state = ?, cause = ?, stopped_at = ? WHERE id = ?",
	},
	{ // an address or a secret that was replaced
		"SELECT url, host, secret, secret_before, before_until, secret_at, id FROM webhook_endpoints",
		"UPDATE webhook_endpoints SET url = ?, host = ?, secret = ?, secret_before = ?, before_until = ?, secret_at = ? WHERE id = ?",
	},
}

// going is something that the new database has and the old one has no more: keys are compared, and write is done for each
// that is missing.
type going struct{ keys, write string }

const goneReason = "It was gone when the portal was restored from a backup."

var goings = []going{
	{"SELECT id FROM tokens", "UPDATE tokens SET revoked_at = NOW, revoked_reason = '" + goneReason + "' WHERE id = ? AND revoked_at IS NULL"},
	{"SELECT token_id, generation FROM token_secrets", "UPDATE token_secrets SET valid_until = NOW, pending_until_first_use = FALSE WHERE token_id = ? AND generation = ? AND (valid_until IS NULL OR valid_until > NOW)"},
	{"SELECT id FROM operator_tokens", "UPDATE operator_tokens SET revoked_at = NOW WHERE id = ? AND revoked_at IS NULL"},
	{"SELECT id FROM oauth_clients", "UPDATE oauth_clients SET revoked_at = NOW, revoked_reason = '" + goneReason + "' WHERE id = ? AND revoked_at IS NULL"},
	{"SELECT client_id, generation FROM oauth_client_secrets", "UPDATE oauth_client_secrets SET revoked_at = NOW WHERE client_id = ? AND generation = ? AND revoked_at IS NULL"},
	{"SELECT id FROM passkeys", "DELETE FROM passkeys WHERE id = ?"},
	{"SELECT mac FROM recovery_codes", "DELETE FROM recovery_codes WHERE mac = ?"},
	{"SELECT account_id, role FROM account_roles", "DELETE FROM account_roles WHERE account_id = ? AND role = ?"},
	{"SELECT team_id, account_id FROM team_members", "DELETE FROM team_members WHERE team_id = ? AND account_id = ?"},
	{"SELECT id FROM team_invitations", "DELETE FROM team_invitations WHERE id = ?"},
	{"SELECT id FROM grants", "UPDATE grants SET state = 'ended', ended_at = NOW WHERE id = ? AND state <> 'ended'"},
	{"SELECT id FROM webhook_endpoints", "DELETE FROM webhook_endpoints WHERE id = ?"},
	{"SELECT mac FROM address_undos", "DELETE FROM address_undos WHERE mac = ?"},
	{"SELECT id FROM apps", "UPDATE apps SET state = 'suspended', state_reason = '" + goneReason + "' WHERE id = ? AND state = 'active'"},
}

// always are what no restore brings back: whoever was signed in signs in again, and links that lie in mails are void.
var always = []string{
	"DELETE FROM sessions", "DELETE FROM ceremonies", "DELETE FROM account_links", "DELETE FROM account_enrolments",
	"DELETE FROM recovery_links", "DELETE FROM address_changes", "DELETE FROM console_tokens", "DELETE FROM idempotency_keys", "UPDATE setup SET mac = NULL, expires_at = NULL",
}

const heldReason = "The portal was restored from a backup, and nobody knows what was ended since. Confirm that this is still in the right hands."

// held are what keeps every credential from working before somebody confirms it. Administrators get in by a link that the
// command line makes; they let others in.
var held = []string{
	"UPDATE tokens SET suspended_at = NOW, suspended_by = '', suspended_reason = '" + heldReason + "' WHERE revoked_at IS NULL AND suspended_at IS NULL",
	"UPDATE operator_tokens SET revoked_at = NOW WHERE revoked_at IS NULL",
	"UPDATE oauth_clients SET suspended_at = NOW, suspended_by = '', suspended_reason = '" + heldReason + "' WHERE revoked_at IS NULL AND suspended_at IS NULL",
	"DELETE FROM team_invitations",
	"DELETE FROM passkeys WHERE account_id IN (SELECT account_id FROM account_roles WHERE role = 'admin')",
	"DELETE FROM recovery_codes WHERE account_id IN (SELECT account_id FROM account_roles WHERE role = 'admin')",
	"UPDATE accounts SET state = 'disabled', disabled_at = NOW WHERE state = 'active' AND id NOT IN (SELECT account_id FROM account_roles WHERE role = 'admin')",
}
