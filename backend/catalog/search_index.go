package catalog

import (
	"slices"
	"sort"
	"strings"
	"sync"
)

// partIndex is what a search reads of one version: its operations and schemas, the short titles first, and the words that
// occur in them. It never changes once it is built.
type partIndex struct {
	rows  []searchRow
	words []string // every distinct word of every row, sorted
	at    [][]int32
	size  int
}

// newPartIndex answers an index over rows, which it keeps.
func newPartIndex(rows []searchRow) *partIndex {
	sort.SliceStable(rows, func(i, j int) bool { return len(rows[i].Title) < len(rows[j].Title) })
	x := &partIndex{rows: rows}
	places := map[string][]int32{}
	for i, r := range rows {
		x.size += len(r.Haystack) + len(r.Title) + len(r.Subtitle) + len(r.Ref) + 128
		for _, w := range append(tokensOf(r.Title), tokensOf(r.Haystack)...) {
			if at := places[w]; len(w) >= looseWordMin && (len(at) == 0 || at[len(at)-1] != int32(i)) { // #nosec G115 -- rows are bounded by the limits of the import
				places[w] = append(at, int32(i)) // #nosec G115 -- as above
				x.size += 4
			}
		}
	}
	for w := range places {
		x.words = append(x.words, w)
	}
	slices.Sort(x.words)
	for _, w := range x.words {
		x.at = append(x.at, places[w])
		x.size += len(w) + 40
	}
	return x
}

// find answers the rows in which every word of the query occurs, at most q.Limit of them. about is the lower-case slug and
// name of the API, which counts as part of each row.
func (x *partIndex) find(q Query, about string) []searchRow {
	kept := make([]bool, len(x.rows))
	for i := range kept {
		kept[i] = true
	}
	for _, word := range q.Words {
		if strings.Contains(about, word) {
			continue
		}
		meant := x.meant(word, q.Loose)
		for i, r := range x.rows {
			kept[i] = kept[i] && (meant[int32(i)] || strings.Contains(r.Haystack, word)) // #nosec G115 -- as above
		}
	}
	found := []searchRow{}
	for i, r := range x.rows {
		if kept[i] && len(found) < q.Limit {
			found = append(found, r)
		}
	}
	return found
}

// meant answers the rows that hold a word which the typed one, with a slip of the finger in it, may mean.
func (x *partIndex) meant(typed string, loose bool) map[int32]bool {
	if !loose || len([]rune(typed)) < looseWordMin {
		return nil
	}
	pieces := fragments(typed)
	rows := map[int32]bool{}
	for i, w := range x.words {
		hasPiece := slices.ContainsFunc(pieces, func(p string) bool { return strings.Contains(w, p) })
		if !hasPiece || !close(w, typed) {
			continue
		}
		for _, at := range x.at[i] {
			rows[at] = true
		}
	}
	return rows
}

// indexBytesMax is the memory that indexes may take together; GitHub's, Stripe's and Kubernetes' take about 6 MiB.
const indexBytesMax = 64 << 20

// partIndexes keeps the indexes of versions that were searched lately, by version and hash. It may be used from many
// goroutines at once; the zero value is empty.
type partIndexes struct {
	making sync.Mutex // held by whoever makes an index
	mu     sync.Mutex // guards what follows
	kept   map[string]*partIndex
	size   int
}

func (p *partIndexes) get(key string) *partIndex {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.kept[key]
}

// put keeps an index and drops others, whichever come first, until all fit.
func (p *partIndexes) put(key string, x *partIndex) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.kept == nil {
		p.kept = map[string]*partIndex{}
	}
	if old := p.kept[key]; old != nil {
		p.size -= old.size
	}
	p.kept[key] = x
	p.size += x.size
	for other, o := range p.kept {
		if p.size <= indexBytesMax {
			return
		}
		if other != key {
			p.size -= o.size
			delete(p.kept, other)
		}
	}
}
