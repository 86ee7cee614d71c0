// Package accounts owns people: who exists, which address was proven, which roles they hold, and the two ways in that
// need no passkey yet (the first start and a link sent by mail).
//
// Invariants:
//
//   - An address belongs to at most one account, whatever its spelling: accounts.email_canonical is unique.
//   - A proven address alone never makes a session. It makes an enrolment, bound to one browser, which permits the
//     registration of a first passkey; account, passkey and session are then born in one transaction.
//   - Asking for an address that exists and for one that doesn't costs the same and is answered the same.
//   - Links, recovery codes and the secret of the first start are kept as keyed hashes only.
//   - An account that nobody uses is suspended only after both warnings had their days, and never the admin who was here last.
//   - Who deletes their account ends what it owns in the same transaction, and stands in no table afterwards.
//   - Another address takes the place of an account's only once it was proven, and for 72 hours the former one can take it back,
//     whatever happened meanwhile. Nobody else gets a former address in that time.
//   - There is always an active admin once there was one, and nobody changes their own roles.
//
// Tables: accounts, account_roles, account_links, account_enrolments, address_changes, address_undos, recovery_codes, setup,
// throttles.
package accounts
