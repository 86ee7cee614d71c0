package guides

import "strings"

// Bounds of what the renderer is given: beyond them its work grows with the square of a text, or a short text becomes a
// page of gigabytes. No text that people read comes near.
const (
	tableCellsMax = 20_000 // cells of the largest table, which is as wide as its widest line in all its lines
	bracketsMax   = 5_000  // openings of links and pictures
	marksMax      = 20_000 // stars, underscores, tildes and backticks
	quotesMax     = 50     // quotes and list items within each other in one line
)

// costly says whether rendering a text would take more than its length is worth.
func costly(text string) bool {
	if strings.Count(text, "[") > bracketsMax || strings.Count(text, "*")+strings.Count(text, "_")+strings.Count(text, "~")+strings.Count(text, "`") > marksMax {
		return true
	}
	widest, rows := 0, 0 // of the lines with a bar that follow each other
	for line := range strings.Lines(text) {
		bars := strings.Count(line, "|")
		if strings.TrimSpace(line) == "" {
			widest, rows = 0, 0
			continue
		}
		rows++
		widest = max(widest, bars+1)
		if widest > 2 && widest*rows > tableCellsMax || nested(line) > quotesMax {
			return true
		}
	}
	return false
}

// nested counts the marks of quotes and lists at the beginning of a line.
func nested(line string) (n int) {
	for _, c := range line {
		switch c {
		case '>', '-', '+', '*':
			n++
		case ' ', '\t':
		default:
			return n
		}
	}
	return 0 // a line of nothing else is a rule
}
