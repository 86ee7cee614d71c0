package lint

import "github.com/gatehouse-dev/gatehouse/openapi/document"

// Looked says how many places each rule looked at.
func Looked(b *document.Bundle) map[string]int {
	out := map[string]int{}
	for id, t := range look(b).tallies {
		out[id] = t.checked
	}
	return out
}
