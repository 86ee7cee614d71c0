package diff

import (
	"strconv"
)

// choices compares the alternatives of oneOf or anyOf: those of one name or title are the same one, then those that say the
// same, then those that stand at the same place.
func (c *comparison) choices(s site, key string, was, is *node) {
	olds, news := was.Get(key).Items(), is.Get(key).Items()
	if len(olds) == 0 && len(news) == 0 {
		return
	}
	if len(olds) == 0 || len(news) == 0 {
		c.opened(s, len(olds) == 0)
		return
	}
	partner := make([]int, len(news))
	taken := make([]bool, len(olds))
	for i := range partner {
		partner[i] = -1
	}
	match := func(alike func(a, b *node) bool) {
		for i := range news {
			for j := 0; j < len(olds) && partner[i] < 0; j++ {
				if !taken[j] && c.step() && alike(olds[j].Value, news[i].Value) {
					partner[i], taken[j] = j, true
				}
			}
		}
	}
	match(func(a, b *node) bool { return label(a) != "" && label(a) == label(b) })
	match(equal)
	if len(olds) == len(news) {
		match(func(a, b *node) bool { return label(a) == "" && label(b) == "" })
	}
	for j, m := range olds {
		if !taken[j] {
			s.report(s.level(Breaking, Compatible), "choice-removed", "%s can no longer be %s.", s.what(), nameChoice(m.Value, j))
		}
	}
	for i, m := range news {
		if partner[i] < 0 {
			s.report(s.level(Compatible, Risky), "choice-added", "%s can be %s now.", s.what(), nameChoice(m.Value, i))
			continue
		}
		c.compare(s.below(suffix(m.Value, i)), olds[partner[i]].Value, m.Value)
	}
}

func (c *comparison) opened(s site, appeared bool) {
	if appeared {
		s.report(s.level(Breaking, Risky), "choices-added", "%s must be one of several kinds now.", s.what())
		return
	}
	s.report(s.level(Risky, Breaking), "choices-removed", "%s is no longer one of several kinds.", s.what())
}

func label(n *node) string {
	if name, ok := named(n); ok {
		return name
	}
	return n.Str("title")
}

func nameChoice(n *node, i int) string {
	if l := label(n); l != "" {
		return "`" + short(l) + "`"
	}
	return "its alternative " + strconv.Itoa(i+1)
}

func suffix(n *node, i int) string {
	if l := label(n); l != "" {
		return "(" + short(l) + ")"
	}
	return "(" + strconv.Itoa(i+1) + ")"
}
