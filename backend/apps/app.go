package apps

import (
	"net/mail"
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// State says whether an app's tokens work.
type State string

// The states of an app.
const (
	Active    State = "active"
	Suspended State = "suspended"
)

// Bounds of what a developer may write.
const (
	nameRunesMax    = 80
	purposeRunesMax = 2000
	originsMax      = 20
	contactsMax     = 10
	reasonRunesMax  = 500
)

// App is one registered application. Owner is the id of an rbac subject (u:acc_…, t:opt_… or g:tea_…); Version rises with each
// change and is the ETag.
type App struct {
	ID              string
	Owner           string
	Name            string
	Purpose         string
	RedirectOrigins []string
	Contacts        []string
	State           State
	StateReason     string
	StateBy         string // who suspended it, an rbac subject id; "" while it is active
	Demo            bool
	Version         int64
	CreatedAt       time.Time
	UpdatedAt       time.Time
}

// Team answers the id of the team that owns the app, "" when nobody shares it.
func (a App) Team() string { return rbac.Subject{ID: a.Owner}.Team() }

// Draft is what a developer says about an app. Team, an id, is where it is registered, empty for the caller alone.
// Everything else about it is ours to decide; Demo marks sample content, Age is how long ago it was made, and neither is ever
// taken from a request.
type Draft struct {
	Team            string
	Name            string
	Purpose         string
	RedirectOrigins []string
	Contacts        []string
	Demo            bool
	Age             time.Duration
}

// Patch changes the members that are not nil.
type Patch struct {
	Name            *string
	Purpose         *string
	RedirectOrigins *[]string
	Contacts        *[]string
}

// The faults of apps.
var (
	// ErrNotFound says that there is no such app, or that it is somebody else's.
	ErrNotFound = fault.New(fault.NotFound, "apps.not_found", "There is no such app among yours.", "Open your list of apps and choose one there.")
	// ErrNameTaken says that the owner has an app of this name already.
	ErrNameTaken = fault.New(fault.Conflict, "apps.name_taken", "You already have an app with this name.", "Choose another name, or open the app that has it.")
	// ErrTeamOwnersOnly says that only an owner of the team moves its apps elsewhere.
	ErrTeamOwnersOnly = fault.New(fault.Denied, "apps.team_owners_only", "Only owners of the team move its apps elsewhere.", "Ask an owner of the team to move the app.")
	// ErrOwnApp says that nobody lifts the suspension of what is theirs.
	ErrOwnApp = fault.New(fault.Denied, "apps.own_app", "Somebody else suspended this app of yours or of your team, and nobody lifts such a suspension from what is theirs.", "Ask another operator to resume it.")
	// ErrStale says that the app was changed since the caller read it.
	ErrStale = fault.New(fault.Stale, "apps.stale", "The app was changed since you opened it.", "Load it again and repeat your change.")
	// ErrState says that the app is not in the state from which this step leads on.
	ErrState = fault.New(fault.Conflict, "apps.wrong_state", "The app is not in a state that allows this.", "Load the app again to see its state.")
)

// tidy answers the draft with blanks trimmed and lists free of repetition.
func (d Draft) tidy() Draft {
	d.Name = strings.TrimSpace(d.Name)
	d.Purpose = strings.TrimSpace(d.Purpose)
	d.RedirectOrigins = distinct(d.RedirectOrigins)
	d.Contacts = distinct(d.Contacts)
	return d
}

// check answers fault.ErrInvalid with every mistake at once, or nil.
func (d Draft) check() error {
	var mistakes []fault.Field
	switch n := utf8.RuneCountInString(d.Name); {
	case n == 0:
		mistakes = append(mistakes, fault.Required("/name", "Give the app a name."))
	case n > nameRunesMax || !plain(d.Name, false):
		mistakes = append(mistakes, fault.Bad("/name", "A name has at most 80 characters on one line."))
	}
	if utf8.RuneCountInString(d.Purpose) > purposeRunesMax || !plain(d.Purpose, true) {
		mistakes = append(mistakes, fault.Bad("/purpose", "A purpose has at most 2,000 characters of plain text."))
	}
	mistakes = append(mistakes, checkEach("/redirectOrigins", d.RedirectOrigins, originsMax, origin,
		"An origin is https:// and a host (http:// only for localhost), without path, such as https://app.example.com.")...)
	mistakes = append(mistakes, checkEach("/contacts", d.Contacts, contactsMax, address,
		"A contact is an e-mail address, such as team@example.com.")...)
	if len(mistakes) > 0 {
		return fault.ErrInvalid.With(mistakes...)
	}
	return nil
}

func (a App) draft() Draft {
	return Draft{Name: a.Name, Purpose: a.Purpose, RedirectOrigins: a.RedirectOrigins, Contacts: a.Contacts}
}

// apply answers the draft after the patch.
func (p Patch) apply(d Draft) Draft {
	if p.Name != nil {
		d.Name = *p.Name
	}
	if p.Purpose != nil {
		d.Purpose = *p.Purpose
	}
	if p.RedirectOrigins != nil {
		d.RedirectOrigins = *p.RedirectOrigins
	}
	if p.Contacts != nil {
		d.Contacts = *p.Contacts
	}
	return d
}

func checkEach(pointer string, values []string, most int, ok func(string) bool, message string) []fault.Field {
	if len(values) > most {
		return []fault.Field{fault.Bad(pointer, "At most "+strconv.Itoa(most)+" entries.")}
	}
	var mistakes []fault.Field
	for i, v := range values {
		if !ok(v) {
			mistakes = append(mistakes, fault.Bad(pointer+"/"+strconv.Itoa(i), message))
		}
	}
	return mistakes
}

// origin accepts scheme://host[:port] and nothing after it; plain http is for a developer's own machine only.
func origin(s string) bool {
	u, err := url.Parse(s)
	if err != nil || len(s) > 255 || u.Host == "" || u.User != nil || u.Scheme+"://"+u.Host != s || strings.ContainsAny(u.Host, "*,;% ") {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && local(u.Hostname())
}

func local(host string) bool {
	if host == "localhost" {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func address(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && len(s) <= 254 && a.Name == "" && a.Address == s && plain(s, false)
}

// plain refuses what could change how the text around it is read: control characters, and the marks that turn the
// direction of writing.
func plain(s string, lines bool) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if unicode.IsControl(r) && !(lines && (r == '\n' || r == '\t' || r == '\r')) {
			return false
		}
		if unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' {
			return false
		}
	}
	return true
}

func distinct(values []string) []string {
	out := make([]string, 0, len(values))
	seen := map[string]bool{}
	for _, v := range values {
		v = strings.TrimSpace(v)
		if v != "" && !seen[v] {
			seen[v] = true
			out = append(out, v)
		}
	}
	return out
}
