package notify

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// Topic groups the kinds of notices that a person chooses about at once.
type Topic string

// The topics.
const (
	Security Topic = "security" // sign-in factors, sessions, roles, tokens: never silent
	Account  Topic = "account"
	Tokens   Topic = "tokens" // that expire or that nobody uses
	Access   Topic = "access" // what became of one's requests and grants
	Queue    Topic = "queue"  // requests that wait for one's decision
	APIs     Topic = "apis"   // news of APIs that one follows
	Upkeep   Topic = "upkeep" // documents and servers of APIs that one manages
	Portal   Topic = "portal" // how the portal itself is doing
	Other    Topic = "other"
)

// Topics answers every topic, in the order in which they are shown.
func Topics() []Topic {
	return []Topic{Security, Account, Tokens, Access, Queue, APIs, Upkeep, Portal, Other}
}

// TopicOf answers the topic of a kind of notice.
func TopicOf(kind string) Topic {
	switch kind {
	case "access.requested", "policy.exception_asked", "policy.app_moved":
		return Queue
	case "api.refreshed", "api.refresh_failed", "api.upstream_down", "api.upstream_up":
		return Upkeep
	}
	prefix, _, _ := strings.Cut(kind, ".")
	topic, known := map[string]Topic{
		"security": Security, "account": Account, "tokens": Tokens, "teams": Account, "access": Access, "policy": Access, "api": APIs, "limits": Portal, "portal": Portal, "webhooks": Tokens,
	}[prefix]
	if !known {
		return Other
	}
	return topic
}

// Delivery says when a notice is mailed.
type Delivery string

// The ways of mail.
const (
	Now    Delivery = "now"
	Daily  Delivery = "daily"
	Weekly Delivery = "weekly"
	Off    Delivery = "off"
)

// Choice is what one person wants of one topic. A locked one can't be changed.
type Choice struct {
	Topic  Topic
	InApp  bool
	Mail   Delivery
	Locked bool
}

// usual is the choice of somebody who has made none.
func usual(t Topic) Choice { return Choice{Topic: t, InApp: true, Mail: Now, Locked: t == Security} }

// digest answers the digest that a notice waits for, or "".
func (c Choice) digest() Delivery {
	if c.Mail == Daily || c.Mail == Weekly {
		return c.Mail
	}
	return ""
}

// The faults of choices.
var (
	// ErrNoTopic says that there is no such topic.
	ErrNoTopic = fault.New(fault.NotFound, "notices.no_topic", "There is no such kind of notices.", "Choose one from the list of your preferences.")
	// ErrLocked says that notices of this topic always arrive.
	ErrLocked = fault.New(fault.Conflict, "notices.locked", "Notices about security can't be switched off.",
		"They tell of what only you can recognise as yours or not. Choose about the other kinds.")
)
