package twin

import (
	"context"
	"errors"
	"html/template"
	"net/url"
	"regexp"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/guides"
)

// Page is the plain form of one address. Path is the address that search engines should keep, without the portal's own.
// Preload are the answers of the API, by path, that the page asks for first.
type Page struct {
	Title       string
	Description string
	Path        string
	Body        template.HTML
	Preload     []string
}

// Reader writes pages. It may be used from many goroutines at once.
type Reader struct {
	Catalog *catalog.Service
	Guides  *guides.Service
}

// descriptionMax is how much of a text search engines show.
const descriptionMax = 300

// Asked is what the query of an address asks for; the zero value is what an address without one shows.
type Asked struct {
	Version string // of an API's reference; "" for the current one
	Number  string // of the page of a list, from 1
}

// Read answers the page at a path of the portal. ok is false where
// there is no plain form: pages of people who are signed in, and what the caller may not see. The error is a failure of
// the database alone.
func (r Reader) Read(ctx context.Context, path string, asked Asked) (p Page, ok bool, err error) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	for i, part := range parts {
		if parts[i], err = url.PathUnescape(part); err != nil {
			return Page{}, false, nil //nolint:nilerr // an address that can't be read names nothing
		}
	}
	p, err = r.route(ctx, parts, asked)
	var f *fault.Fault
	if errors.Is(err, errNoTwin) || errors.As(err, &f) && f.Kind == fault.NotFound {
		return Page{}, false, nil
	}
	return p, err == nil, err
}

var errNoTwin = errors.New("no plain form")

func (r Reader) route(ctx context.Context, parts []string, asked Asked) (Page, error) {
	switch {
	case len(parts) == 1 && (parts[0] == "" || parts[0] == "apis"):
		return r.list(ctx, parts[0], asked.number())
	case len(parts) == 1 && parts[0] == "guides":
		return r.guideList(ctx)
	case len(parts) == 2 && parts[0] == "guides":
		return r.guide(ctx, parts[1])
	case len(parts) == 2 && parts[0] == "apis":
		return r.api(ctx, parts[1])
	case len(parts) >= 3 && len(parts) <= 5 && parts[0] == "apis" && parts[2] == "reference":
		return r.reference(ctx, parts[1], asked.Version, parts[3:])
	}
	return Page{}, errNoTwin
}

func (r Reader) api(ctx context.Context, slug string) (Page, error) {
	api, err := r.Catalog.FindAPI(ctx, slug)
	if err != nil {
		return Page{}, err
	}
	versions, err := r.Catalog.Versions(ctx, slug)
	if err != nil {
		return Page{}, err
	}
	plans, err := r.Catalog.Plans(ctx, slug)
	if err != nil {
		return Page{}, err
	}
	body, err := write("api", map[string]any{"API": api, "Versions": versions.Items, "Plans": plans.Items, "Description": r.prose(api.Description)})
	at := "/apis/" + url.PathEscape(api.Slug)
	return Page{Title: api.Name, Description: plain(api.Summary), Path: at, Body: body, Preload: []string{"/api/v1" + at, "/api/v1" + at + "/versions"}}, err
}

// prose answers a description, Markdown or HTML, as safe HTML.
func (r Reader) prose(description string) template.HTML {
	if description == "" {
		return ""
	}
	html, err := r.Guides.SafeHTML(description)
	if err != nil {
		return ""
	}
	return template.HTML(html) // #nosec G203 -- sanitised by the guides' policy
}

// tags are left out of descriptions for search engines, which show text.
var tags = regexp.MustCompile(`<[^>]*>`)

// plain answers the beginning of a text in one line, for a description of the page.
func plain(text string) string {
	line := strings.Join(strings.Fields(tags.ReplaceAllString(text, "")), " ")
	if runes := []rune(line); len(runes) > descriptionMax {
		return string(runes[:descriptionMax]) + "…"
	}
	return line
}
