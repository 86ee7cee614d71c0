package blocks

import (
	"bufio"
	"bytes"
	"net/netip"
	"strings"
)

// The bounds of a list.
const (
	TextBytesMax  = 32 << 20
	rangesMax     = 1_000_000
	lineBytesMax  = 4096
	mistakesShown = 10
	mistakesKept  = 100
)

// reading is what the text of a list says.
type reading struct {
	ranges   ranges
	lines    int // that name a network
	mistakes int
	first    []Mistake // the first of them
	tooMany  bool
	cutShort bool // by a line that is longer than any that names a network; what follows it was not read
}

// readNetworks reads a list as it is published: one network, address or range from-to in each line, what follows it
// ignored, and comments after # or ;.
func readNetworks(text []byte) reading {
	var r reading
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(make([]byte, 0, lineBytesMax), lineBytesMax)
	number := 0
	for lines.Scan() {
		number++
		word := firstWord(lines.Text())
		if word == "" {
			continue
		}
		if r.lines == rangesMax {
			r.tooMany = true
			break
		}
		from, to, ok := networkIn(word)
		if !ok {
			r.mistake(number, word)
			continue
		}
		r.lines++
		r.ranges.add(from, to)
	}
	if lines.Err() != nil {
		r.cutShort = true
		r.mistake(number+1, "a line of more than 4,096 characters")
	}
	r.ranges.merge()
	return r
}

func (r *reading) mistake(line int, word string) {
	r.mistakes++
	if len(r.first) < mistakesKept {
		if len(word) > 60 {
			word = word[:60]
		}
		r.first = append(r.first, Mistake{line, strings.ToValidUTF8(word, "?")})
	}
}

// told says the first mistakes in words.
func (r *reading) told() string {
	words := make([]string, 0, mistakesShown)
	for _, m := range r.first[:min(len(r.first), mistakesShown)] {
		words = append(words, m.words())
	}
	return strings.Join(words, "; ")
}

// firstWord answers the first word of a line without its comment. A range may have blanks around its dash.
func firstWord(line string) string {
	if cut := strings.IndexAny(line, "#;"); cut >= 0 {
		line = line[:cut]
	}
	line = strings.TrimPrefix(line, "\ufeff")
	words := strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == '\t' || r == ',' || r == '\r' || r == '"' })
	switch {
	case len(words) == 0:
		return ""
	case len(words) >= 3 && words[1] == "-":
		return words[0] + "-" + words[2]
	}
	return words[0]
}

// networkIn reads a network, an address or a range of one family.
func networkIn(word string) (from, to netip.Addr, ok bool) {
	if first, last, isRange := strings.Cut(word, "-"); isRange {
		a, errA := netip.ParseAddr(first)
		b, errB := netip.ParseAddr(last)
		a, b = a.Unmap(), b.Unmap()
		return a, b, errA == nil && errB == nil && a.Zone() == "" && b.Zone() == "" && a.BitLen() == b.BitLen() && a.Compare(b) <= 0
	}
	p, ok := prefixIn(word)
	if !ok {
		return from, to, false
	}
	return p.Addr(), lastOf(p), true
}

// prefixIn reads a network or a single address in its canonical form; bits beyond the mask are dropped.
func prefixIn(word string) (netip.Prefix, bool) {
	if a, err := netip.ParseAddr(word); err == nil {
		a = a.Unmap()
		return netip.PrefixFrom(a, a.BitLen()), a.Zone() == ""
	}
	p, err := netip.ParsePrefix(word)
	if err != nil || p.Addr().Is4In6() {
		return p, false
	}
	return p.Masked(), true
}
