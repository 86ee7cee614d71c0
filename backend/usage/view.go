package usage

import (
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/usage/block"
)

// cellTexts are the columns of text that make a cell, in the order of place.text.
var cellTexts = [...]int{block.App, block.API, block.Token, block.Operation, block.Environment, block.Network, block.Code}

// The places of columns in cellTexts that are asked for by name.
const (
	textApp = iota
	textAPI
	textToken
	textOperation
	textEnvironment
	textNetwork
	textCode
)

// view reads a block's records as cells, whichever level they are of.
type view struct {
	level                                  level
	texts                                  [len(cellTexts)]*block.Texts
	histograms                             *block.Texts
	at, status, latency, count, bytes, out []int64
}

func viewOf(b *block.Block, l level) (*view, error) {
	v := &view{level: l}
	var err error
	for i, column := range cellTexts {
		if v.texts[i], err = b.Texts(column); err != nil {
			return nil, err
		}
	}
	if v.histograms, err = b.Texts(block.Histogram); err != nil {
		return nil, err
	}
	for column, into := range map[int]*[]int64{
		block.At: &v.at, block.Status: &v.status, block.Latency: &v.latency, block.Count: &v.count,
		block.BytesIn: &v.bytes, block.BytesOut: &v.out,
	} {
		if *into, err = b.Numbers(column); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// calls answers how many calls the record at a place stands for.
func (v *view) calls(place int) int64 {
	if v.level == levelCalls {
		return 1
	}
	return v.count[place]
}

// latencies adds the record's latencies to h.
func (v *view) latencies(place int, h *histogram) {
	if v.level == levelCalls {
		h.add(bandOf(v.latency[place]), 1)
		return
	}
	h.addText(v.histograms.Words[v.histograms.Index(place)])
}

// word answers a text of the record at a place as cells have it: console tokens, which live for five minutes, share one
// name, and callers without an app one network, so that a flood from many places can't grow the rollups.
func (v *view) word(text, place int) string {
	words := v.texts[text]
	word := words.Words[words.Index(place)]
	switch {
	case v.level != levelCalls:
	case text == textToken && strings.HasPrefix(word, consolePrefix):
		return consolePrefix
	case text == textNetwork && v.word(textApp, place) == "":
		return ""
	}
	return word
}

// denied says that the record's calls were refused by us, at once or while their answer was on its way; failed that they
// were answered with an error by anybody else, or broke off.
func (v *view) denied(place int) bool {
	code := v.word(textCode, place)
	return v.status[place] < 500 && code != "" && !strings.HasPrefix(code, "upstream_")
}

func (v *view) failed(place int) bool {
	return !v.denied(place) && (v.status[place] >= 400 || v.word(textCode, place) != "")
}

// shape is a cell's key within one block, cheap to compare.
type shape struct {
	bucket int64
	words  [len(cellTexts)]uint16
	status int64
}

// addTo adds everything in the block to sums by buckets of step.
func (v *view) addTo(into cells, step Step) {
	known := map[shape]*sums{}
	for place := range v.at {
		key := shape{bucket: step.start(v.at[place]), status: v.status[place]}
		for i, words := range v.texts {
			key.words[i] = uint16(words.Index(place)) //nolint:gosec // a block has at most 65,536 words
		}
		sum := known[key]
		if sum == nil {
			sum = into.at(v.cell(place, key.bucket))
			known[key] = sum
		}
		sum.calls += v.calls(place)
		sum.latencyUS += v.latency[place]
		sum.bytesIn += v.bytes[place]
		sum.bytesOut += v.out[place]
		v.latencies(place, &sum.bands)
	}
}

func (v *view) cell(place int, bucket int64) cell {
	return cell{
		bucket: bucket, status: v.status[place], app: v.word(textApp, place), api: v.word(textAPI, place),
		token: v.word(textToken, place), operation: v.word(textOperation, place), environment: v.word(textEnvironment, place),
		network: v.word(textNetwork, place), code: v.word(textCode, place),
	}
}
