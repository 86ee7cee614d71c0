package document

import (
	"bytes"
	"regexp"
)

var (
	yamlBlockScalar = regexp.MustCompile(`(^|[:\-?]\s+|\s)[|>][+-]?[1-9]?[+-]?\s*(#.*)?$`)
	yamlAlias       = regexp.MustCompile(`(^|[:,\[\-]\s+|\[)\*[^\s,\]}]+\s*([,\]}#]|$)`)
)

// prescanYAML refuses hostile YAML before yaml.v3 builds anything from it: nesting far beyond the limit and floods
// of aliases. It reads line by line and knows block scalars, so that prose is not mistaken for structure. What it
// lets through is counted exactly afterwards.
func prescanYAML(data []byte, limits Limits, name string) error {
	s := yamlScan{limits: limits, name: name, block: -1}
	for line := 1; len(data) > 0; line++ {
		text := data
		if end := bytes.IndexByte(data, '\n'); end >= 0 {
			text, data = data[:end], data[end+1:]
		} else {
			data = nil
		}
		if err := s.line(bytes.TrimRight(text, "\r"), line); err != nil {
			return err
		}
	}
	return nil
}

type yamlScan struct {
	limits  Limits
	name    string
	indents []int
	block   int // indentation of the line that opened a block scalar, or -1
	flow    int
	aliases int
}

func (s *yamlScan) line(text []byte, line int) error {
	body := bytes.TrimLeft(text, " ")
	indent := len(text) - len(body)
	if len(body) == 0 || s.block >= 0 && indent > s.block {
		return nil
	}
	s.block = -1
	if err := s.nest(indent, body, line); err != nil {
		return err
	}
	if bytes.IndexByte(body, '*') >= 0 {
		if s.aliases += len(yamlAlias.FindAllIndex(body, -1)); s.aliases > s.limits.Aliases {
			return &LimitError{What: "aliases", Max: s.limits.Aliases, File: s.name, Line: line}
		}
	}
	if last := body[len(body)-1]; (last == '|' || last == '>' || bytes.ContainsAny(body, "|>")) && yamlBlockScalar.Match(body) {
		s.block = indent
	}
	return nil
}

// nest keeps the stack of indentations, including those of "- - -" on one line, and the depth of brackets.
func (s *yamlScan) nest(indent int, body []byte, line int) error {
	for len(s.indents) > 0 && s.indents[len(s.indents)-1] >= indent {
		s.indents = s.indents[:len(s.indents)-1]
	}
	s.indents = append(s.indents, indent)
	for len(body) > 1 && body[0] == '-' && body[1] == ' ' {
		rest := bytes.TrimLeft(body[1:], " ")
		indent += len(body) - len(rest)
		s.indents = append(s.indents, indent)
		body = rest
	}
	for _, c := range body {
		switch c {
		case '[', '{':
			s.flow++
		case ']', '}':
			s.flow = max(0, s.flow-1)
		}
		if s.flow > 4*s.limits.Depth {
			break
		}
	}
	// Twice and four times the limit: brackets in prose and dashes count here, and may not refuse a good document.
	if len(s.indents) > 2*s.limits.Depth || s.flow > 4*s.limits.Depth {
		return &LimitError{What: "levels of depth", Max: s.limits.Depth, File: s.name, Line: line}
	}
	return nil
}
