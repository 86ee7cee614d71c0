package policy

import (
	"context"
	"regexp"
)

// Compilations answers how often holding names against rules compiles an expression, and how many are kept then.
func Compilations(rules, names []string) (compiled, kept int) {
	n := naming{kept: map[string]*regexp.Regexp{}}
	n.compile = func(rule string) (*regexp.Regexp, error) {
		compiled++
		return compile(rule)
	}
	for _, rule := range rules {
		for range names {
			n.of(rule)
		}
	}
	return compiled, len(n.kept)
}

// PresentExceptions is what the routes answer.
func (s *Service) PresentExceptions(ctx context.Context, found []Exception) ([]PolicyException, error) {
	return s.presentExceptions(ctx, found)
}
