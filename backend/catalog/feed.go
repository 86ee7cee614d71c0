package catalog

import (
	"encoding/xml"
	"fmt"
	"html"
	"net/url"
	"strings"
	"time"
)

// The elements of an Atom feed (RFC 4287) that we write.
type (
	atomFeed struct {
		XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string      `xml:"id"`
		Title   string      `xml:"title"`
		Updated string      `xml:"updated"`
		Links   []atomLink  `xml:"link"`
		Author  atomAuthor  `xml:"author"`
		Entries []atomEntry `xml:"entry"`
	}
	atomLink struct {
		Rel  string `xml:"rel,attr"`
		Type string `xml:"type,attr"`
		Href string `xml:"href,attr"`
	}
	atomAuthor struct {
		Name string `xml:"name"`
	}
	atomEntry struct {
		ID        string         `xml:"id"`
		Title     string         `xml:"title"`
		Updated   string         `xml:"updated"`
		Published string         `xml:"published"`
		Link      atomLink       `xml:"link"`
		Category  []atomCategory `xml:"category"`
		Content   atomContent    `xml:"content"`
	}
	atomCategory struct {
		Term string `xml:"term,attr"`
	}
	atomContent struct {
		Type string `xml:"type,attr"`
		HTML string `xml:",chardata"`
	}
)

// feed writes a changelog as an Atom feed. The ids of its entries hold the ids of versions, so a renamed API or version
// keeps them.
func (s *Service) feed(api API, events []Event) ([]byte, error) {
	page := s.PortalURL + "/apis/" + api.Slug + "/changes"
	f := atomFeed{
		ID: s.tag(api.CreatedAt, "apis/"+api.ID), Title: "Changes of " + api.Name, Updated: stamp(api.CreatedAt), Author: atomAuthor{Name: api.Name},
		Links: []atomLink{
			{Rel: "self", Type: "application/atom+xml", Href: s.PortalURL + "/api/v1/apis/" + api.Slug + "/changelog.atom"},
			{Rel: "alternate", Type: "text/html", Href: page},
		},
	}
	for i, e := range events {
		if i == 0 {
			f.Updated = stamp(e.At)
		}
		entry := atomEntry{
			ID: s.tag(e.Version.CreatedAt, "versions/"+e.Version.ID+"/"+string(e.Kind)), Title: e.title(api), Updated: stamp(e.At), Published: stamp(e.At),
			Link:    atomLink{Rel: "alternate", Type: "text/html", Href: page + "#" + e.Version.ID + "-" + string(e.Kind)},
			Content: atomContent{Type: "html", HTML: e.html()}, Category: []atomCategory{{Term: string(e.Kind)}},
		}
		if e.Change != nil && e.Change.Counts.Breaking > 0 {
			entry.Category = append(entry.Category, atomCategory{Term: "breaking"})
		}
		f.Entries = append(f.Entries, entry)
	}
	body, err := xml.MarshalIndent(f, "", " ")
	if err != nil {
		return nil, fmt.Errorf("write the feed of %s: %w", api.Slug, err)
	}
	return append([]byte(xml.Header), append(body, '\n')...), nil
}

// tag answers an id after RFC 4151: our host on the day on which the thing was made.
func (s *Service) tag(made time.Time, of string) string {
	host := "localhost"
	if u, err := url.Parse(s.PortalURL); err == nil && u.Hostname() != "" {
		host = u.Hostname()
	}
	return "tag:" + host + "," + made.UTC().Format(time.DateOnly) + ":" + of
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }

func (e Event) title(api API) string {
	title := fmt.Sprintf("%s %s is %s", api.Name, e.Version.Label, e.Kind)
	if e.Change != nil && e.Change.Counts.Breaking > 0 {
		title += " with breaking changes"
	}
	return title
}

// html writes what an entry says. Everything in it that comes from a document is escaped.
func (e Event) html() string {
	switch {
	case e.Kind == Retired:
		return "<p>Calls of it are answered 410.</p>"
	case e.Kind == Deprecated && e.Version.SunsetAt != nil:
		return "<p>It is meant to end on " + e.Version.SunsetAt.UTC().Format("2 January 2006") + ".</p>"
	case e.Kind == Deprecated:
		return "<p>It still works. Move to a newer version.</p>"
	case e.Pending:
		return "<p>The changes are being worked out.</p>"
	case e.Change == nil:
		return "<p>The first version.</p>"
	}
	var b strings.Builder
	b.WriteString("<p>" + summary(e.Change.Counts) + "</p>")
	view := showEvent(e)
	for _, g := range view.Groups {
		b.WriteString("<h3>" + html.EscapeString(g.heading()) + "</h3><ul>")
		for _, c := range g.Changes {
			place := ""
			if c.Place != "" {
				place = coded(c.Place) + ": "
			}
			b.WriteString("<li><strong>" + c.Level + "</strong> " + place + coded(c.Text) + "</li>")
		}
		b.WriteString("</ul>")
	}
	if view.More {
		b.WriteString("<p>There are more.</p>")
	}
	return b.String()
}

func (g changeGroup) heading() string {
	switch g.Kind {
	case "operation", "webhook":
		return g.Method + " " + g.Path
	case "schema":
		return "Schema " + g.ID
	}
	return "Document"
}

// coded escapes a sentence and shows what stands between backticks as code.
func coded(s string) string {
	parts := strings.Split(html.EscapeString(s), "`")
	var b strings.Builder
	for i, part := range parts {
		if i%2 == 1 && i < len(parts)-1 {
			part = "<code>" + part + "</code>"
		}
		b.WriteString(part)
	}
	return b.String()
}
