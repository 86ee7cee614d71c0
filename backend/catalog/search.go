package catalog

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// Hit is one thing that a search found. Link is its page in the portal; Method is set for operations only.
type Hit struct {
	Kind     string `json:"kind" enums:"api,operation,schema,guide"`
	Title    string `json:"title" example:"List tickets"`
	Subtitle string `json:"subtitle" example:"GET /tickets"`
	Link     string `json:"link" example:"/apis/museum/reference/listTickets"`
	Method   string `json:"method,omitempty" example:"GET"`
	// words is what ranking compares the query with besides the title.
	words string
} //@name SearchHit

// Query is a search in parts. Words are lower case and free of repetition, at most eight; with Loose set, sources answer
// what contains a third of a word too, because it may be misspelt. Limit bounds what one source answers.
type Query struct {
	Words []string
	Loose bool
	Limit int
}

// Finder is a source of hits that respects what the caller of ctx may see. Ranking is done by the search.
type Finder func(ctx context.Context, q Query) ([]Hit, error)

// Bounds of a search.
const (
	queryMax      = 200
	wordsMax      = 8
	hitsMax       = 40
	candidatesMax = 400
	looseWordMin  = 4
)

// Search answers the best hits for what somebody typed, over everything that they may see: each word must occur, at first
// as it is, and when that finds nothing with a slip of the finger in it. An empty text finds nothing.
func (s *Service) Search(ctx context.Context, text string) ([]Hit, error) {
	words := wordsOf(text)
	if len(words) == 0 {
		return []Hit{}, nil
	}
	hits, err := s.collect(ctx, Query{Words: words, Limit: candidatesMax})
	if err != nil {
		return nil, err
	}
	if len(hits) == 0 {
		if hits, err = s.collect(ctx, Query{Words: words, Loose: true, Limit: candidatesMax}); err != nil {
			return nil, err
		}
	}
	return hits, nil
}

func (s *Service) collect(ctx context.Context, q Query) ([]Hit, error) {
	var all []Hit
	for _, find := range s.finders {
		hits, err := find(ctx, q)
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		all = append(all, hits...)
	}
	return rank(all, q), nil
}

// Matching answers those of the hits that match the query, for sources that hold all their texts in memory.
func Matching(q Query, hits []Hit) []Hit { return rank(hits, q) }

// wordsOf splits a query as people type it.
func wordsOf(text string) []string {
	if len(text) > queryMax {
		text = cutText(text, queryMax)
	}
	var words []string
	for _, w := range strings.Fields(strings.ToLower(text)) {
		if fits(w, queryMax, false) && !slices.Contains(words, w) && len(words) < wordsMax {
			words = append(words, w)
		}
	}
	return words
}

// rank orders hits by how well they match and answers the best.
func rank(hits []Hit, q Query) []Hit {
	type scored struct {
		hit   Hit
		score int
	}
	kept := make([]scored, 0, len(hits))
	for _, h := range hits {
		score := kindWeight[h.Kind]
		matches := true
		for _, w := range q.Words {
			points := weigh(h, w, q.Loose)
			matches = matches && points > 0
			score += points
		}
		if matches {
			kept = append(kept, scored{h, score})
		}
	}
	slices.SortStableFunc(kept, func(a, b scored) int {
		if a.score != b.score {
			return b.score - a.score
		}
		if len(a.hit.Title) != len(b.hit.Title) {
			return len(a.hit.Title) - len(b.hit.Title)
		}
		return strings.Compare(a.hit.Link, b.hit.Link)
	})
	best := make([]Hit, 0, min(len(kept), hitsMax))
	for _, k := range kept[:min(len(kept), hitsMax)] {
		best = append(best, k.hit)
	}
	return best
}

// kindWeight lifts what people look for above the schemas that happen to be called alike.
var kindWeight = map[string]int{"api": 12, "guide": 6, "operation": 4, "schema": -25}

// weigh answers the points of a hit for one word, 0 when it does not match.
func weigh(h Hit, word string, loose bool) int {
	name := strings.ToLower(h.Title)
	if name == word {
		return 100
	}
	tokens := tokensOf(h.Title)
	if slices.Contains(tokens, word) {
		return 70
	}
	if strings.HasPrefix(name, word) {
		return 60
	}
	for _, t := range tokens {
		if strings.HasPrefix(t, word) {
			return 50
		}
	}
	if strings.Contains(name, word) {
		return 40
	}
	rest := strings.ToLower(h.Subtitle + "\n" + h.words)
	if strings.Contains(rest, word) {
		return 20
	}
	if !loose || len(word) < looseWordMin {
		return 0
	}
	for _, t := range tokens {
		if close(t, word) {
			return 15
		}
	}
	for _, t := range tokensOf(h.Subtitle + " " + h.words) {
		if close(t, word) {
			return 5
		}
	}
	return 0
}

// tokensOf splits names as programmers write them: at signs and where upper case begins (listTickets: list, tickets).
func tokensOf(s string) []string {
	var tokens []string
	var current []rune
	flush := func() {
		if len(current) > 0 {
			tokens = append(tokens, strings.ToLower(string(current)))
			current = current[:0]
		}
	}
	lower := false
	for _, r := range s {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			flush()
			lower = false
			continue
		}
		if unicode.IsUpper(r) && lower {
			flush()
		}
		lower = unicode.IsLower(r) || unicode.IsDigit(r)
		current = append(current, r)
	}
	flush()
	return tokens
}

// About answers the hit with further words that a query may match besides its title and subtitle.
func (h Hit) About(parts ...string) Hit {
	h.words = strings.Join(parts, "\n")
	return h
}

// pageOf answers the address of a page of an API in the portal.
func pageOf(slug string, parts ...string) string {
	link := "/apis/" + url.PathEscape(slug)
	for _, p := range parts {
		link += "/" + url.PathEscape(p)
	}
	return link
}
