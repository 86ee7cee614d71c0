// Package server is the portal's Fiber application: the order of the way in, every route table, the SPA's files, the
// problem pages. It knows no rule of any domain.
//
//	@title						Gatehouse management API
//	@version					1
//	@description				Everything that the portal's own pages do, for machines too. Lists answer `{"items":[…],"next":"cursor"}`; errors are problems (RFC 9457) with `code`, `requestId` and `errors`. Changes of existing things take `If-Match`; creations take `Idempotency-Key`.
//	@license.name				Apache-2.0
//	@license.url				https://www.apache.org/licenses/LICENSE-2.0
//	@BasePath					/api/v1
//	@accept						json
//	@produce					json
//	@securityDefinitions.apikey	session
//	@in							header
//	@name						Cookie
//	@description				The session cookie `__Host-gth_s` of a signed-in person; unsafe methods also send `X-CSRF-Token` from `GET /me`.
//	@securityDefinitions.apikey	operatorToken
//	@in							header
//	@name						Authorization
//	@description				`Bearer gth_op_…`, an operator token. It acts within its role and never stands in for a person.
package server
