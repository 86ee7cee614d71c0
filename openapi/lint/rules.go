package lint

import "github.com/gatehouse-dev/gatehouse/openapi/document"

var rules = []Rule{
	{"success-response", "structure", document.Warning, "Nobody can use an answer that is not described.", "Describe the response of the successful case."},
	{"error-response", "structure", document.Warning, "Clients handle only the errors they know of.", "Describe the 4xx responses, or a default one."},
	{"schema-used", "structure", document.Hint, "A schema that nothing refers to is read and maintained in vain.", "Remove the schema, or refer to it."},
	{"path-distinct", "structure", document.Error, "Two paths that differ only in the names of their parameters mean the same address.", "Join them to one path, or tell them apart by a fixed segment."},
	{"body-on-read", "structure", document.Warning, "Caches, proxies and many clients drop the body of a GET or HEAD request.", "Take the input as parameters, or use POST or QUERY."},
	{"body-schema", "structure", document.Warning, "Without a schema nobody knows what a body holds, and no client can check it.", "Give the media type a schema."},
	{"no-content-body", "structure", document.Warning, "An answer of status 204, 205 or 304 never has a body.", "Remove the content, or answer with 200."},
	{"array-items", "structure", document.Warning, "A list that does not say of what can hold anything.", "Add items to the schema."},
	{"required-known", "structure", document.Warning, "A required property that is not described is most often a misspelt name.", "Describe the property, or correct the name in required."},
	{"component-used", "structure", document.Hint, "A component that nothing refers to is read and maintained in vain.", "Remove the component, or refer to it."},
	{"tag-declared", "structure", document.Hint, "A tag that the document does not declare has no place and no description in the navigation.", "Declare the tag at the top of the document, or correct its name."},

	{"operation-id", "naming", document.Warning, "Generated clients and stable links take their names from the operationId.", "Give the operation an operationId that will not change."},
	{"operation-tag", "naming", document.Hint, "Without a tag the operation is filed by its path, or under “Other operations”.", "Give the operation one of the document's tags."},
	{"path-naming", "naming", document.Hint, "Addresses that follow one pattern can be guessed.", "Write path segments in lower case with dashes or underscores, without a slash at the end."},
	{"operation-id-style", "naming", document.Hint, "Names written in one way can be guessed and sort well.", "Write operationIds in the way of most of the others."},
	{"schema-naming", "naming", document.Hint, "Schemas become the types of generated clients; one way of writing looks like one library.", "Write the names of schemas in the way of most of the others."},
	{"property-naming", "naming", document.Hint, "A client that must remember how each property is written gets one of them wrong.", "Write properties in the way of most of the others."},
	{"parameter-naming", "naming", document.Hint, "Query parameters written in one way can be guessed.", "Write query parameters in the way of most of the others."},
	{"path-verb", "naming", document.Hint, "The method says what is done; a path names what it is done to.", "Name the resource, and leave the verb to the method."},

	{"info-description", "description", document.Warning, "Readers decide in the first sentences whether this API is what they look for.", "Say in info.description what the API does, for whom, and how to begin."},
	{"info-contact", "description", document.Hint, "Somebody with a question needs to know where to ask it.", "Add info.contact with a name and an e-mail address or a URL."},
	{"operation-summary", "description", document.Warning, "The summary is what lists and search results show.", "Add a summary of a few words, beginning with a verb."},
	{"operation-description", "description", document.Hint, "A summary can't say what happens in the special cases.", "Describe what the operation does and what to watch out for."},
	{"parameter-description", "description", document.Warning, "A name alone rarely says unit, format and meaning.", "Describe the parameter."},
	{"schema-description", "description", document.Hint, "The names of schemas are read far from where they are used.", "Describe what the schema stands for."},
	{"info-license", "description", document.Hint, "Whether and how an API may be used is among the first questions of a company.", "Add info.license with a name, or info.termsOfService."},
	{"summary-length", "description", document.Hint, "Lists cut a summary that does not fit into one line.", "Keep the summary within 120 characters and one line; move the rest into the description."},
	{"response-description", "description", document.Warning, "A status alone does not say what happened.", "Describe what the response means."},
	{"tag-description", "description", document.Hint, "A tag is a chapter of the reference, and a chapter begins with a sentence.", "Describe the tag."},
	{"property-description", "description", document.Hint, "A name alone rarely says unit, format and meaning.", "Describe the property."},
	{"deprecated-advice", "description", document.Hint, "Who reads that something is deprecated needs to know what to use instead.", "Say in the description since when and what replaces the operation."},
	{"scheme-description", "description", document.Hint, "The first thing a reader needs is how to get credentials.", "Describe how one gets the credentials of the scheme."},

	{"body-example", "examples", document.Hint, "People copy examples before they read schemas.", "Add an example to the media type or to its schema."},
	{"example-valid", "examples", document.Error, "An example that breaks its own schema misleads twice.", "Correct the example or the schema."},
	{"schema-example-valid", "examples", document.Error, "An example that breaks its own schema misleads twice.", "Correct the example or the schema."},
	{"default-valid", "examples", document.Warning, "A default that its own schema refuses can never be sent.", "Correct the default or the schema."},
	{"enum-valid", "examples", document.Warning, "A value that the type refuses can never be used.", "Correct the value or the type."},

	{"server-https", "security", document.Error, "A token sent in clear text belongs to everybody on the way.", "Use an https address, or leave the server out."},
	{"unsafe-security", "security", document.Error, "An operation that changes something and needs no credentials can be called by anyone.", "Add a security requirement, or an empty one where it is meant to be open."},
	{"key-in-query", "security", document.Warning, "Addresses end up in logs, histories and referrers, and the key with them.", "Take the key in a header."},
	{"basic-auth", "security", document.Warning, "A password sent with every call is shared, logged and rarely changed.", "Use tokens or OAuth 2."},
	{"oauth-https", "security", document.Error, "Whoever reads the way to a token can read the token.", "Use https addresses in OAuth flows."},
	{"oauth-flow", "security", document.Warning, "The implicit and password flows hand tokens or passwords to places that leak them; OAuth 2.1 has removed both.", "Use the authorization code flow with PKCE, or client credentials."},
	{"scope-declared", "security", document.Warning, "A scope that the scheme does not declare can't be granted to anybody.", "Declare the scope in the flows of the scheme, or correct its name."},
	{"scheme-used", "security", document.Hint, "A scheme that no operation asks for makes readers get credentials in vain.", "Remove the scheme, or ask for it."},
	{"denied-response", "security", document.Hint, "Clients must tell a token that has ended from a call that went wrong.", "Describe the 401 and 403 responses, or a default one."},
	{"secret-in-query", "security", document.Warning, "Addresses end up in logs, histories and referrers, and the secret with them.", "Take the secret in a header or the body."},
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
