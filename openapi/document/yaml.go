package document

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// yamlReader turns yaml.v3's nodes into ours. Aliases share one Node; the count of nodes grows as if each were
// written out, because that is what a reader of the document would pay.
type yamlReader struct {
	file    uint16
	name    string
	arena   *arena
	limits  Limits
	aliases int
	anchors map[*yaml.Node]*Node
	sizes   map[*yaml.Node]int
	open    map[*yaml.Node]bool
	seen    map[string]int
	repeats []*Node
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

func (r *yamlReader) decode(data []byte) (*Node, error) {
	if err := prescanYAML(data, r.limits, r.name); err != nil {
		return nil, err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		line := 0
		if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
			line, _ = strconv.Atoi(m[1])
		}
		return nil, &SyntaxError{Message: strings.TrimPrefix(err.Error(), "yaml: "), File: r.name, Line: line}
	}
	if len(doc.Content) == 0 {
		return nil, &SyntaxError{Message: "the file is empty", File: r.name}
	}
	r.anchors, r.sizes = map[*yaml.Node]*Node{}, map[*yaml.Node]int{}
	r.open, r.seen = map[*yaml.Node]bool{}, map[string]int{}
	return r.convert(doc.Content[0], 0)
}

func (r *yamlReader) limit(what string, max, line int) error {
	return &LimitError{What: what, Max: max, File: r.name, Line: line}
}

func (r *yamlReader) convert(y *yaml.Node, depth int) (*Node, error) {
	if y.Kind == yaml.AliasNode {
		return r.alias(y)
	}
	if depth > r.limits.Depth {
		return nil, r.limit("levels of depth", r.limits.Depth, y.Line)
	}
	if r.arena.count >= r.limits.Nodes {
		return nil, r.limit("nodes", r.limits.Nodes, y.Line)
	}
	before := r.arena.count
	n := r.arena.node()
	n.File, n.Line = r.file, int32(y.Line)
	var err error
	switch y.Kind {
	case yaml.MappingNode:
		err = r.guarded(y, func() error { return r.mapping(n, y, depth) })
	case yaml.SequenceNode:
		err = r.guarded(y, func() error { return r.sequence(n, y, depth) })
	default:
		scalar(n, y)
	}
	if y.Anchor != "" {
		r.anchors[y], r.sizes[y] = n, r.arena.count-before
	}
	return n, err
}

// guarded notices an anchor that contains itself.
func (r *yamlReader) guarded(y *yaml.Node, read func() error) error {
	if y.Anchor == "" {
		return read()
	}
	r.open[y] = true
	defer delete(r.open, y)
	return read()
}

func (r *yamlReader) alias(y *yaml.Node) (*Node, error) {
	if r.aliases++; r.aliases > r.limits.Aliases {
		return nil, r.limit("aliases", r.limits.Aliases, y.Line)
	}
	n := r.anchors[y.Alias]
	if n == nil || r.open[y.Alias] {
		return nil, &SyntaxError{Message: "alias *" + y.Value + " contains itself", File: r.name, Line: y.Line}
	}
	r.arena.count += r.sizes[y.Alias]
	if r.arena.count > r.limits.Nodes {
		return nil, r.limit("nodes", r.limits.Nodes, y.Line)
	}
	return n, nil
}

func (r *yamlReader) sequence(n *Node, y *yaml.Node, depth int) error {
	n.Kind = Array
	n.Members = make([]Member, 0, len(y.Content))
	for _, item := range y.Content {
		v, err := r.convert(item, depth+1)
		if err != nil {
			return err
		}
		n.Members = append(n.Members, Member{Value: v})
	}
	return nil
}

func (r *yamlReader) mapping(n *Node, y *yaml.Node, depth int) error {
	n.Kind = Object
	members := make([]Member, 0, len(y.Content)/2)
	var merged []Member
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := y.Content[i]
		if key.Kind == yaml.AliasNode {
			key = key.Alias
		}
		if key.Kind != yaml.ScalarNode {
			return &SyntaxError{Message: "a key must be a plain value", File: r.name, Line: key.Line}
		}
		v, err := r.convert(y.Content[i+1], depth+1)
		if err != nil {
			return err
		}
		if key.Tag == "!!merge" {
			merged = append(merged, mergeSources(v)...)
			continue
		}
		if y.Content[i+1].Kind != yaml.AliasNode && int(v.Line) > key.Line {
			v.Line = int32(key.Line) // a block is found by the key above it
		}
		members = append(members, Member{withoutNUL(key.Value), v})
	}
	var repeated []*Node
	n.Members, repeated = uniqueMembers(members, r.seen)
	r.repeats = append(r.repeats, repeated...)
	if merged != nil {
		n.Members, _ = uniqueFirst(append(n.Members, merged...), r.seen)
	}
	return nil
}

func mergeSources(v *Node) []Member {
	if v.Kind == Object {
		return v.Members
	}
	var all []Member
	for _, item := range v.Items() {
		all = append(all, item.Value.Fields()...)
	}
	return all
}

// uniqueFirst keeps the first of repeated keys, which is what a YAML merge means.
func uniqueFirst(members []Member, seen map[string]int) ([]Member, int) {
	clear(seen)
	out := make([]Member, 0, len(members))
	for _, m := range members {
		if _, double := seen[m.Key]; double {
			continue
		}
		seen[m.Key] = len(out)
		out = append(out, m)
	}
	return out, len(members) - len(out)
}

func scalar(n *Node, y *yaml.Node) {
	switch y.ShortTag() {
	case "!!null":
		n.Kind, n.Text = Null, "null"
	case "!!bool":
		n.Kind, n.Text = Bool, "false"
		if strings.EqualFold(y.Value, "true") {
			n.Text = "true"
		}
	case "!!int", "!!float":
		n.Kind, n.Text = yamlNumber(y.Value)
	default:
		n.Kind, n.Text = String, withoutNUL(y.Value)
	}
}

// withoutNUL does for YAML what noNUL does for JSON.
func withoutNUL(s string) string { return strings.ReplaceAll(s, "\x00", "\uFFFD") }

// yamlNumber gives the JSON literal of a YAML number; what JSON can't say (.inf, .nan) stays text.
func yamlNumber(s string) (Kind, string) {
	if validNumber(s) {
		return Number, s
	}
	plain := strings.ReplaceAll(strings.TrimPrefix(s, "+"), "_", "")
	if validNumber(plain) {
		return Number, plain
	}
	if n, err := strconv.ParseInt(plain, 0, 64); err == nil {
		return Number, strconv.FormatInt(n, 10)
	}
	if f, err := strconv.ParseFloat(plain, 64); (err == nil || errors.Is(err, strconv.ErrRange)) && !math.IsInf(f, 0) && !math.IsNaN(f) {
		return Number, strconv.FormatFloat(f, 'g', -1, 64)
	}
	return String, s
}
