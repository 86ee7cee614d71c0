// Package teams owns who shares applications with whom: teams, their members with a role each, and invitations by address.
// Apps, tokens and everything that hangs on them belong to rooms above, which ask here who a team is.
//
// Invariants:
//
//   - A team has an owner from its first moment on; the last one neither leaves nor steps down.
//   - A membership counts from the very request on that follows it, and ends the same way: nothing of it is cached.
//   - An invitation is answered by a person who proved its address and by nobody else, once, within three days, and only
//     while whoever sent it still owns the team. Sending one says nothing of whether the address has an account.
//   - To everybody but its members and those who may read people, a team is indistinguishable from a missing one. Who manages
//     APIs learns the names of teams, to choose those that an API is for, and nothing else of them.
//   - When the account of the last owner is disabled, the developer who has been there the longest becomes one.
//
// Tables: teams, team_members, team_invitations.
package teams
