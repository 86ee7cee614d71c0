package webhooks

import (
	"slices"
	"time"
)

// EventTest is what a test sends; nobody chooses it.
const EventTest = "webhook.test"

// Event is one kind of thing that endpoints hear of. Portal ones are for endpoints of the whole portal only.
type Event struct {
	Name     string
	Sentence string
	Portal   bool
	example  Data
}

// Payload is the body of a delivery.
type Payload struct {
	// Type is the event's name.
	Type string `json:"type"`
	// Timestamp is when it happened, which an attempt may be much later than.
	Timestamp time.Time `json:"timestamp"`
	Data      Data      `json:"data"`
}

// Data says what an event is about. Members that don't belong to an event are left out; more may come, so receivers ignore
// what they don't know.
type Data struct {
	App       *Named      `json:"app,omitempty"`
	Token     *Credential `json:"token,omitempty"`
	Client    *Client     `json:"client,omitempty"`
	Request   *Request    `json:"request,omitempty"`
	Grant     *Grant      `json:"grant,omitempty"`
	API       *API        `json:"api,omitempty"`
	Exception *Exception  `json:"exception,omitempty"`
	// Reason is what a person or the portal gave as the reason.
	Reason string `json:"reason,omitempty"`
	// Link is the portal's page about it.
	Link string `json:"link"`
}

// Named is an app.
type Named struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Credential is a token without its secret.
type Credential struct {
	ID          string     `json:"id"`
	Name        string     `json:"name"`
	Environment string     `json:"environment"`
	ExpiresAt   *time.Time `json:"expiresAt,omitempty"`
	// OldSecretUntil is until when the secret before works beside a new one; missing when the new one's first use starts that.
	OldSecretUntil *time.Time `json:"oldSecretUntil,omitempty"`
}

// Client is an OAuth client without its secrets.
type Client struct {
	ID          string `json:"id"`
	Environment string `json:"environment"`
}

// Request is one for access. State is pending, approved, partly or denied.
type Request struct {
	ID    string `json:"id"`
	State string `json:"state"`
}

// Grant is access of an app to an API.
type Grant struct {
	ID          string `json:"id"`
	Environment string `json:"environment"`
}

// API is an API, with a version where the event is about one.
type API struct {
	Slug    string `json:"slug"`
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
}

// Exception is one from a rule of the policy. State is asked, approved, denied or ended.
type Exception struct {
	ID    string `json:"id"`
	Rule  string `json:"rule"`
	State string `json:"state"`
}

// Events answers every event that an endpoint may choose, by name.
func Events() []Event { return slices.Clone(events) }

func eventNamed(name string) (Event, bool) {
	at := slices.IndexFunc(events, func(e Event) bool { return e.Name == name })
	if at < 0 {
		return Event{}, false
	}
	return events[at], true
}

// Example answers the payload that the documentation shows of an event.
func (e Event) Example(portal string) Payload {
	data := e.example
	data.Link = portal + data.Link
	return Payload{Type: e.Name, Timestamp: time.Date(2026, 5, 4, 9, 30, 0, 0, time.UTC), Data: data}
}
