package schema

import (
	"math"
	"regexp/syntax"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

func numeric(k *node, integer bool) *node {
	low, high, step := math.Inf(-1), math.Inf(1), 0.0
	if integer {
		step = 1
	}
	if n, ok := number(k.Get("multipleOf")); ok && n > 0 {
		step = n
	}
	gap := step
	if gap == 0 {
		gap = 0.5
	}
	if n, ok := number(k.Get("minimum")); ok {
		low = n
	}
	if n, ok := number(k.Get("exclusiveMinimum")); ok {
		low = math.Max(low, n+gap)
	}
	if n, ok := number(k.Get("maximum")); ok {
		high = n
	}
	if n, ok := number(k.Get("exclusiveMaximum")); ok {
		high = math.Min(high, n-gap)
	}
	v := math.Min(math.Max(1, low), high)
	if step > 0 {
		if v = math.Ceil(v/step-1e-9) * step; v > high {
			v = math.Floor(high/step+1e-9) * step
		}
	}
	if v < low && !integer { // exclusive limits closer than the gap
		v = (float(k.Get("exclusiveMinimum")) + float(k.Get("exclusiveMaximum"))) / 2
	}
	return &node{Kind: document.Number, Text: strconv.FormatFloat(v, 'f', -1, 64)}
}

// nameHints give plain strings a meaning by the name of their property.
var nameHints = [...][2]string{
	{"email", "ada@example.com"}, {"url", "https://example.com/"}, {"uri", "https://example.com/"},
	{"phone", "+41441234567"}, {"currency", "EUR"}, {"country", "CH"}, {"city", "Zurich"}, {"name", "Example"},
	{"title", "Example"}, {"description", "An example."}, {"id", "1"},
}

func (g *generator) text(k *node, hint string) *node {
	low, high := int(min(float(k.Get("minLength")), 10_000)), 1<<20
	if n, ok := number(k.Get("maxLength")); ok {
		high = int(min(n, 1<<20))
	}
	s, pattern := "string", k.Str("pattern")
	if e, ok := formatExamples[k.Str("format")]; ok {
		s = e
	} else {
		lower := strings.ToLower(hint)
		for _, h := range nameHints {
			if strings.HasSuffix(lower, h[0]) {
				s = h[1]
				break
			}
		}
	}
	if re := g.set.pattern(pattern); pattern != "" && re != nil {
		for more := 0; more <= 64 && !(re.MatchString(s) && utf8.RuneCountInString(s) >= low); more++ {
			s = matching(pattern, more)
		}
		return &node{Kind: document.String, Text: s}
	}
	return &node{Kind: document.String, Text: fit(s, low, high)}
}

func fit(s string, low, high int) string {
	n := utf8.RuneCountInString(s)
	if n < low {
		s += strings.Repeat("x", low-n)
	}
	if n > high {
		s = string([]rune(s)[:high])
	}
	return s
}

// matching writes a short text for a pattern; more asks repetitions for that many beyond their minimum.
func matching(pattern string, more int) string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return ""
	}
	var b strings.Builder
	left := 10_000
	writeMatch(&b, re, more, &left)
	return b.String()
}

func writeMatch(b *strings.Builder, re *syntax.Regexp, more int, left *int) {
	if *left--; *left < 0 {
		return
	}
	repeat := func(least, most int) {
		n := least + more
		if most >= 0 && n > most {
			n = most
		}
		for range min(n, 1000) {
			writeMatch(b, re.Sub[0], more, left)
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		b.WriteRune(classRune(re.Rune))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('a')
	case syntax.OpStar:
		repeat(0, -1)
	case syntax.OpPlus:
		repeat(1, -1)
	case syntax.OpQuest:
		repeat(0, 1)
	case syntax.OpRepeat:
		repeat(re.Min, re.Max)
	case syntax.OpAlternate:
		writeMatch(b, re.Sub[0], more, left)
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range re.Sub {
			writeMatch(b, sub, more, left)
		}
	}
}

// classRune picks a pleasant member of a class given as pairs of bounds.
func classRune(ranges []rune) rune {
	for _, wanted := range "a1A0bB2_-. " {
		for i := 0; i+1 < len(ranges); i += 2 {
			if wanted >= ranges[i] && wanted <= ranges[i+1] {
				return wanted
			}
		}
	}
	for i := 0; i+1 < len(ranges); i += 2 {
		if ranges[i+1] >= 0x21 {
			return max(ranges[i], 0x21)
		}
	}
	if len(ranges) > 0 {
		return ranges[0]
	}
	return 'a'
}
