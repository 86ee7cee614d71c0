package document

import (
	"errors"
	"path"
	"strconv"
	"strings"
)

// schemaRef makes a reference to a schema point to a name in the store, giving the target one if it has none.
func (l *linker) schemaRef(n *Node, ref string) *Node {
	name, ok := l.schemaName(n, ref)
	if !ok {
		return l.missing(n, ref)
	}
	if name == "" {
		return object(n)
	}
	canonical := "#" + l.schemaPrefix() + escapeToken(name)
	if canonical != ref {
		n.set("$ref", text(n.Get("$ref"), canonical))
	}
	n.mark = markLinked
	for _, m := range n.Members {
		if m.Value.Kind == Object || m.Value.Kind == Array {
			l.siblings(n)
			break
		}
	}
	return n
}

// siblings walks what stands beside a $ref.
func (l *linker) siblings(n *Node) {
	for i := range n.Members {
		m := &n.Members[i]
		l.path = append(l.path, m.Key)
		m.Value = l.resolve(m.Value, below(schema, m.Key))
		l.path = l.path[:len(l.path)-1]
	}
}

// schemaName returns the name of a reference's target; "" when it was refused, false when there is nothing.
func (l *linker) schemaName(n *Node, ref string) (string, bool) {
	file, pointer, refused := l.target(n.File, ref)
	if refused {
		l.refuse(n, ref)
		return "", true
	}
	if rest, ok := strings.CutPrefix(pointer, l.schemaPrefix()); ok && file == l.entry.name && !strings.Contains(rest, "/") {
		name := Tokens(rest)
		if len(name) == 1 && l.taken[name[0]] {
			return name[0], true
		}
		return "", false
	}
	if name, ok := l.named[file+"#"+pointer]; ok {
		return name, true
	}
	target := l.lookup(file, pointer, 0)
	if target == nil {
		return "", false
	}
	if len(l.taken) >= l.limits.Schemas {
		l.fatal = &LimitError{What: "schemas", Max: l.limits.Schemas, File: file}
		return "", false
	}
	name := l.fresh(file, pointer)
	l.named[file+"#"+pointer] = name
	l.taken[name] = true
	l.todo = append(l.todo, len(l.store.Members))
	l.store.Members = append(l.store.Members, Member{name, target})
	return name, true
}

// fresh derives a name from the last part of the pointer, or else of the file.
func (l *linker) fresh(file, pointer string) string {
	base := strings.TrimSuffix(path.Base(file), path.Ext(file))
	if tokens := Tokens(pointer); len(tokens) > 0 {
		base = tokens[len(tokens)-1]
		if _, err := strconv.Atoi(base); (err == nil || grammar[schema][base] != anything || base == "schema") && len(tokens) > 1 {
			base = tokens[max(0, len(tokens)-3)] + "-" + tokens[len(tokens)-2] + "-" + base
		}
	}
	base = slug(base)
	name := base
	for i := 2; l.taken[name]; i++ {
		name = base + "-" + strconv.Itoa(i)
	}
	return name
}

// mapping rewrites the values of a discriminator's mapping to names in the store.
func (l *linker) mapping(mapping *Node) {
	for i, m := range mapping.Fields() {
		value := m.Value.Text
		if m.Value.Kind != String || value == "" {
			continue
		}
		name := value
		if !l.taken[value] {
			found := false
			if name, found = l.schemaName(&Node{File: m.Value.File, Line: m.Value.Line}, value); !found || name == "" {
				l.report(ruleMissingRef, m.Value, "the mapping points to "+value+", which does not exist")
				continue
			}
		}
		mapping.Members[i].Value = text(m.Value, "#"+l.schemaPrefix()+escapeToken(name))
	}
}

// slug keeps letters, digits, dot, dash and underscore; everything else becomes one dash.
func slug(s string) string {
	var b strings.Builder
	dash := false
	for _, r := range s {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '_' {
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
			continue
		}
		dash = true
	}
	if out := strings.Trim(b.String(), "."); out != "" {
		return out
	}
	return "unnamed"
}

func (l *linker) report(r rule, n *Node, message string) {
	if len(l.findings) >= findingsMax && r.id != ruleRefusedRef.id {
		return
	}
	f := Finding{Severity: r.severity, Rule: r.id, Message: message, Fix: r.fix, Pointer: Pointer(l.path...)}
	if n != nil {
		f.Line = int(n.Line)
		if int(n.File) < len(l.names) && len(l.source.Files) > 1 {
			f.File = l.names[n.File]
		}
	}
	l.findings = append(l.findings, f)
}

// reportFile says once per file why it can't be read.
func (l *linker) reportFile(f *file) {
	var syntax *SyntaxError
	line := 0
	if errors.As(f.err, &syntax) {
		line = syntax.Line
	}
	l.findings = append(l.findings, Finding{
		Severity: Error, Rule: "unreadable-file", Message: f.err.Error(),
		Fix: "Correct the file, or remove the reference to it.", File: f.name, Line: line,
	})
	f.err = errNoFile
}

// checkExpansion cuts circles of nodes that contain each other, which references across files or to the document
// itself can make, and refuses documents whose files refer to each other so often that writing them out would explode.
func (l *linker) checkExpansion() error {
	e := &expansion{linker: l, sizes: map[*Node]int{}}
	l.path = l.path[:0]
	if e.size(l.root) > l.limits.Nodes {
		return &LimitError{What: "nodes", Max: l.limits.Nodes, File: l.entry.name}
	}
	return nil
}

type expansion struct {
	*linker
	sizes map[*Node]int // nodes below, written out; 0 while being counted
}

func (e *expansion) size(n *Node) int {
	if len(n.Members) == 0 {
		return 1
	}
	if s, ok := e.sizes[n]; ok {
		return s
	}
	e.sizes[n] = 0
	total := 1
	for i, m := range n.Members {
		s := e.size(m.Value)
		if s == 0 {
			e.report(ruleCyclicRef, m.Value, "the part "+m.Key+" contains itself")
			n.Members[i].Value = object(m.Value)
			s = 1
		}
		total = min(total+s, e.limits.Nodes+1)
	}
	e.sizes[n] = total
	return total
}
