package block

import "strconv"

// The filter is a Bloom filter (Bloom 1970) over the texts of a block: it says "not here" without opening the block, and
// says "here" wrongly about once in a hundred times. Its size follows the number of distinct texts.
const (
	filterBitsPerMark = 10
	filterProbes      = 7
	filterBytesMax    = 64 << 10
)

// mark is what stands for a text in a filter: FNV-1a over column and text, mixed. It is part of the stored form.
func mark(column int, text string) uint64 {
	h := uint64(14695981039346656037)
	h = (h ^ uint64(column)) * 1099511628211 //nolint:gosec // a small constant
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	return h ^ h>>29
}

func makeFilter(marks []uint64) []byte {
	filter := make([]byte, min(max((len(marks)*filterBitsPerMark+7)/8, 8), filterBytesMax))
	for _, m := range marks {
		for probe := range uint64(filterProbes) {
			bit := (m + probe*(m>>32|1)) % uint64(len(filter)*8)
			filter[bit/8] |= 1 << (bit % 8)
		}
	}
	return filter
}

// statusMarks are the marks of the statuses that occur and of their hundreds, as if they were texts of columns behind the
// others.
func statusMarks(records []*Record) []uint64 {
	var marks []uint64
	var seen [1000]bool
	for _, r := range records {
		if n := r.Number[Status]; n >= 0 && n < int64(len(seen)) && !seen[n] {
			seen[n] = true
			marks = append(marks, mark(texts, strconv.FormatInt(n, 10)), mark(texts+1, strconv.FormatInt(n/100, 10)))
		}
	}
	return marks
}

// MayStatus says whether a block with this filter may hold a status from low up to, without it, high.
func MayStatus(filter []byte, low, high int) bool {
	if low%100 == 0 && high == low+100 {
		return May(filter, texts+1, strconv.Itoa(low/100))
	}
	for status := low; status < high; status++ {
		if May(filter, texts, strconv.Itoa(status)) {
			return true
		}
	}
	return false
}

// filtered says whether the filter knows the texts of a column. The others would only make it large.
func filtered(column int) bool {
	switch column {
	case Token, App, API, Operation, Code, Environment:
		return true
	}
	return false
}

// May says whether a block with this filter may hold text in column. Columns that it does
// not know, and an empty filter, may hold everything.
func May(filter []byte, column int, text string) bool {
	if len(filter) == 0 || column < texts && !filtered(column) {
		return true
	}
	m := mark(column, text)
	for probe := range uint64(filterProbes) {
		bit := (m + probe*(m>>32|1)) % uint64(len(filter)*8)
		if filter[bit/8]&(1<<(bit%8)) == 0 {
			return false
		}
	}
	return true
}
