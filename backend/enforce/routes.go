package enforce

import (
	"net/url"
	"slices"
	"strings"
)

// Routes finds the operation of a method and a canonical path. It is a tree of path segments: cost grows with the
// length of the path, not with the number of operations. Immutable after NewRoutes.
type Routes struct {
	root  node
	count int
}

type node struct {
	static map[string]*node
	params []edge
	ops    []*Operation
}

// edge leads over a segment with parameters. parts are the literal pieces between them: {id}.json is ["", ".json"].
type edge struct {
	parts []string
	next  *node
}

// NewRoutes builds the tree. Of two operations with the same method and template the first one counts.
func NewRoutes(operations []*Operation) *Routes {
	r := &Routes{count: len(operations)}
	for _, op := range operations {
		r.add(op)
	}
	return r
}

// Count returns the number of operations.
func (r *Routes) Count() int { return r.count }

func (r *Routes) add(op *Operation) {
	at := &r.root
	rest := strings.TrimPrefix(op.Template, "/")
	for {
		segment, tail, more := strings.Cut(rest, "/")
		at = at.child(segment)
		if !more {
			break
		}
		rest = tail
	}
	for _, have := range at.ops {
		if have.Method == op.Method {
			return
		}
	}
	at.ops = append(at.ops, op)
}

func (n *node) child(segment string) *node {
	if strings.ContainsAny(segment, "{}") {
		parts := splitTemplate(segment)
		for _, e := range n.params {
			if slices.Equal(e.parts, parts) {
				return e.next
			}
		}
		e := edge{parts: parts, next: &node{}}
		n.params = append(n.params, e)
		slices.SortStableFunc(n.params, func(a, b edge) int { return literalLen(b.parts) - literalLen(a.parts) })
		return e.next
	}
	if decoded, err := url.PathUnescape(segment); err == nil {
		segment = decoded // compared with what the call's segment means
	}
	if n.static == nil {
		n.static = map[string]*node{}
	}
	next := n.static[segment]
	if next == nil {
		next = &node{}
		n.static[segment] = next
	}
	return next
}

// splitTemplate returns the literals around the parameters of a segment; an unclosed brace is literal text.
func splitTemplate(segment string) []string {
	var parts []string
	literal := ""
	for {
		open := strings.IndexByte(segment, '{')
		end := -1
		if open >= 0 {
			end = strings.IndexByte(segment[open:], '}')
		}
		if end < 0 {
			return append(parts, literal+segment)
		}
		parts = append(parts, literal+segment[:open])
		segment = segment[open+end+1:]
	}
}

func literalLen(parts []string) int {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	return n
}

// find returns the operation, preferring literal segments over parameters as OpenAPI asks. When the path is known but
// not with this method, it returns a node whose operations name the methods that are. A HEAD call may use GET's.
func (r *Routes) find(method, path string) (op *Operation, known *node) {
	if r == nil || path == "" || path[0] != '/' {
		return nil, nil
	}
	return r.root.walk(method, path[1:])
}

func (n *node) walk(method, rest string) (op *Operation, known *node) {
	segment, tail, more := strings.Cut(rest, "/")
	if strings.IndexByte(segment, '%') >= 0 {
		segment, _ = url.PathUnescape(segment) // canonical: it decodes, and never to a slash
	}
	if next := n.static[segment]; next != nil {
		if op, known = next.end(method, tail, more); op != nil {
			return op, known
		}
	}
	for i := range n.params {
		if !matchSegment(n.params[i].parts, segment) {
			continue
		}
		found, at := n.params[i].next.end(method, tail, more)
		if found != nil {
			return found, at
		}
		if known == nil {
			known = at
		}
	}
	return nil, known
}

func (n *node) end(method, tail string, more bool) (op *Operation, known *node) {
	if more {
		return n.walk(method, tail)
	}
	var get *Operation
	for _, op := range n.ops {
		if op.Method == method {
			return op, n
		}
		if op.Method == "GET" {
			get = op
		}
	}
	if method == "HEAD" && get != nil {
		return get, n
	}
	if len(n.ops) == 0 {
		return nil, nil
	}
	return nil, n
}

// matchSegment says whether a segment fits the literals with at least one character for each parameter.
func matchSegment(parts []string, segment string) bool {
	last := len(parts) - 1
	if !strings.HasPrefix(segment, parts[0]) {
		return false
	}
	segment = segment[len(parts[0]):]
	for _, literal := range parts[1:last] {
		if segment == "" {
			return false
		}
		at := strings.Index(segment[1:], literal)
		if at < 0 {
			return false
		}
		segment = segment[1+at+len(literal):]
	}
	return len(segment) > len(parts[last]) && strings.HasSuffix(segment, parts[last])
}

// allow lists the methods of a node for the Allow header.
func (n *node) allow() string {
	methods := make([]string, 0, len(n.ops)+1)
	for _, op := range n.ops {
		methods = append(methods, op.Method)
		if op.Method == "GET" {
			methods = append(methods, "HEAD")
		}
	}
	slices.Sort(methods)
	return strings.Join(slices.Compact(methods), ", ")
}
