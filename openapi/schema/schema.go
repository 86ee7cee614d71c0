package schema

import (
	"regexp"
	"strings"
	"sync"

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
	root      *node
	patterns  *Patterns
	stepsMax  int
	exhausted bool
}

// New returns the set of a parsed chunk.
func New(chunk *document.Node) *Set { return NewWith(chunk, &Patterns{}) }

// NewWith returns the set of a parsed chunk whose patterns are compiled once for all sets that share them.
func NewWith(chunk *document.Node, shared *Patterns) *Set {
	return &Set{root: chunk, patterns: shared, stepsMax: stepsMax}
}

// Limit bounds how many schemas one validation looks at. What was not looked at passes; Exhausted tells.
func (s *Set) Limit(steps int) { s.stepsMax = steps }

// Exhausted says whether a validation ended at its limit, so that its answer is not the whole one.
func (s *Set) Exhausted() bool { return s.exhausted }

// Patterns are compiled regular expressions. The zero value is ready, and safe for concurrent use.
type Patterns struct {
	mu    sync.Mutex
	known map[string]*regexp.Regexp
}

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
	p := s.patterns
	p.mu.Lock()
	defer p.mu.Unlock()
	if re, ok := p.known[text]; ok {
		return re
	}
	var re *regexp.Regexp
	if len(text) <= patternMax && len(p.known) < 1000 {
		re, _ = regexp.Compile(text)
	}
	if p.known == nil {
		p.known = map[string]*regexp.Regexp{}
	}
	p.known[text] = re
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
