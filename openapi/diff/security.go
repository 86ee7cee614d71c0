package diff

import (
	"slices"
	"strings"
)

// demand is one alternative of a security requirement: the schemes that are needed together, with their scopes.
type demand map[string][]string

func (c *comparison) demands(s side, e entry) []demand {
	list := e.op.Get("security")
	if list == nil {
		list = s.root.Get("security")
	}
	var all []demand
	for _, m := range list.Items() {
		d := demand{}
		for _, scheme := range m.Value.Fields() {
			d[scheme.Key] = []string{}
			for _, scope := range scheme.Value.Items() {
				d[scheme.Key] = append(d[scheme.Key], scope.Value.Text)
			}
		}
		all = append(all, d)
	}
	if len(all) == 0 {
		return []demand{{}}
	}
	return all
}

// suffices reports whether who meets d meets other, too.
func (d demand) suffices(other demand) bool {
	for scheme, scopes := range other {
		had, there := d[scheme]
		if !there {
			return false
		}
		for _, scope := range scopes {
			if !slices.Contains(had, scope) {
				return false
			}
		}
	}
	return true
}

func (d demand) words() string {
	parts := make([]string, 0, len(d))
	for scheme, scopes := range d {
		words := "`" + scheme + "`"
		if len(scopes) > 0 {
			words += " with `" + strings.Join(scopes, "`, `") + "`"
		}
		parts = append(parts, words)
	}
	slices.Sort(parts)
	return strings.Join(parts, " and ")
}

func (c *comparison) security(g *Group, was, is entry) {
	olds, news := c.demands(c.old, was), c.demands(c.new, is)
	for _, d := range olds {
		if slices.ContainsFunc(news, d.suffices) {
			continue
		}
		if len(d) == 0 {
			g.report(Breaking, "security-added", "Security", "The operation needs credentials now: %s.", either(news))
			return
		}
		g.report(Breaking, "security-tightened", "Security", "%s is no longer enough; the operation needs %s.", d.words(), either(news))
	}
	for _, d := range news {
		if slices.ContainsFunc(olds, func(o demand) bool { return o.suffices(d) && d.suffices(o) }) {
			continue
		}
		if len(d) == 0 {
			g.report(Compatible, "security-removed", "Security", "The operation needs no credentials any more.")
		} else if !slices.ContainsFunc(olds, func(o demand) bool { return len(o) == 0 || d.suffices(o) }) {
			g.report(Compatible, "security-loosened", "Security", "%s is enough now.", d.words())
		}
	}
}

func either(all []demand) string {
	parts := make([]string, len(all))
	for i, d := range all {
		parts[i] = d.words()
	}
	return strings.Join(parts, ", or ")
}
