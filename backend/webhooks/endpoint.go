package webhooks

import (
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// State says whether an endpoint gets anything.
type State string

// The states of an endpoint. What happens while it is paused or stopped waits for it.
const (
	Active State = "active"
	Paused State = "paused"
	// Stopped is by the portal itself, for a Cause; a person resumes it.
	Stopped State = "stopped"
)

// Cause says why the portal stopped an endpoint.
type Cause string

// The causes.
const (
	// Failing endpoints took nothing for days.
	Failing Cause = "failing"
	// Gone endpoints answered 410.
	Gone Cause = "gone"
	// Orphaned endpoints answered to somebody who may not have them any more.
	Orphaned Cause = "orphaned"
)

const (
	// endpointsMax is how many endpoints an app has at most, and the portal.
	endpointsMax = 10
	urlMax       = 1000
	wordsMax     = 200
	// overlapDefault is how long the secret before still signs beside a new one, and overlapMax how long at most.
	overlapDefault = 24 * time.Hour
	overlapMax     = 7 * 24 * time.Hour
)

// Endpoint is an address that is told of events. Version is the ETag.
type Endpoint struct {
	ID string
	// AppID is empty for one of the whole portal.
	AppID string
	// Holder is the subject that the endpoint answers to.
	Holder      string
	URL         string
	Description string
	Events      []string
	// Secret and SecretBefore are sealed; the latter signs too until BeforeUntil.
	Secret       []byte
	SecretBefore []byte
	BeforeUntil  *time.Time
	SecretAt     time.Time
	State        State
	Cause        Cause
	StoppedAt    *time.Time
	// FailingSince is when the first attempt failed after which none succeeded; nil is none.
	FailingSince *time.Time
	CreatedBy    string
	CreatedAt    time.Time
	UpdatedAt    time.Time
	Version      int64
}

// The faults of endpoints.
var (
	// ErrNotFound says that there is no such endpoint, or that it is somebody else's.
	ErrNotFound = fault.New(fault.NotFound, "webhooks.not_found", "There is no such webhook among yours.", "Open the app's webhooks and choose one there.")
	// ErrDeliveryNotFound says that there is no such delivery of the endpoint, or not any more.
	ErrDeliveryNotFound = fault.New(fault.NotFound, "webhooks.delivery_not_found", "There is no such delivery.", "The log keeps 30 days. Load it again and choose one there.")
	// ErrTooMany says that there are enough endpoints.
	ErrTooMany = fault.New(fault.Conflict, "webhooks.too_many", "There are ten webhooks already.", "Change or delete one that nobody needs any more.")
	// ErrState says that the endpoint is not in the state from which this leads on.
	ErrState = fault.New(fault.Conflict, "webhooks.wrong_state", "The webhook is not in a state that allows this.", "Load it again to see its state.")
	// ErrStale says that the endpoint was changed since the caller read it.
	ErrStale = fault.New(fault.Stale, "webhooks.stale", "The webhook was changed since you opened it.", "Load it again and repeat your change.")
	// ErrSecretRequired says that another address needs another secret.
	ErrSecretRequired = fault.New(fault.Invalid, "webhooks.secret_required", "Another address needs a new secret: who receives there must not sign with what the old one knows.", "Send newSecret true with the address, and give the new receiver the secret of the answer.")
	// ErrUnderWay says that the delivery waits to be tried anyway.
	ErrUnderWay = fault.New(fault.Conflict, "webhooks.delivery_waits", "This delivery is under way already.", "Wait for its next attempt, or load the log again.")
)

// ofPortal reports whether the endpoint hears of everything.
func (e Endpoint) ofPortal() bool { return e.AppID == "" }

func (e Endpoint) host() string {
	u, err := url.Parse(e.URL)
	if err != nil {
		return ""
	}
	return strings.ToLower(u.Host)
}

func (e Endpoint) page() string {
	if e.ofPortal() {
		return "/operate/webhooks"
	}
	return "/apps/" + e.AppID + "?tab=webhooks"
}

// Draft is what people say about an endpoint.
type Draft struct {
	URL         string
	Description string
	Events      []string
}

// tidy sorts the events, each once.
func (d Draft) tidy() Draft {
	d.URL, d.Description = strings.TrimSpace(d.URL), strings.TrimSpace(d.Description)
	d.Events = slices.Compact(slices.Sorted(slices.Values(d.Events)))
	return d
}

// check answers every mistake but those of the address, which only a look at the network finds.
func (d Draft) check(portal bool) error {
	var wrong []fault.Field
	if d.URL == "" || len(d.URL) > urlMax || strings.Contains(d.URL, "#") {
		wrong = append(wrong, fault.Bad("/url", "Give an https address of at most 1000 characters, without a # in it."))
	}
	if utf8.RuneCountInString(d.Description) > wordsMax || strings.ContainsFunc(d.Description, unicode.IsControl) {
		wrong = append(wrong, fault.Bad("/description", "Say in one line of at most 200 characters what receives there."))
	}
	if len(d.Events) == 0 {
		wrong = append(wrong, fault.Bad("/events", "Choose at least one event."))
	}
	for _, name := range d.Events {
		if event, known := eventNamed(name); !known || !portal && event.Portal {
			wrong = append(wrong, fault.Bad("/events", "There is no event "+name+" here. The list is at /webhook-events."))
			break
		}
	}
	if len(wrong) > 0 {
		return fault.ErrInvalid.With(wrong...)
	}
	return nil
}
