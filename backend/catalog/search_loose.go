package catalog

// fragments answers three pieces of a word. Whoever makes one mistake in a word of four letters or more leaves at least
// one of them as it was, so looking for any of them finds the word that was meant.
func fragments(word string) []string {
	runes := []rune(word)
	if len(runes) < looseWordMin {
		return []string{word}
	}
	third := len(runes) / 3
	return []string{string(runes[:third]), string(runes[third : 2*third]), string(runes[2*third:])}
}

// close reports whether token, or its beginning, is word with one mistake (two from eight letters on): a letter missing,
// added, changed, or two swapped.
func close(token, word string) bool {
	allowed := 1
	if len(word) >= 8 {
		allowed = 2
	}
	t, w := []rune(token), []rune(word)
	if len(t) > len(w)+allowed {
		t = t[:len(w)+allowed]
	}
	if len(w) > len(t)+allowed {
		return false
	}
	return nearest(t, w) <= allowed
}

// nearest answers the least number of mistakes between w and any beginning of t (optimal string alignment).
func nearest(t, w []rune) int {
	before, last, row := make([]int, len(t)+1), make([]int, len(t)+1), make([]int, len(t)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(w); i++ {
		row[0] = i
		for j := 1; j <= len(t); j++ {
			cost := 1
			if w[i-1] == t[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && w[i-1] == t[j-2] && w[i-2] == t[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	least := len(w)
	for j := range last {
		least = min(least, last[j])
	}
	return least
}
