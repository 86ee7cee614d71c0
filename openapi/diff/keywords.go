package diff

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

// keywords compares what a schema says of the value itself.
func (c *comparison) keywords(s site, old, now *node) {
	c.types(s, old, now)
	c.allowed(s, old, now)
	for _, b := range bounds {
		c.bound(s, b, old.Get(b.key), now.Get(b.key))
	}
	if a, b := old.Str("format"), now.Str("format"); a != b {
		switch {
		case a == "":
			s.report(s.level(Risky, Compatible), "format-added", "%s has the format `%s` now.", s.what(), b)
		case b == "":
			s.report(s.level(Compatible, Risky), "format-removed", "%s no longer has the format `%s`.", s.what(), a)
		default:
			s.report(Risky, "format-changed", "%s has the format `%s` and had `%s`.", s.what(), b, a)
		}
	}
	if a, b := old.Str("pattern"), now.Str("pattern"); a != b {
		switch {
		case a == "":
			s.report(s.level(Breaking, Compatible), "pattern-added", "%s must match `%s` now.", s.what(), short(b))
		case b == "":
			s.report(s.level(Compatible, Risky), "pattern-removed", "%s need not match a pattern any more.", s.what())
		default:
			s.report(Risky, "pattern-changed", "%s must match `%s` now, not `%s`.", s.what(), short(b), short(a))
		}
	}
	if now.True("uniqueItems") != old.True("uniqueItems") {
		if now.True("uniqueItems") {
			s.report(s.level(Breaking, Compatible), "items-unique", "%s holds no item twice now.", s.what())
		} else {
			s.report(s.level(Compatible, Risky), "items-repeat", "%s may hold an item twice now.", s.what())
		}
	}
	if a, b := old.Get("default"), now.Get("default"); !equal(a, b) {
		s.report(s.level(Risky, Compatible), "default-changed", "%s defaults to %s, before to %s.", s.what(), literal(b), literal(a))
	}
	if a, b := old.Get("multipleOf"), now.Get("multipleOf"); !equal(a, b) {
		s.report(Risky, "multiple-changed", "%s is a multiple of %s, before of %s.", s.what(), literal(b), literal(a))
	}
	if !old.True("deprecated") && now.True("deprecated") {
		s.report(Compatible, "deprecated", "%s is deprecated.", s.what())
	}
}

func (c *comparison) types(s site, old, now *node) {
	were, are := typesOf(old), typesOf(now)
	if len(were) == 0 && len(are) == 0 {
		return
	}
	var lost, gained []string
	for _, t := range were {
		if len(are) > 0 && !accepts(are, t) {
			lost = append(lost, t)
		}
	}
	for _, t := range are {
		if len(were) > 0 && !accepts(were, t) {
			gained = append(gained, t)
		}
	}
	narrower := len(lost) > 0 || len(were) == 0
	wider := len(gained) > 0 || len(are) == 0
	switch {
	case len(were) == 0:
		s.report(s.level(Breaking, Compatible), "type-narrowed", "%s is %s now; any type was allowed.", s.what(), quoted(are))
	case len(are) == 0:
		s.report(s.level(Compatible, Breaking), "type-widened", "%s may have any type now; it was %s.", s.what(), quoted(were))
	case narrower && wider:
		s.report(Breaking, "type-changed", "%s is %s and was %s.", s.what(), quoted(are), quoted(were))
	case narrower:
		s.report(s.level(Breaking, Compatible), "type-narrowed", "%s is no longer %s.", s.what(), quoted(lost))
	case wider:
		s.report(s.level(Compatible, Breaking), "type-widened", "%s may be %s now.", s.what(), quoted(gained))
	}
}

func accepts(types []string, t string) bool {
	return slices.Contains(types, t) || t == "integer" && slices.Contains(types, "number")
}

func typesOf(n *node) []string {
	if t := n.Str("type"); t != "" {
		return []string{t}
	}
	return texts(n.Get("type"))
}

// allowed compares the values that a schema lists.
func (c *comparison) allowed(s site, old, now *node) {
	were, listed := values(old)
	are, lists := values(now)
	switch {
	case !listed && !lists:
		return
	case !listed:
		s.report(s.level(Breaking, Compatible), "values-listed", "%s takes only %s now.", s.what(), several(are))
		return
	case !lists:
		s.report(s.level(Compatible, Risky), "values-open", "%s may have other values than %s now.", s.what(), several(were))
		return
	}
	if lost := missing(were, are); len(lost) > 0 {
		s.report(s.level(Breaking, Compatible), "values-removed", "%s no longer takes %s.", s.what(), several(lost))
	}
	if gained := missing(are, were); len(gained) > 0 {
		s.report(s.level(Compatible, Risky), "values-added", "%s may be %s now.", s.what(), several(gained))
	}
}

func values(n *node) (list []string, limited bool) {
	if v := n.Get("const"); v != nil {
		return []string{literal(v)}, true
	}
	for _, m := range n.Get("enum").Items() {
		list = append(list, literal(m.Value))
	}
	return list, n.Get("enum") != nil
}

func missing(from, in []string) (out []string) {
	for _, v := range from {
		if !slices.Contains(in, v) {
			out = append(out, v)
		}
	}
	return out
}

type bound struct {
	key, words string
	upper      bool
}

var bounds = []bound{
	{"minimum", "be at least", false}, {"exclusiveMinimum", "be more than", false}, {"minLength", "have at least so many characters:", false},
	{"minItems", "have at least so many items:", false}, {"minProperties", "have at least so many members:", false},
	{"maximum", "be at most", true}, {"exclusiveMaximum", "be less than", true}, {"maxLength", "have at most so many characters:", true},
	{"maxItems", "have at most so many items:", true}, {"maxProperties", "have at most so many members:", true},
}

func (c *comparison) bound(s site, b bound, was, is *node) {
	switch {
	case equal(was, is):
	case is == nil:
		s.report(s.level(Compatible, Risky), "bound-removed", "%s need no longer %s %s.", s.what(), b.words, literal(was))
	case was == nil:
		s.report(s.level(Breaking, Compatible), "bound-added", "%s must %s %s now.", s.what(), b.words, literal(is))
	default:
		from, _ := strconv.ParseFloat(was.Text, 64)
		to, _ := strconv.ParseFloat(is.Text, 64)
		if (to < from) == b.upper {
			s.report(s.level(Breaking, Compatible), "bound-tightened", "%s must %s %s now, before %s.", s.what(), b.words, is.Text, was.Text)
		} else {
			s.report(s.level(Compatible, Risky), "bound-relaxed", "%s must %s %s now, before %s.", s.what(), b.words, is.Text, was.Text)
		}
	}
}

// literal writes a value for people.
func literal(n *node) string {
	switch {
	case n == nil:
		return "nothing"
	case n.Kind == document.String:
		return "`" + short(n.Text) + "`"
	case n.Kind == document.Null:
		return "`null`"
	case n.Kind == document.Array || n.Kind == document.Object:
		return "`" + short(strings.TrimSpace(string(n.Indented()))) + "`"
	}
	return "`" + n.Text + "`"
}

// short keeps a sentence readable.
func short(s string) string {
	s = strings.Join(strings.Fields(strings.ReplaceAll(s, "`", "'")), " ")
	if len(s) > 80 {
		return strings.ToValidUTF8(s[:77], "") + "…"
	}
	return s
}

func quoted(list []string) string { return "`" + strings.Join(list, "` or `") + "`" }

func several(list []string) string {
	if len(list) > 8 {
		return strings.Join(list[:8], ", ") + " and " + strconv.Itoa(len(list)-8) + " more"
	}
	return strings.Join(list, ", ")
}
