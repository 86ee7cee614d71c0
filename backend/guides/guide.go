package guides

import (
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// Guide is one text. Version rises with each change and is the ETag; Section is the path of sections that it stands in, ""
// for none, and Order its place there, smallest first.
type Guide struct {
	ID        string
	Slug      string
	Title     string
	Summary   string
	Section   string
	Order     int
	Markdown  string
	Shipped   string
	Edited    bool
	Version   int64
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Text is what an editor writes; it replaces all of a guide but its slug.
type Text struct {
	Title    string
	Summary  string
	Section  string
	Order    int
	Markdown string
}

// The faults of guides.
var (
	// ErrNotFound says that there is no such guide.
	ErrNotFound = fault.New(fault.NotFound, "guides.not_found", "There is no such guide.", "Choose one from the list of guides.")
	// ErrStale says that the guide was changed since the caller read it.
	ErrStale = fault.New(fault.Stale, "guides.stale", "The guide was changed since you opened it.", "Load it again and repeat your change.")
)

var slugPattern = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// Bounds of what an editor may write.
const (
	slugMax       = 80
	titleRunesMax = 120
	summaryMax    = 300
	markdownMax   = 200_000
	orderMax      = 1_000_000
)

var badMarkdown = fault.Bad("/markdown", "A guide has 1 to 200,000 characters of Markdown, without control characters.")

var costlyMarkdown = fault.Bad("/markdown", "The text has a table of more than 20,000 cells, thousands of links, or quotes within quotes within quotes. Split it.")

func (t Text) tidy() Text {
	t.Title, t.Summary, t.Section = strings.TrimSpace(t.Title), strings.TrimSpace(t.Summary), tidySection(t.Section)
	t.Markdown = strings.ReplaceAll(t.Markdown, "\r\n", "\n")
	return t
}

// check answers fault.ErrInvalid with every mistake at once, or nil.
func (t Text) check(slug string) error {
	var mistakes []fault.Field
	if len(slug) > slugMax || !slugPattern.MatchString(slug) {
		mistakes = append(mistakes, fault.Bad("", "A guide's address has at most 80 lower-case letters, digits and single dashes."))
	}
	if t.Title == "" || !fits(t.Title, titleRunesMax, false) {
		mistakes = append(mistakes, fault.Bad("/title", "A title has 1 to 120 characters on one line."))
	}
	if !fits(t.Summary, summaryMax, false) {
		mistakes = append(mistakes, fault.Bad("/summary", "A summary has at most 300 characters on one line."))
	}
	mistakes = append(mistakes, checkSection(t.Section)...)
	if t.Order < 0 || t.Order > orderMax {
		mistakes = append(mistakes, fault.Bad("/order", "The order is a number from 0 to 1,000,000."))
	}
	if strings.TrimSpace(t.Markdown) == "" || !fits(t.Markdown, markdownMax, true) {
		mistakes = append(mistakes, badMarkdown)
	} else if costly(t.Markdown) {
		mistakes = append(mistakes, costlyMarkdown)
	}
	if len(mistakes) > 0 {
		return fault.ErrInvalid.With(mistakes...)
	}
	return nil
}

// fits reports whether s is at most limit characters of text without control characters (line breaks only where lines are
// allowed) and without marks that turn the direction of writing.
func fits(s string, limit int, lines bool) bool {
	if !utf8.ValidString(s) || utf8.RuneCountInString(s) > limit {
		return false
	}
	for _, r := range s {
		if unicode.IsControl(r) && !(lines && (r == '\n' || r == '\t')) || unicode.Is(unicode.Bidi_Control, r) {
			return false
		}
	}
	return true
}
