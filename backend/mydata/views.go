package mydata

import (
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
)

// MyData is everything that the portal keeps of one person. Complete is true, and stands at the end.
type MyData struct {
	At       time.Time           `json:"at" format:"date-time" validate:"required"`
	Account  accounts.View       `json:"account" validate:"required"`
	Email    accounts.EmailState `json:"email" validate:"required"`
	Passkeys []MyPasskey         `json:"passkeys" validate:"required"`
	Sessions []MySession         `json:"sessions" validate:"required"`
	Teams    []MyMembership      `json:"teams" validate:"required"`
	Apps     []MyApp             `json:"apps" validate:"required"`
	Tokens   []MyToken           `json:"tokens" validate:"required"`
	Clients  []MyClient          `json:"clients" validate:"required"`
	Requests []MyRequest         `json:"requests" validate:"required"`
	Notices  []MyNotice          `json:"notices" validate:"required"`
	Mails    []MyMail            `json:"mails" validate:"required"`
	Choices  []MyChoice          `json:"choices" validate:"required"`
	Followed []string            `json:"followed" example:"ferries" validate:"required"`
	Views    []MyTokenView       `json:"views" validate:"required"`
	Terms    []MyAcceptance      `json:"terms" validate:"required"`
	Acts     []MyAuditRecord     `json:"acts" validate:"required"`
	Complete bool                `json:"complete" validate:"required"`
}

// MyPasskey is a passkey, without what it proves itself with.
type MyPasskey struct {
	ID         string     `json:"id" example:"psk_01kb3w6t5ye8b9x3v7q2n4m1rz"`
	Name       string     `json:"name" example:"Work laptop"`
	CreatedAt  time.Time  `json:"createdAt"`
	LastUsedAt *time.Time `json:"lastUsedAt,omitempty"`
	Synced     bool       `json:"synced"`
}

// MySession is a browser that is signed in.
type MySession struct {
	ID         string    `json:"id" example:"ses_01kb3w6t5ye8b9x3v7q2n4m1rz"`
	Method     string    `json:"method" example:"passkey"`
	Network    string    `json:"network" example:"192.0.2.7"`
	UserAgent  string    `json:"userAgent"`
	CreatedAt  time.Time `json:"createdAt"`
	LastSeenAt time.Time `json:"lastSeenAt"`
}

// MyMembership is a team that the person is in.
type MyMembership struct {
	ID   string `json:"id" example:"tea_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Name string `json:"name" example:"Harbour office"`
	Role string `json:"role" enums:"owner,developer,viewer"`
}

// MyApp is an app of the person, not of a team.
type MyApp struct {
	ID        string    `json:"id" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Name      string    `json:"name" example:"Timetable"`
	Purpose   string    `json:"purpose"`
	Contacts  []string  `json:"contacts" example:"ops@example.com"`
	State     string    `json:"state" example:"active"`
	CreatedAt time.Time `json:"createdAt"`
	UpdatedAt time.Time `json:"updatedAt"`
}

// MyToken is a token of such an app.
type MyToken struct {
	ID              string     `json:"id" example:"tok_4ft9k2m7q1x8z3ab"`
	App             string     `json:"app" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Name            string     `json:"name" example:"screen"`
	Description     string     `json:"description"`
	Environment     string     `json:"environment" example:"live"`
	State           string     `json:"state" example:"active"`
	Scopes          []string   `json:"scopes" example:"ferries:crossings:read"`
	Networks        []string   `json:"networks" example:"192.0.2.0/24"`
	CreatedAt       time.Time  `json:"createdAt"`
	ExpiresAt       time.Time  `json:"expiresAt"`
	LastUsedAt      *time.Time `json:"lastUsedAt,omitempty"`
	LastUsedNetwork string     `json:"lastUsedNetwork" example:"192.0.2.0/24"`
	RevokedAt       *time.Time `json:"revokedAt,omitempty"`
}

// MyClient is an OAuth client of such an app.
type MyClient struct {
	ID           string     `json:"id"`
	App          string     `json:"app" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	Environment  string     `json:"environment" example:"live"`
	Method       string     `json:"method"`
	Scopes       []string   `json:"scopes" example:"ferries:crossings:read"`
	Networks     []string   `json:"networks" example:"192.0.2.0/24"`
	CreatedAt    time.Time  `json:"createdAt"`
	LastIssuedAt *time.Time `json:"lastIssuedAt,omitempty"`
	RevokedAt    *time.Time `json:"revokedAt,omitempty"`
}

// MyRequest is an access request of the person.
type MyRequest struct {
	ID            string     `json:"id" example:"req_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	App           string     `json:"app" example:"app_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	AppName       string     `json:"appName" example:"Timetable"`
	Justification string     `json:"justification"`
	State         string     `json:"state" example:"approved"`
	Reason        string     `json:"reason"`
	CreatedAt     time.Time  `json:"createdAt"`
	DecidedAt     *time.Time `json:"decidedAt,omitempty"`
}

// MyNotice is a notice in the person's inbox.
type MyNotice struct {
	Kind      string     `json:"kind" example:"security.new_device"`
	Title     string     `json:"title"`
	Body      string     `json:"body"`
	CreatedAt time.Time  `json:"createdAt"`
	ReadAt    *time.Time `json:"readAt,omitempty"`
}

// MyMail is a mail to the person, without its text: that may hold a link that lets somebody in.
type MyMail struct {
	Template  string    `json:"template" example:"new-device"`
	To        string    `json:"to" example:"ada@example.com"`
	Subject   string    `json:"subject"`
	State     string    `json:"state" enums:"queued,sent,kept,failed"`
	CreatedAt time.Time `json:"createdAt"`
}

// MyChoice is what the person wants of one kind of notices.
type MyChoice struct {
	Topic string `json:"topic" example:"tokens"`
	InApp bool   `json:"inApp"`
	Mail  string `json:"mail" enums:"now,daily,weekly,off"`
}

// MyTokenView is a filter of tokens that the person keeps under a name.
type MyTokenView struct {
	Name      string    `json:"name" example:"Old keys"`
	CreatedAt time.Time `json:"createdAt"`
}

// MyAcceptance says that the person accepted the acceptable-use policy.
type MyAcceptance struct {
	Version int64     `json:"version" example:"2"`
	At      time.Time `json:"at"`
	Place   string    `json:"place" example:"sign-up"`
}

// MyAuditRecord is something that the person did, and from where.
type MyAuditRecord struct {
	At        time.Time      `json:"at"`
	Action    string         `json:"action" example:"tokens.create"`
	Object    string         `json:"object"`
	Outcome   string         `json:"outcome" example:"success"`
	Details   map[string]any `json:"details,omitempty"`
	Network   string         `json:"network" example:"192.0.2.7"`
	UserAgent string         `json:"userAgent"`
}
