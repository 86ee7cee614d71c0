package webhooks

import (
	"slices"
	"time"
)

var (
	exampleApp   = &Named{ID: "app_01jd8y7k5ve1kv3a0t9rkzv6qk", Name: "Ticket kiosk"}
	exampleToken = &Credential{ID: "tok_4fT9aB3dE5fG7hJ9", Name: "kiosk-lobby", Environment: "live"}
	exampleAPI   = &API{Slug: "museum", Name: "Museum"}
	exampleGrant = &Grant{ID: "gra_01jd8y7k5ve1kv3a0t9rkzv6qk", Environment: "live"}
)

func ofToken(name, sentence, reason string) Event {
	return Event{Name: name, Sentence: sentence, example: Data{App: exampleApp, Token: exampleToken, Reason: reason, Link: "/tokens/" + exampleToken.ID}}
}

func ofClient(name, sentence, reason string) Event {
	return Event{Name: name, Sentence: sentence, example: Data{App: exampleApp, Client: &Client{ID: "ocl_4fT9aB3dE5fG7hJ9", Environment: "live"}, Reason: reason, Link: "/apps/" + exampleApp.ID + "?tab=oauth"}}
}

func ofGrant(name, sentence, reason string) Event {
	return Event{Name: name, Sentence: sentence, example: Data{App: exampleApp, Grant: exampleGrant, API: exampleAPI, Reason: reason, Link: "/apps/" + exampleApp.ID + "?tab=access"}}
}

func ofVersion(name, sentence string) Event {
	api := *exampleAPI
	api.Version = "2"
	return Event{Name: name, Sentence: sentence, example: Data{API: &api, Link: "/apis/museum/changes"}}
}

func ofRequest(name, sentence, state, reason string) Event {
	return Event{Name: name, Sentence: sentence, example: Data{App: exampleApp, Request: &Request{ID: "req_01jd8y7k5ve1kv3a0t9rkzv6qk", State: state}, Reason: reason, Link: "/requests/req_01jd8y7k5ve1kv3a0t9rkzv6qk"}}
}

func ofException(name, sentence, state, reason string) Event {
	return Event{Name: name, Sentence: sentence, example: Data{App: exampleApp, Exception: &Exception{ID: "exc_01jd8y7k5ve1kv3a0t9rkzv6qk", Rule: "idleDays", State: state}, Reason: reason, Link: "/apps/" + exampleApp.ID + "?tab=policy"}}
}

func ofApp(name, sentence, reason string) Event {
	return Event{Name: name, Sentence: sentence, example: Data{App: exampleApp, Reason: reason, Link: "/apps/" + exampleApp.ID}}
}

func portalOnly(e Event) Event {
	e.Portal = true
	return e
}

func ending(e Event) Event {
	return dated(e, 18, func(token *Credential, at *time.Time) { token.ExpiresAt = at })
}

func turning(e Event) Event {
	return dated(e, 5, func(token *Credential, at *time.Time) { token.OldSecretUntil = at })
}

// dated gives the token of an example a time on a day of May, without changing the one that examples share.
func dated(e Event, day int, set func(*Credential, *time.Time)) Event {
	at, token := time.Date(2026, 5, day, 9, 30, 0, 0, time.UTC), *e.example.Token
	set(&token, &at)
	e.example.Token = &token
	return e
}

// events are in the order in which people read them.
var events = slices.Clip([]Event{
	ending(ofToken("token.created", "A token was made.", "")),
	turning(ofToken("token.rotating", "A token got a new secret; the one before works a while longer.", "")),
	ofToken("token.rotated", "A rotation was finished before its time, or had none: only the newest secret works.", ""),
	ofToken("token.suspended", "A token was suspended.", "Nobody used it for 90 days."),
	ofToken("token.resumed", "A suspended token works again.", ""),
	ofToken("token.quarantined", "An operator put a token into quarantine.", "Calls from an unknown network."),
	ofToken("token.released", "A quarantine is over.", ""),
	ofToken("token.revoked", "A token was revoked for good.", "The service was shut down."),
	ofToken("token.leaked", "A token was reported as leaked, and revoked.", "Reported as leaked: a public repository."),
	ofToken("token.exposed", "A secret travelled over plain HTTP.", ""),
	ofToken("token.reused", "Somebody tried a secret that a rotation had replaced.", ""),
	ending(ofToken("token.expiring", "A token expires in 14, 3 or 1 days.", "")),
	ending(ofToken("token.expired", "A token has expired.", "")),
	ofClient("client.created", "An OAuth client was registered.", ""),
	ofClient("client.secret_added", "An OAuth client got another secret.", ""),
	ofClient("client.suspended", "An OAuth client was suspended.", "It asks for more than it needs."),
	ofClient("client.resumed", "A suspended OAuth client works again.", ""),
	ofClient("client.revoked", "An OAuth client was revoked for good.", "The service was shut down."),
	ofRequest("access.decided", "A request for access was decided.", "approved", "Fits the purpose."),
	ofGrant("grant.paused", "Access to an API was paused.", "Calls that look like scraping."),
	ofGrant("grant.resumed", "Paused access works again.", ""),
	ofGrant("grant.ended", "Access to an API ended.", "The contract is over."),
	ofGrant("grant.limits_changed", "An operator changed the limits of an app at an API.", "A busy season."),
	ofVersion("api.published", "A version of an API that the app has access to was published."),
	ofVersion("api.deprecated", "A version of an API that the app has access to was deprecated."),
	ofVersion("api.retired", "A version of an API that the app has access to was retired."),
	ofException("policy.exception_decided", "An exception from a rule was approved, denied or ended.", "approved", "Until the vendor is ready."),
	ofApp("app.suspended", "The app was suspended.", "Calls that look like scraping."),
	ofApp("app.resumed", "The app works again.", ""),
	portalOnly(ofRequest("access.requested", "Somebody asked for access and waits for a decision.", "pending", "")),
	portalOnly(ofException("policy.exception_asked", "Somebody asked for an exception from a rule.", "asked", "The vendor needs until June.")),
	portalOnly(Event{Name: "policy.changed", Sentence: "Rules of the token policy changed.", example: Data{Link: "/operate/settings"}}),
	portalOnly(Event{Name: "leak.found", Sentence: "A secret was found where it doesn't belong.", example: Data{App: exampleApp, Link: "/operate/leaks"}}),
	portalOnly(ofApp("app.created", "An app was registered.", "")),
	portalOnly(ofApp("app.removed", "An app was removed.", "")),
})
