package usage

import (
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/usage/block"
)

// condition asks for a text in a column.
type condition struct {
	column int
	text   string
}

// conditions are the texts that a question asks for, those first that leave the fewest calls.
func (q question) conditions() []condition {
	all := []condition{
		{block.Token, q.token}, {block.App, q.app}, {block.Code, q.code}, {block.Operation, q.operation}, {block.API, q.api},
		{block.Environment, q.environment},
	}
	return slices.DeleteFunc(all, func(c condition) bool { return c.text == "" })
}

// tokensLooked is for how many tokens a block's filter is asked before the block is simply opened.
const tokensLooked = 64

// may says whether a block with this filter can hold an answer.
func (q question) may(filter []byte) bool {
	for _, c := range q.conditions() {
		if !block.May(filter, c.column, c.text) {
			return false
		}
	}
	if q.apps != nil && !slices.ContainsFunc(q.apps, func(app string) bool { return block.May(filter, block.App, app) }) {
		return false
	}
	if q.tokens != nil && len(q.tokens) <= tokensLooked {
		held := false
		for token := range q.tokens {
			held = held || block.May(filter, block.Token, token)
		}
		if !held {
			return false
		}
	}
	return q.statusTo == 0 || block.MayStatus(filter, q.statusFrom, q.statusTo)
}

// pick answers the places of the calls that fit the question, time aside.
func (q question) pick(b *block.Block) ([]int, error) {
	var places []int
	var err error
	keep := func(column int, test func(string) bool) {
		if err == nil && (places == nil || len(places) > 0) {
			places, err = b.Keep(places, column, test)
		}
	}
	for _, c := range q.conditions() {
		keep(c.column, func(word string) bool { return word == c.text })
	}
	if q.apps != nil {
		keep(block.App, func(word string) bool { return slices.Contains(q.apps, word) })
	}
	if q.tokens != nil {
		keep(block.Token, func(word string) bool { return q.tokens[word] })
	}
	if q.through {
		keep(block.Code, func(word string) bool { return word == "" })
	}
	switch q.traffic {
	case TrafficConsole:
		keep(block.Token, func(word string) bool { return strings.HasPrefix(word, consolePrefix) })
	case TrafficApps:
		keep(block.Token, func(word string) bool { return !strings.HasPrefix(word, consolePrefix) })
	}
	if err != nil {
		return nil, err
	}
	if places == nil {
		places = b.All()
	}
	if q.statusTo == 0 || len(places) == 0 {
		return places, nil
	}
	status, err := b.Numbers(block.Status)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(places, func(i int) bool {
		return status[i] < int64(q.statusFrom) || status[i] >= int64(q.statusTo)
	}), nil
}
