package diff

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

// parametersOf answers the parameters of an operation by place and name, those of its path first, in their order.
func (s side) parametersOf(e entry) (keys []string, byKey map[string]*node) {
	byKey = map[string]*node{}
	position := map[string]int{}
	for i, m := range braces.FindAllString(e.path, -1) {
		position[strings.Trim(m, "{}")] = i
	}
	for _, list := range []*node{e.item.Get("parameters"), e.op.Get("parameters")} {
		for _, m := range list.Items() {
			p := s.set.Resolve(m.Value)
			if p.Str("name") == "" {
				continue
			}
			key := p.Str("in") + " " + p.Str("name")
			switch p.Str("in") {
			case "header":
				key = strings.ToLower(key)
			case "path":
				// Path parameters are known by where they stand, because their names are not part of a call.
				key = "path " + string(rune('0'+position[p.Str("name")]))
			}
			if byKey[key] == nil {
				keys = append(keys, key)
			}
			byKey[key] = p
		}
	}
	return keys, byKey
}

func (c *comparison) parameters(g *Group, was, is entry, way schema.Direction) {
	oldKeys, olds := c.old.parametersOf(was)
	newKeys, news := c.new.parametersOf(is)
	for _, key := range oldKeys {
		if news[key] == nil {
			p := olds[key]
			g.report(Risky, "parameter-removed", nameOf(p), "The parameter is gone; what callers send in it has no effect or is refused.")
		}
	}
	for _, key := range newKeys {
		p, before := news[key], olds[key]
		place := nameOf(p)
		switch {
		case before == nil && p.True("required"):
			g.report(Breaking, "parameter-required", place, "The parameter is new and required.")
			continue
		case before == nil:
			g.report(Compatible, "parameter-added", place, "The parameter is new.")
			continue
		case p.True("required") && !before.True("required"):
			g.report(Breaking, "parameter-required", place, "The parameter is required now.")
		case !p.True("required") && before.True("required"):
			g.report(Compatible, "parameter-optional", place, "The parameter may be left out now.")
		}
		c.deprecation(g, place, "The parameter", before, p)
		if before.Str("style") != p.Str("style") || !equal(before.Get("explode"), p.Get("explode")) {
			g.report(Breaking, "parameter-style", place, "The parameter is written in another style.")
		}
		c.content(g, place, before.Get("content"), p.Get("content"), way)
		c.compare(site{group: g, place: place, way: way}, before.Get("schema"), p.Get("schema"))
	}
}

func nameOf(p *node) string { return title(p.Str("in")) + " parameter `" + p.Str("name") + "`" }

func title(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

func (c *comparison) deprecation(g *Group, place, what string, was, is *node) {
	if !was.True("deprecated") && is.True("deprecated") {
		g.report(Compatible, "deprecated", place, "%s is deprecated.", what)
	}
}

func (c *comparison) requestBody(g *Group, was, is *node, way schema.Direction) {
	const place = "Request body"
	switch {
	case was == nil && is == nil:
		return
	case was == nil && is.True("required"):
		g.report(Breaking, "body-required", place, "A body is required now.")
	case was == nil:
		g.report(Compatible, "body-added", place, "The operation takes a body now.")
	case is == nil:
		g.report(Risky, "body-removed", place, "The operation takes no body any more.")
	case is.True("required") && !was.True("required"):
		g.report(Breaking, "body-required", place, "The body is required now.")
	case !is.True("required") && was.True("required"):
		g.report(Compatible, "body-optional", place, "The body may be left out now.")
	}
	if was != nil && is != nil {
		c.content(g, place, was.Get("content"), is.Get("content"), way)
	}
}

// content compares bodies by their media types.
func (c *comparison) content(g *Group, place string, was, is *node, way schema.Direction) {
	for _, m := range was.Fields() {
		if is.Get(m.Key) == nil {
			g.report(Breaking, "media-type-removed", place, "The media type `%s` is gone.", m.Key)
		}
	}
	for _, m := range is.Fields() {
		before := was.Get(m.Key)
		if before == nil {
			g.report(Compatible, "media-type-added", place, "The media type `%s` is new.", m.Key)
			continue
		}
		at := place
		if len(is.Fields()) > 1 {
			at += ", " + m.Key
		}
		old, now := c.old.set.Resolve(before), c.new.set.Resolve(m.Value)
		c.compare(site{group: g, place: at, way: way}, old.Get("schema"), now.Get("schema"))
	}
}

func (c *comparison) responses(g *Group, was, is *node, way schema.Direction) {
	for _, m := range was.Fields() {
		if is.Get(m.Key) != nil || strings.HasPrefix(m.Key, "x-") {
			continue
		}
		if success(m.Key) {
			g.report(Breaking, "response-removed", "Response "+m.Key, "The operation no longer answers `%s`.", m.Key)
		} else {
			g.report(Compatible, "response-removed", "Response "+m.Key, "The answer `%s` is no longer described.", m.Key)
		}
	}
	for _, m := range is.Fields() {
		place, before := "Response "+m.Key, c.old.set.Resolve(was.Get(m.Key))
		now := c.new.set.Resolve(m.Value)
		switch {
		case strings.HasPrefix(m.Key, "x-"):
		case before == nil && success(m.Key):
			g.report(Risky, "response-added", place, "The operation may answer `%s` now.", m.Key)
		case before == nil:
			g.report(Compatible, "response-added", place, "The answer `%s` is described now.", m.Key)
		default:
			c.headers(g, place, before.Get("headers"), now.Get("headers"), way)
			c.content(g, place, before.Get("content"), now.Get("content"), way)
		}
	}
}

func success(status string) bool {
	return strings.HasPrefix(status, "2") || strings.HasPrefix(status, "3")
}

func (c *comparison) headers(g *Group, place string, was, is *node, way schema.Direction) {
	for _, m := range was.Fields() {
		at := place + ", header `" + m.Key + "`"
		old, now := c.old.set.Resolve(m.Value), c.new.set.Resolve(is.Get(m.Key))
		switch {
		case now == nil && old.True("required"):
			g.report(Breaking, "header-removed", at, "The header is gone.")
		case now == nil:
			g.report(Risky, "header-removed", at, "The header is gone; it was optional.")
		case old.True("required") && !now.True("required"):
			g.report(Risky, "header-optional", at, "The header may be missing now.")
			fallthrough
		default:
			c.compare(site{group: g, place: at, way: way}, old.Get("schema"), now.Get("schema"))
		}
	}
	for _, m := range is.Fields() {
		if was.Get(m.Key) == nil {
			g.report(Compatible, "header-added", place+", header `"+m.Key+"`", "The header is new.")
		}
	}
}
