package mail

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// page is what the layout shows: one mail as a list of blocks.
type page struct {
	Subject, Portal, Because string
	// Choose is the address where its reader chooses what comes by mail; empty where that can't be chosen.
	Choose string
	Blocks []block
}

// block is a paragraph or what stands in its place. Kind says which of the members count: paragraph and quote (Text), bullets
// and numbers (Items), button (Text and Link), details (Rows), entries (Entries).
type block struct {
	Kind    string
	Text    string
	Link    string
	Items   []string
	Rows    []Row
	Entries []Entry
}

var (
	buttonLine = regexp.MustCompile(`^\[([^\]]+)\]\(([^)]*)\)$`)
	numberLine = regexp.MustCompile(`^\d{1,3}\. `)
)

// blocks reads the lines of a letter whose values are still marks, and puts the values in.
func (v values) blocks(body string) []block {
	var all []block
	add := func(b block) { all = append(all, b) }
	open := false // whether the next line belongs to the block before it
	for line := range strings.Lines(body) {
		line = strings.TrimSpace(line)
		if line == "" {
			open = false
			continue
		}
		b := v.block(line)
		if last := len(all) - 1; open && last >= 0 && all[last].Kind == b.Kind {
			switch b.Kind {
			case "paragraph", "quote":
				all[last].Text += "\n" + b.Text
				continue
			case "bullets", "numbers":
				all[last].Items = append(all[last].Items, b.Items...)
				continue
			}
		}
		open = true
		if b.Kind != "button" || b.Link != "" {
			add(b)
		}
	}
	return all
}

// block reads one line.
func (v values) block(line string) block {
	if button := buttonLine.FindStringSubmatch(line); button != nil {
		return block{Kind: "button", Text: v.show(button[1]), Link: v.show(button[2])}
	}
	if rest, ok := strings.CutPrefix(line, "- "); ok {
		return block{Kind: "bullets", Items: []string{v.show(rest)}}
	}
	if number := numberLine.FindString(line); number != "" {
		return block{Kind: "numbers", Items: []string{v.show(line[len(number):])}}
	}
	if rest, ok := strings.CutPrefix(line, "> "); ok {
		return block{Kind: "quote", Text: v.show(rest)}
	}
	if r, size := utf8.DecodeRuneInString(line); size == len(line) && v.named[r] != "" {
		switch x := v.data[v.named[r]].(type) {
		case []string:
			return block{Kind: "bullets", Items: x}
		case []Row:
			return block{Kind: "details", Rows: x}
		case []Entry:
			return block{Kind: "entries", Entries: x}
		}
	}
	return block{Kind: "paragraph", Text: v.show(line)}
}
