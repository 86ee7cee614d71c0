package guides

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// partPrefix begins the id of every heading: no heading can be called as something else on the page is.
const partPrefix = "part-"

// partRunesMax bounds an id without its prefix and the number behind it.
const partRunesMax = 60

var partID = regexp.MustCompile(`^` + partPrefix + `[\p{L}\p{N}-]{1,80}$`)

// parts names the headings of one guide after their words, so that an address can lead to one. It implements parser.IDs.
type parts map[string]int

// Generate answers an id that no heading before has: letters and digits of any script, in lower case, with dashes between words.
func (p parts) Generate(value []byte, _ ast.NodeKind) []byte {
	var words []rune
	for _, r := range strings.ToLower(string(value)) {
		switch {
		case len(words) == partRunesMax:
		case unicode.IsLetter(r), unicode.IsNumber(r):
			words = append(words, r)
		case (unicode.IsSpace(r) || r == '-') && len(words) > 0 && words[len(words)-1] != '-':
			words = append(words, '-')
		}
	}
	id := partPrefix + strings.Trim(string(words), "-")
	if id == partPrefix {
		id += "1"
	}
	p[id]++
	for n := p[id]; n > 1; n++ {
		if next := id + "-" + strconv.Itoa(n); p[next] == 0 {
			p[next], p[id] = 1, n
			return []byte(next)
		}
	}
	return []byte(id)
}

// Put implements parser.IDs; ids are only ever generated.
func (p parts) Put([]byte) {}
