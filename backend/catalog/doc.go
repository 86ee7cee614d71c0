// Package catalog owns what the portal offers: APIs, their versions (imported OpenAPI documents and their life), plans,
// scopes, upstreams, and the search over all of it.
//
// Invariants: a document is parsed once, at import; what readers get afterwards are stored pieces that never change for
// one hash. An import is all or nothing: a version shows either every piece of its document or only the findings that
// say why not. Whoever may not see an API cannot tell it from a missing one, on any path of this package; an API for listed teams
// is seen by their members, by those who manage APIs and by those who read everybody's access. A scope is
// stored without the API's prefix and written {slug}:{scope} everywhere else. Each change writes its audit entry and its
// change row in its own transaction, and raises the API's version, which is the ETag of the API, its scopes, its upstreams
// and its rules for web pages.
//
// Tables: apis, versions, version_blobs, operations, schemas, search_rows, plans, scopes, operation_scopes, upstreams,
// version_differences, api_teams, api_followers, api_lint, api_refreshes, api_cors, api_checks, api_concurrency, upstreams_down.
package catalog
