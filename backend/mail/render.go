package mail

import (
	"bytes"
	"errors"
	"fmt"
	html "html/template"
	"io/fs"
	"maps"
	"slices"
	"strings"
	text "text/template"
	"unicode"
)

const (
	subjectMax = 200
	layoutName = "layout"
	// firstMark is the first of the characters that stand for values while a letter's lines are read.
	firstMark = '\ue100'
)

// ErrLetter says that a letter holds what Check would refuse.
var ErrLetter = errors.New("the letter can't be sent as it is written")

// Entry is one of several things that a letter tells: what a digest is made of.
type Entry struct{ Title, Text, Link string }

// Row is one line of the details.
type Row struct{ Label, Value string }

// detailLabels are the values that Details lists, in this order.
var detailLabels = []Row{
	{"App", "App"}, {"API", "API"}, {"Version", "Version"}, {"Environment", "Environment"}, {"Token", "Token"}, {"Hint", "Hint"},
	{"When", "When"}, {"Network", "Network"}, {"Sunset", "Sunset"}, {"Address", "URL"},
}

// Render makes a message from a letter and the layout that all letters share, layout.txt and layout.html. Values are put in
// last, when the letter's own lines have become paragraphs, lists and buttons: whatever a value holds, it is shown and never
// read. Values are strings, lists of strings, truths and lists of entries; those that are missing are empty. The answer has
// no recipient yet.
func Render(layout fs.FS, l Letter, data map[string]any) (Message, error) {
	if mistakes := l.Check(); len(mistakes) > 0 {
		return Message{}, fmt.Errorf("%w: %s, line %d: %s", ErrLetter, l.Name, mistakes[0].Line, mistakes[0].Text)
	}
	v := mark(data)
	subject, err := v.fill(l.Subject)
	if err != nil {
		return Message{}, fmt.Errorf("fill the subject of letter %s: %w", l.Name, err)
	}
	body, err := v.fill(l.Body)
	if err != nil {
		return Message{}, fmt.Errorf("fill letter %s: %w", l.Name, err)
	}
	if flat := v.flatten(body); insideAddress.MatchString(flat) || !apart(flat) {
		return Message{}, fmt.Errorf("%w: %s puts a value into an address", ErrLetter, l.Name)
	}
	m := Message{Subject: oneLine(v.show(subject))}
	shown := page{
		Subject: m.Subject, Portal: v.text("Portal"), Because: l.Because, Choose: v.text("Choose"), Blocks: v.blocks(body),
	}
	if m.Text, err = shown.plain(layout); err != nil {
		return Message{}, err
	}
	m.HTML, err = shown.html(layout)
	return m, err
}

// values are the values of one mail behind the marks that stand for them.
type values struct {
	data  map[string]any
	marks map[string]string // by name
	named map[rune]string
	put   *strings.Replacer
}

func mark(data map[string]any) values {
	v := values{data: maps.Clone(data), marks: map[string]string{}, named: map[rune]string{}}
	if v.data == nil {
		v.data = map[string]any{}
	}
	var details []Row
	for _, d := range detailLabels {
		if value := inline(data[d.Value]); value != "" {
			details = append(details, Row{d.Label, value})
		}
	}
	v.data["Details"] = details
	var pairs []string
	for i, name := range slices.Sorted(maps.Keys(v.data)) {
		if value := inline(v.data[name]); value != "" {
			r := rune(firstMark + i)
			v.marks[name], v.named[r] = string(r), name
			pairs = append(pairs, string(r), value)
		}
	}
	v.put = strings.NewReplacer(pairs...)
	return v
}

// inline answers a value as it stands within a sentence.
func inline(value any) string {
	switch x := value.(type) {
	case string:
		return strings.Map(visible, x)
	case []string:
		return strings.Map(visible, strings.Join(x, ", "))
	case []Row:
		var all []string
		for _, r := range x {
			all = append(all, r.Label+": "+r.Value)
		}
		return strings.Join(all, ", ")
	case []Entry:
		var all []string
		for _, e := range x {
			all = append(all, e.Title)
		}
		return strings.Join(all, ", ")
	case bool:
		if x {
			return "yes"
		}
	}
	return ""
}

// visible drops the characters of a value that steer what shows it.
func visible(r rune) rune {
	if r != '\n' && unicode.IsControl(r) || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Bidi_Control, r) {
		return -1
	}
	return r
}

func (v values) fill(source string) (string, error) {
	t, err := text.New("letter").Option("missingkey=zero").Parse(source)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := t.Execute(&b, v.marks); err != nil {
		return "", err
	}
	return b.String(), nil
}

// flatten replaces the marks by those that Check knows.
func (v values) flatten(s string) string {
	return strings.Map(func(r rune) rune {
		switch name := v.named[r]; {
		case slices.Contains(addresses, name):
			return addressMark
		case name != "":
			return valueMark
		}
		return r
	}, s)
}

func (v values) show(s string) string { return v.put.Replace(s) }

func (v values) text(name string) string { return inline(v.data[name]) }

func (p page) html(layout fs.FS) (string, error) {
	t, err := html.ParseFS(layout, layoutName+".html")
	if err != nil {
		return "", fmt.Errorf("read the layout of mails: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return "", fmt.Errorf("lay a mail out: %w", err)
	}
	return b.String(), nil
}

func (p page) plain(layout fs.FS) (string, error) {
	t, err := text.New(layoutName+".txt").Funcs(text.FuncMap{"next": func(i int) int { return i + 1 }}).ParseFS(layout, layoutName+".txt")
	if err != nil {
		return "", fmt.Errorf("read the layout of mails: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, p); err != nil {
		return "", fmt.Errorf("lay a mail out: %w", err)
	}
	return strings.TrimLeft(b.String(), "\n"), nil
}

func oneLine(s string) string {
	s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' }), " ")
	if r := []rune(s); len(r) > subjectMax {
		return string(r[:subjectMax]) + "…"
	}
	return s
}
