package catalog

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// API is an entry of the catalogue. State follows the current version (draft = nothing published yet). Version rises with
// each change and is the ETag. CurrentLabel and Operations come from the current version and are empty without one.
type API struct {
	ID             string
	Slug           string
	Name           string
	Summary        string
	Description    string
	Visibility     Visibility
	Teams          []string // ids of those that it is for, sorted; only when Visibility says so
	Owner          string
	Host           string // by which the gateway knows it besides its slug; may be empty
	State          State
	CurrentVersion string
	CurrentLabel   string
	Operations     int
	Demo           bool
	Version        int64
	CreatedAt      time.Time
	UpdatedAt      time.Time
}

// APIDraft is what a publisher says about an API. The slug never changes afterwards: it is part of scopes, of addresses at
// the gateway and of links. Demo marks sample content and is never taken from a request.
type APIDraft struct {
	Slug        string
	Name        string
	Summary     string
	Description string
	Visibility  Visibility
	Teams       []string
	Host        string
	Demo        bool
}

// APIPatch changes the members that are not nil. Ends is how many grants the caller saw end with it, nil for none.
type APIPatch struct {
	Name        *string
	Summary     *string
	Description *string
	Visibility  *Visibility
	Teams       *[]string
	Host        *string
	Ends        *int
}

// PortalSlug is the slug of the portal's own management API in every catalogue.
const PortalSlug = "gatehouse"

// The faults of APIs.
var (
	// ErrAPINotFound says that there is no such API, or that the caller may not see it.
	ErrAPINotFound = fault.New(fault.NotFound, "catalog.api_not_found", "There is no such API that you may see.", "Open the catalogue and choose one there.")
	// ErrSlugTaken says that another API has this slug.
	ErrSlugTaken = fault.New(fault.Conflict, "catalog.slug_taken", "Another API already has this slug.", "Choose another slug.")
	// ErrStale says that the thing was changed since the caller read it.
	ErrStale = fault.New(fault.Stale, "catalog.stale", "This was changed since you opened it.", "Load it again and repeat your change.")
	// ErrInUse says that grants or requests still refer to what should be deleted.
	ErrInUse = fault.New(fault.Conflict, "catalog.in_use", "Grants or requests still refer to this.", "End the grants first, or retire the version instead.")
	// ErrBuiltIn says that the portal's own API cannot be deleted.
	ErrBuiltIn = fault.New(fault.Conflict, "catalog.built_in", "The portal's own API is part of every catalogue.", "Set its visibility to signed-in if it should not be public.")
)

var slugPattern = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

// reservedSlugs are first path segments that listeners use themselves, or that would read like them.
var reservedSlugs = []string{"api", "v1", "oauth2", "forward-auth", "verify", "health", "healthz", "ready", "readyz", "metrics", "problems", "setup", "new"}

// Bounds of what a publisher may write.
const (
	slugMax             = 40
	nameRunesMax        = 80
	summaryRunesMax     = 300
	descriptionRunesMax = 20_000
)

func (d APIDraft) tidy() APIDraft {
	d.Name, d.Summary, d.Description = strings.TrimSpace(d.Name), strings.TrimSpace(d.Summary), strings.TrimSpace(d.Description)
	d.Teams = sortedTeams(d.Teams)
	return d
}

// check answers fault.ErrInvalid with every mistake at once, or nil.
func (d APIDraft) check() error {
	var mistakes []fault.Field
	if len(d.Slug) < 2 || len(d.Slug) > slugMax || !slugPattern.MatchString(d.Slug) || slices.Contains(reservedSlugs, d.Slug) {
		mistakes = append(mistakes, fault.Bad("/slug", "A slug has 2 to 40 lower-case letters, digits and single dashes, begins with a letter, and is not a reserved word."))
	}
	if d.Name == "" {
		mistakes = append(mistakes, fault.Required("/name", "Give the API a name."))
	} else if !fits(d.Name, nameRunesMax, false) {
		mistakes = append(mistakes, fault.Bad("/name", "A name has at most 80 characters on one line."))
	}
	if !fits(d.Summary, summaryRunesMax, false) {
		mistakes = append(mistakes, fault.Bad("/summary", "A summary has at most 300 characters on one line."))
	}
	if !fits(d.Description, descriptionRunesMax, true) {
		mistakes = append(mistakes, fault.Bad("/description", "A description has at most 20,000 characters."))
	}
	mistakes = append(mistakes, d.checkVisibility()...)
	if len(mistakes) > 0 {
		return fault.ErrInvalid.With(mistakes...)
	}
	return nil
}

// apply changes the members that the patch names and answers which they were.
func (p APIPatch) apply(d *APIDraft) []string {
	var changed []string
	set := func(name string, to *string, from *string) {
		if to != nil && *to != *from {
			*from = *to
			changed = append(changed, name)
		}
	}
	set("name", p.Name, &d.Name)
	set("summary", p.Summary, &d.Summary)
	set("description", p.Description, &d.Description)
	set("host", p.Host, &d.Host)
	return append(changed, p.applyVisibility(d)...)
}

// fits reports whether s is at most limit characters of text without what could change how the text around it is read:
// control characters (line breaks only where lines are allowed) and marks that turn the direction of writing.
func fits(s string, limit int, lines bool) bool {
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > limit {
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
