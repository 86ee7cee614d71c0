// Package oauth owns the OAuth 2.0 clients of apps and the endpoints of the authorization server: token (client credentials
// only, RFC 6749 §4.4), introspection (RFC 7662), revocation (RFC 7009), metadata (RFC 8414) and the key set.
//
// Invariants: an app has one living client in an environment, with one way to authenticate, and nothing else is taken from it;
// a client is suspended and resumed by the rules of tokens; a secret leaves this package once and is stored as a keyed hash;
// an assertion is good once, on all nodes together; an access token names one API, lives for five minutes, is bound to a key
// where the client proves one or has to (RFC 9449), carries no more than the client has, the grant gives and the request asked
// for, and nothing about a person; whatever is asked about tokens of others is answered as if there were none; what could not
// be stored is never answered as done; a signer that fails is 503.
//
// Tables: oauth_clients, oauth_client_secrets, oauth_assertions, oauth_denials, oauth_realm,
// oauth_client_breaches.
package oauth
