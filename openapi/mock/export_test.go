package mock

import "github.com/gatehouse-dev/gatehouse/openapi/schema"

// Respond answers without a look at the request, so that every response of a document can be held against its schema.
func (o *Operation) Respond(request Request) Response {
	return o.respond(schema.New(o.chunk), request, parsePrefer(request.Prefer))
}
