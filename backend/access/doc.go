// Package access owns who may call what: requests for access, the decisions on them, and the grants that come of it.
//
// Invariants: an app holds at most one living grant per API and environment; nobody decides on their own request or
// resumes their own app's grant, whatever their role; a decision never grants more scopes than were asked for; a grant
// whose end is past counts as ended from that microsecond on, whether or not the job has been by; an app holds grants for an API that is for listed
// teams only as long as its owner is one of them: it is not moved elsewhere, and what others hold when the list changes is
// ended by a job while the gate refuses it at once; each change writes
// its audit entry and its change row in the same transaction, and the notice to the developer with them.
//
// Tables: access_requests, request_items, grants, grant_limits.
package access
