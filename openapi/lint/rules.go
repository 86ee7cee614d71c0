package lint

import "github.com/gatehouse-dev/gatehouse/openapi/document"

var rules = []Rule{
	{"info-description", "description", document.Warning, "Readers decide in the first sentences whether this API is what they look for.", "Say in info.description what the API does, for whom, and how to begin."},
	{"info-contact", "description", document.Hint, "Somebody with a question needs to know where to ask it.", "Add info.contact with a name and an e-mail address or a URL."},
	{"server-https", "security", document.Error, "A token sent in clear text belongs to everybody on the way.", "Use an https address, or leave the server out."},
	{"operation-id", "naming", document.Warning, "Generated clients and stable links take their names from the operationId.", "Give the operation an operationId that will not change."},
	{"operation-summary", "description", document.Warning, "The summary is what lists and search results show.", "Add a summary of a few words, beginning with a verb."},
	{"operation-description", "description", document.Hint, "A summary can't say what happens in the special cases.", "Describe what the operation does and what to watch out for."},
	{"operation-tag", "naming", document.Hint, "Without a tag the operation stands under “Other”.", "Give the operation one of the document's tags."},
	{"path-naming", "naming", document.Hint, "Addresses that follow one pattern can be guessed.", "Write path segments in lower case with dashes or underscores, without a slash at the end."},
	{"parameter-description", "description", document.Warning, "A name alone rarely says unit, format and meaning.", "Describe the parameter."},
	{"success-response", "structure", document.Warning, "Nobody can use an answer that is not described.", "Describe the response of the successful case."},
	{"error-response", "structure", document.Warning, "Clients handle only the errors they know of.", "Describe the 4xx responses, or a default one."},
	{"body-example", "examples", document.Hint, "People copy examples before they read schemas.", "Add an example to the media type or to its schema."},
	{"example-valid", "examples", document.Error, "An example that breaks its own schema misleads twice.", "Correct the example or the schema."},
	{"unsafe-security", "security", document.Error, "An operation that changes something and needs no credentials can be called by anyone.", "Add a security requirement, or an empty one where it is meant to be open."},
	{"key-in-query", "security", document.Warning, "Addresses end up in logs, histories and referrers, and the key with them.", "Take the key in a header."},
	{"schema-description", "description", document.Hint, "The names of schemas are read far from where they are used.", "Describe what the schema stands for."},
	{"schema-used", "structure", document.Hint, "A schema that nothing refers to is read and maintained in vain.", "Remove the schema, or refer to it."},
}

var byID = func() map[string]Rule {
	m := make(map[string]Rule, len(rules))
	for _, r := range rules {
		m[r.ID] = r
	}
	return m
}()

// Rules returns all rules in the order in which findings come.
func Rules() []Rule { return append([]Rule(nil), rules...) }
