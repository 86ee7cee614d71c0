package lint

import (
	"regexp"
	"strings"
	"unicode"
)

var parameterName = regexp.MustCompile(`\{[^{}]*\}`)

// called is a name and where it stands.
type called struct {
	name, style string
	at          *node
	path        []string
}

// name remembers a name for a rule that wants all of them written in one way.
func (l *linter) name(rule, name string, at *node, path ...string) {
	l.names[rule] = append(l.names[rule], called{name, styleOf(name), at, path})
}

// consistent lets the majority decide how names are written. A single lower-case word is at home everywhere but among
// names that begin with a capital.
func (l *linter) consistent(rule string) {
	count := map[string]int{}
	for _, c := range l.names[rule] {
		count[c.style]++
	}
	usual := ""
	for _, style := range [...]string{"camelCase", "snake_case", "kebab-case", "PascalCase", "UPPER_CASE"} {
		if count[style] > count[usual] {
			usual = style
		}
	}
	capital := usual == "PascalCase" || usual == "UPPER_CASE"
	if usual == "" || capital && count["lower"] > count[usual] {
		return // most are single words, so that nothing was decided
	}
	for _, c := range l.names[rule] {
		fits := c.style == usual || c.style == "lower" && !capital
		l.expect(rule, fits, c.at, c.name+" is not written in "+usual+", as most of the others are", c.path...)
	}
}

// styleOf says how a name is written. A slash, a dot and a colon part words like a dash.
func styleOf(name string) string {
	name = strings.NewReplacer("/", "-", ".", "-", ":", "-").Replace(strings.Trim(name, "_-[]$@"))
	lower, upper := strings.IndexFunc(name, unicode.IsLower) >= 0, strings.IndexFunc(name, unicode.IsUpper) >= 0
	dash, underscore := strings.Contains(name, "-"), strings.Contains(name, "_")
	switch {
	case dash && underscore, upper && dash, upper && lower && underscore:
		return "a mixture"
	case dash:
		return "kebab-case"
	case underscore && upper, upper && !lower && len(name) > 1:
		return "UPPER_CASE"
	case underscore:
		return "snake_case"
	case upper && unicode.IsUpper([]rune(name)[0]):
		return "PascalCase"
	case upper:
		return "camelCase"
	}
	return "lower"
}

// tags looks at what the document declares as its chapters.
func (l *linter) tags() {
	for _, m := range l.root.Get("tags").Items() {
		name := m.Value.Str("name")
		l.declared[name] = true
		l.expect("tag-description", m.Value.Str("description") != "", m.Value, "the tag "+name+" is not described", "tags")
	}
}

func (l *linter) tagsOf(op *node, name string, path ...string) {
	tags := op.Get("tags").Items()
	l.expect("operation-tag", len(tags) > 0, op, name+" has no tag", path...)
	for _, m := range tags {
		if len(l.declared) > 0 {
			l.expect("tag-declared", l.declared[m.Value.Text], m.Value, "the tag "+m.Value.Text+" is not declared", below(path, "tags")...)
		}
	}
}
