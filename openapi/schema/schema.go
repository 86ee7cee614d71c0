package schema

import (
	"regexp"
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

type node = document.Node

// Direction says which way a value travels, because readOnly properties are not expected in requests nor writeOnly
// ones in responses. The zero value is Any.
type Direction uint8

// The directions.
const (
	Any Direction = iota
	Request
	Response
)

// Set resolves references within one chunk, whose "schemas" member holds the named schemas. It is cheap to make and
// not for concurrent use.
type Set struct {
	root     *node
	patterns map[string]*regexp.Regexp
}

// New returns the set of a parsed chunk.
func New(chunk *document.Node) *Set { return &Set{root: chunk, patterns: map[string]*regexp.Regexp{}} }

// Resolve follows references until something else stands there. Members beside a $ref are laid over its target only
// by Flatten. It returns nil when a reference leads nowhere or only to itself.
func (s *Set) Resolve(n *document.Node) *document.Node {
	for range 32 {
		ref, ok := reference(n)
		if !ok {
			return n
		}
		n = s.target(ref)
	}
	return nil
}

func reference(n *node) (string, bool) {
	if v := n.Get("$ref"); v != nil && v.Kind == document.String {
		return v.Text, true
	}
	return "", false
}

func (s *Set) target(ref string) *node {
	if rest, ok := strings.CutPrefix(ref, "#/components/schemas/"); ok {
		if n := s.root.Get("schemas").At("/" + rest); n != nil {
			return n
		}
	}
	pointer, ok := strings.CutPrefix(ref, "#")
	if !ok {
		return nil
	}
	return s.root.At(pointer)
}

// patternMax is the longest pattern, in bytes, that is evaluated.
const patternMax = 1024

// pattern compiles with RE2; what RE2 does not know is not evaluated, and nil comes back.
func (s *Set) pattern(text string) *regexp.Regexp {
	if re, ok := s.patterns[text]; ok {
		return re
	}
	var re *regexp.Regexp
	if len(text) <= patternMax && len(s.patterns) < 1000 {
		re, _ = regexp.Compile(text)
	}
	s.patterns[text] = re
	return re
}

// types returns the types that a schema allows; none means all.
func types(n *node) []string {
	t := n.Get("type")
	switch {
	case t == nil:
		return nil
	case t.Kind == document.String:
		return []string{t.Text}
	}
	var out []string
	for _, m := range t.Items() {
		out = append(out, m.Value.Text)
	}
	return out
}

func has(list []string, s string) bool {
	for _, item := range list {
		if item == s {
			return true
		}
	}
	return false
}

func texts(n *node) (out []string) {
	for _, m := range n.Items() {
		out = append(out, m.Value.Text)
	}
	return out
}

// excluded reports whether a property does not travel in the direction.
func (s *Set) excluded(property *node, way Direction) bool {
	if way == Any || property == nil {
		return false
	}
	key := "readOnly"
	if way == Response {
		key = "writeOnly"
	}
	if property.True(key) {
		return true
	}
	resolved := s.Resolve(property)
	return resolved.True(key)
}
