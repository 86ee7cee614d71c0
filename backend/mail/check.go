package mail

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
	"unicode"
	"unicode/utf8"
)

// Mistake says what is wrong in a letter and where. Line counts from 1.
type Mistake struct {
	InSubject bool
	Line      int
	Text      string
}

const bodyMax = 20_000

// addresses are the values that hold an address which a reader opens. Whatever touched them would become part of it, so
// that a letter could carry a link with its secret to somebody else's server.
var addresses = []string{"Link", "URL"}

const (
	addressMark = '\ue001'
	valueMark   = '\ue000'
)

var (
	insideAddress = regexp.MustCompile(`(?i)(?:://|www\.)[^\s]*[\x{e000}\x{e001}]`)
	buttonTarget  = regexp.MustCompile(`\]\(([^)\n]*)\)`)
	parseLine     = regexp.MustCompile(`^template: [^:]*:(\d+):\s*`)
)

// Check answers everything that is wrong in a letter; an empty answer means that it can be sent. A letter is made of text,
// {{.Name}} and {{if .Name}}…{{else}}…{{end}}: it calls no function, and what it doesn't know it can't show.
func (l Letter) Check() []Mistake {
	var all []Mistake
	_, found := l.examine(l.Subject, true)
	all = append(all, found...)
	if strings.TrimSpace(l.Subject) == "" || utf8.RuneCountInString(l.Subject) > subjectMax || strings.ContainsFunc(l.Subject, unicode.IsControl) {
		all = append(all, Mistake{InSubject: true, Line: 1, Text: "A subject has 1 to 200 characters on one line."})
	}
	body, found := l.examine(l.Body, false)
	all = append(all, found...)
	if strings.TrimSpace(l.Body) == "" || len(l.Body) > bodyMax {
		all = append(all, Mistake{Line: 1, Text: "A text has 1 to 20,000 characters."})
	}
	for _, needed := range l.Needs {
		if !slices.Contains(body.names, needed) && len(all) == 0 {
			all = append(all, Mistake{Line: 1, Text: fmt.Sprintf("Without {{.%s}} this mail is of no use to its reader. Put it in.", needed)})
		}
	}
	return all
}

// flat is a letter without its conditions: the text with a mark for each value.
type flat struct {
	text   strings.Builder
	places []int // of the marks, as offsets in the source
	names  []string
}

// examine reads one part of a letter.
func (l Letter) examine(source string, subject bool) (flat, []Mistake) {
	var f flat
	var all []Mistake
	add := func(at int, text string) {
		all = append(all, Mistake{InSubject: subject, Line: 1 + strings.Count(source[:min(at, len(source))], "\n"), Text: text})
	}
	if at := strings.IndexFunc(source, unfit); at >= 0 {
		add(at, "There is a character here that can't be seen. Type the line again.")
	}
	tree := parse.New("letter")
	tree.Mode = parse.SkipFuncCheck
	set := map[string]*parse.Tree{}
	if _, err := tree.Parse(source, "", "", set); err != nil {
		return f, append(all, syntax(err, subject))
	}
	for name, other := range set {
		if name != "letter" && other.Root != nil {
			add(0, "Only {{.Name}} and {{if .Name}}…{{else}}…{{end}} can stand between braces, not define or block.")
		}
	}
	l.walk(tree.Root, &f, add)
	f.glued(add)
	return f, all
}

func unfit(r rune) bool {
	return unicode.IsControl(r) && r != '\n' || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Bidi_Control, r) || r == utf8.RuneError
}

// syntax turns what the reader of templates says into a mistake at its line.
func syntax(err error, subject bool) Mistake {
	text, line := err.Error(), 1
	if found := parseLine.FindStringSubmatch(text); found != nil {
		line, _ = strconv.Atoi(found[1])
		text = text[len(found[0]):]
	}
	return Mistake{InSubject: subject, Line: line, Text: "The braces can't be read: " + text + "."}
}

func (l Letter) walk(list *parse.ListNode, f *flat, add func(int, string)) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch n := node.(type) {
		case *parse.TextNode:
			f.text.Write(n.Text)
		case *parse.ActionNode:
			if name := l.value(n.Pipe, int(n.Pos), add); name != "" {
				mark := valueMark
				if slices.Contains(addresses, name) {
					mark = addressMark
				}
				f.text.WriteRune(mark)
				f.places, f.names = append(f.places, int(n.Pos)), append(f.names, name)
			}
		case *parse.IfNode:
			l.value(n.Pipe, int(n.Pos), add)
			l.walk(n.List, f, add)
			l.walk(n.ElseList, f, add)
		default:
			add(int(node.Position()), "Only {{.Name}} and {{if .Name}}…{{else}}…{{end}} can stand between braces.")
		}
	}
}

// value answers the one value that stands between braces.
func (l Letter) value(p *parse.PipeNode, at int, add func(int, string)) string {
	if p != nil && len(p.Decl) == 0 && len(p.Cmds) == 1 && len(p.Cmds[0].Args) == 1 {
		if field, ok := p.Cmds[0].Args[0].(*parse.FieldNode); ok && len(field.Ident) == 1 {
			if slices.Contains(l.Known(), field.Ident[0]) {
				return field.Ident[0]
			}
			add(at, fmt.Sprintf("This mail has no value {{.%s}}. It has %s.", field.Ident[0], strings.Join(l.Known(), ", ")))
			return ""
		}
	}
	add(at, "Only a value's name with a dot before it can stand here, such as {{.Portal}} or {{if .Name}}.")
	return ""
}

// glued tells of values that would become part of an address.
func (f *flat) glued(add func(int, string)) {
	text, mark := f.text.String(), 0
	for at, r := range text {
		if r != valueMark && r != addressMark || mark >= len(f.places) {
			continue
		}
		before, after := text[:at], text[at+utf8.RuneLen(r):]
		switch {
		case r == addressMark && !alone(before, after):
			add(f.places[mark], "An address stands alone: put a space or a line break before and after it.")
		case insideAddress.MatchString(lastWord(before) + string(r)):
			add(f.places[mark], "A value can't be part of an address: whoever runs that server would learn it.")
		}
		mark++
	}
	for range strayButtons(text, false) {
		add(0, "A button leads to {{.Link}} or to an address that begins with https://.")
	}
}

// strayButtons answers the targets of buttons that lead elsewhere than to an address. Once values are known, a button without
// one is left out of the mail.
func strayButtons(text string, filled bool) []string {
	var stray []string
	for _, found := range buttonTarget.FindAllStringSubmatch(text, -1) {
		target := found[1]
		if target != string(addressMark) && !strings.HasPrefix(target, "https://") && (target != "" || !filled) {
			stray = append(stray, target)
		}
	}
	return stray
}

// apart reports whether each address of a text stands alone, and each button leads to one: conditions may leave out what
// stood between when the letter was checked.
func apart(text string) bool {
	for at, r := range text {
		if r == addressMark && !alone(text[:at], text[at+utf8.RuneLen(r):]) {
			return false
		}
	}
	return len(strayButtons(text, true)) == 0
}

func alone(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	open := before == "" || unicode.IsSpace(last) || strings.HasSuffix(before, "](")
	return open && (after == "" || unicode.IsSpace(next) || next == ')' && strings.HasSuffix(before, "]("))
}

func lastWord(s string) string { return s[strings.LastIndexFunc(s, unicode.IsSpace)+1:] }
