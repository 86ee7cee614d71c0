package policy

import (
	"regexp"
	"sync"
)

// namingKept bounds what is kept compiled: a portal has a few naming rules, and a preview any number of attempts.
const namingKept = 64

// compiledRules are naming rules as they were compiled last, since the job holds each against every name.
var compiledRules = naming{compile: compile, kept: map[string]*regexp.Regexp{}}

// naming keeps compiled naming rules; nil is one that doesn't compile.
type naming struct {
	compile func(rule string) (*regexp.Regexp, error)
	mu      sync.Mutex
	kept    map[string]*regexp.Regexp
}

func (n *naming) of(rule string) *regexp.Regexp {
	n.mu.Lock()
	defer n.mu.Unlock()
	if compiled, ok := n.kept[rule]; ok {
		return compiled
	}
	compiled, err := n.compile(rule)
	if err != nil {
		compiled = nil
	}
	if len(n.kept) >= namingKept {
		clear(n.kept)
	}
	n.kept[rule] = compiled
	return compiled
}

func compile(rule string) (*regexp.Regexp, error) {
	// Alone first: a ")" in the rule must not close our group.
	if _, err := regexp.Compile(rule); err != nil {
		return nil, err
	}
	return regexp.Compile(`\A(?:` + rule + `)\z`)
}
