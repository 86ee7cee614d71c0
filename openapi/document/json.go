package document

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// jsonDecoder builds Nodes from JSON in one pass, without reflection: strings without escapes are slices of the
// source, nodes and members come from slabs. It counts depth and nodes while it reads, so a hostile document stops
// at the limit and not in memory.
type jsonDecoder struct {
	noNUL   bool // U+0000 in a string becomes U+FFFD: no database keeps it, and no name has it
	src     string
	pos     int
	line    int32
	file    uint16
	name    string
	arena   *arena
	limits  Limits
	stack   []Member
	seen    map[string]int
	repeats []*Node
}

// arena hands out nodes and counts them over all files of one import.
type arena struct {
	nodes []Node
	count int
}

func (a *arena) node() *Node {
	if len(a.nodes) == 0 {
		a.nodes = make([]Node, 512)
	}
	n := &a.nodes[0]
	a.nodes = a.nodes[1:]
	a.count++
	return n
}

// ParseJSON reads one JSON value within the default limits, keeping order and lines.
func ParseJSON(data []byte) (*Node, error) {
	d := &jsonDecoder{src: string(data), line: 1, arena: &arena{}, limits: DefaultLimits()}
	d.limits.Depth = 512
	return d.decode()
}

func (d *jsonDecoder) decode() (*Node, error) {
	if !utf8.ValidString(d.src) {
		d.src = strings.ToValidUTF8(d.src, "\uFFFD")
	}
	n, err := d.value(0)
	if err != nil {
		return nil, err
	}
	d.space()
	if d.pos < len(d.src) {
		return nil, d.fail("unexpected text after the end of the document")
	}
	return n, nil
}

func (d *jsonDecoder) fail(message string) error {
	return &SyntaxError{Message: message, File: d.name, Line: int(d.line)}
}

func (d *jsonDecoder) space() {
	for d.pos < len(d.src) {
		switch d.src[d.pos] {
		case '\n':
			d.line++
			d.pos++
		case ' ', '\t', '\r':
			d.pos++
		default:
			return
		}
	}
}

func (d *jsonDecoder) value(depth int) (*Node, error) {
	d.space()
	if d.pos >= len(d.src) {
		return nil, d.fail("the document ends too early")
	}
	if d.arena.count >= d.limits.Nodes {
		return nil, &LimitError{What: "nodes", Max: d.limits.Nodes, File: d.name, Line: int(d.line)}
	}
	n := d.arena.node()
	n.File, n.Line = d.file, d.line
	switch c := d.src[d.pos]; {
	case c == '{' || c == '[':
		if depth >= d.limits.Depth {
			return nil, &LimitError{What: "levels of depth", Max: d.limits.Depth, File: d.name, Line: int(d.line)}
		}
		d.pos++
		if c == '{' {
			return n, d.object(n, depth+1)
		}
		return n, d.array(n, depth+1)
	case c == '"':
		s, err := d.str()
		n.Kind, n.Text = String, s
		return n, err
	case c == '-' || c >= '0' && c <= '9':
		return n, d.number(n)
	}
	return n, d.word(n)
}

func (d *jsonDecoder) word(n *Node) error {
	for _, w := range [...]struct {
		text string
		kind Kind
	}{{"true", Bool}, {"false", Bool}, {"null", Null}} {
		if strings.HasPrefix(d.src[d.pos:], w.text) {
			n.Kind, n.Text = w.kind, w.text
			d.pos += len(w.text)
			return nil
		}
	}
	return d.fail("unexpected character " + strconv.QuoteRune(rune(d.src[d.pos])))
}

func (d *jsonDecoder) number(n *Node) error {
	start := d.pos
	for d.pos < len(d.src) && strings.IndexByte("+-.eE0123456789", d.src[d.pos]) >= 0 {
		d.pos++
	}
	n.Kind, n.Text = Number, d.src[start:d.pos]
	if !validNumber(n.Text) {
		return d.fail("malformed number")
	}
	return nil
}

func (d *jsonDecoder) array(n *Node, depth int) error {
	n.Kind = Array
	base := len(d.stack)
	for first := true; ; first = false {
		if done, err := d.next(']', first); err != nil {
			return err
		} else if done {
			break
		}
		v, err := d.value(depth)
		if err != nil {
			return err
		}
		d.stack = append(d.stack, Member{Value: v})
	}
	n.Members = append([]Member(nil), d.stack[base:]...)
	d.stack = d.stack[:base]
	return nil
}

// next moves to the next element of an array or object: it reports whether the closing character came instead.
func (d *jsonDecoder) next(closing byte, first bool) (bool, error) {
	d.space()
	if d.pos >= len(d.src) {
		return false, d.fail("the document ends too early")
	}
	c := d.src[d.pos]
	if c == closing {
		d.pos++
		return true, nil
	}
	if !first {
		if c != ',' {
			return false, d.fail("expected a comma or " + strconv.QuoteRune(rune(closing)))
		}
		d.pos++
		d.space()
	}
	return false, nil
}

func (d *jsonDecoder) object(n *Node, depth int) error {
	n.Kind = Object
	base := len(d.stack)
	for first := true; ; first = false {
		if done, err := d.next('}', first); err != nil {
			return err
		} else if done {
			break
		}
		if d.pos >= len(d.src) || d.src[d.pos] != '"' {
			return d.fail("expected a member name in double quotes")
		}
		key, err := d.str()
		if err != nil {
			return err
		}
		d.space()
		if d.pos >= len(d.src) || d.src[d.pos] != ':' {
			return d.fail("expected a colon after the member name")
		}
		d.pos++
		v, err := d.value(depth)
		if err != nil {
			return err
		}
		d.stack = append(d.stack, Member{key, v})
	}
	n.Members = d.unique(d.stack[base:])
	d.stack = d.stack[:base]
	return nil
}

// unique copies members out of the stack; of a repeated key the last value stays, at the first place.
func (d *jsonDecoder) unique(members []Member) []Member {
	if d.seen == nil {
		d.seen = map[string]int{}
	}
	out, repeated := uniqueMembers(members, d.seen)
	d.repeats = append(d.repeats, repeated...)
	return out
}

func uniqueMembers(members []Member, seen map[string]int) (out []Member, repeated []*Node) {
	out = make([]Member, 0, len(members))
	if len(members) > 12 {
		clear(seen)
	}
next:
	for _, m := range members {
		at, double := 0, false
		if len(members) > 12 {
			at, double = seen[m.Key]
		} else {
			for i := range out {
				if out[i].Key == m.Key {
					at, double = i, true
					break
				}
			}
		}
		if double {
			out[at].Value = m.Value
			repeated = append(repeated, m.Value)
			continue next
		}
		if len(members) > 12 {
			seen[m.Key] = len(out)
		}
		out = append(out, m)
	}
	return out, repeated
}

func trimBOM(data []byte) []byte { return bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")) }

// ParseStrictJSON reads one JSON value that all readers must understand alike: at most depth levels, UTF-8, and no object that
// names a member twice.
func ParseStrictJSON(data []byte, depth int) (*Node, error) {
	if !utf8.Valid(data) {
		return nil, &SyntaxError{Message: "the text is not UTF-8"}
	}
	d := &jsonDecoder{src: string(data), line: 1, arena: &arena{}, limits: DefaultLimits()}
	d.limits.Depth = depth
	n, err := d.decode()
	if err == nil && len(d.repeats) > 0 {
		return nil, &SyntaxError{Message: "an object names a member twice", Line: int(d.repeats[0].Line)}
	}
	return n, err
}
