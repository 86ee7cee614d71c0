package document

import (
	"errors"
	"strconv"
	"strings"
)

// Marks of the passes over a tree, so that a node shared by several places is worked on once.
const (
	markLinking uint8 = iota + 1
	markLinked
	markUpgraded
	markNormal
)

// linker makes one document of all files: a reference from a schema becomes a name under components/schemas, any
// other reference across files is put in place. References to components of the entry document stay.
type linker struct {
	*reader
	root     *Node
	entry    *file
	version  string
	findings []Finding
	refused  []Finding
	path     []string
	hops     int
	inlined  int
	fatal    error
	patterns map[string]string // checked patterns and what is wrong with them

	store *Node             // the object that holds the named schemas
	named map[string]string // file#pointer → name in the store
	taken map[string]bool   // names in the store
	done  map[*Node]*Node   // references already replaced
	todo  []int             // places in the store that were named during the walk and not yet walked
}

func (l *linker) swagger() bool { return l.version == "2.0" }

func (l *linker) schemaPrefix() string {
	if l.swagger() {
		return "/definitions/"
	}
	return "/components/schemas/"
}

// link walks everything that the entry document reaches.
func (l *linker) link() error {
	l.named, l.taken, l.done = map[string]string{}, map[string]bool{}, map[*Node]*Node{}
	l.prepareStore()
	l.walk(l.root, theDocument)
	for len(l.todo) > 0 && l.fatal == nil {
		at := l.todo[0]
		l.todo = l.todo[1:]
		l.path = append(Tokens(l.schemaPrefix()), l.store.Members[at].Key)
		target := l.resolve(l.store.Members[at].Value, schema)
		l.store.Members[at].Value = target
	}
	for _, n := range l.repeats {
		l.report(ruleDuplicateKey, n, "the same key is used twice in one object")
	}
	switch {
	case l.fatal != nil:
		return l.fatal
	case len(l.refused) > 0:
		return &ReferenceError{Findings: l.refused}
	case l.inlined > 0 || len(l.named) > 0:
		return l.checkExpansion()
	}
	return nil
}

// prepareStore finds or makes the object of named schemas; an entry that only points into another file gives that
// place its name.
func (l *linker) prepareStore() {
	holder, key := l.root, "definitions"
	if !l.swagger() {
		if holder, key = l.root.Get("components"), "schemas"; holder == nil || holder.Kind != Object {
			holder = object(l.root)
			l.root.set("components", holder)
		}
	}
	l.store = holder.Get(key)
	if l.store == nil || l.store.Kind != Object {
		l.store = object(holder)
		holder.set(key, l.store)
	} else if ref, ok := l.store.ref(); ok {
		l.store = l.inline(l.store, ref, schemaMap)
		holder.set(key, l.store)
	}
	for i, m := range l.store.Members {
		l.taken[m.Key] = true
		ref, ok := m.Value.ref()
		if !ok || strings.HasPrefix(ref, "#") {
			continue
		}
		name, pointer, refused := l.target(m.Value.File, ref)
		if node := l.lookup(name, pointer, 0); node != nil && !refused {
			l.named[name+"#"+pointer] = m.Key
			l.store.Members[i].Value = node
		}
	}
}

// walk replaces the references below n; n itself is no reference.
func (l *linker) walk(n *Node, s shape) {
	if n.mark >= markLinking || l.fatal != nil || s == literal && n.Kind != Object && n.Kind != Array {
		return
	}
	n.mark = markLinking
	for i := range n.Members {
		m := n.Members[i]
		if m.Value.Kind != Object && m.Value.Kind != Array {
			continue
		}
		child := s
		if n.Kind == Object {
			child = below(s, m.Key)
			l.path = append(l.path, m.Key)
		} else {
			l.path = append(l.path, strconv.Itoa(i))
		}
		// The store may grow, and move, while its entries are resolved: write through the node, not a pointer.
		target := l.resolve(m.Value, child)
		n.Members[i].Value = target
		l.path = l.path[:len(l.path)-1]
	}
	if s == schema && n.Kind == Object {
		l.mapping(n.Get("discriminator").Get("mapping"))
	}
	n.mark = markLinked
}

// resolve returns what should stand in the place of n.
func (l *linker) resolve(n *Node, s shape) *Node {
	ref, ok := n.ref()
	if !ok {
		l.walk(n, s)
		return n
	}
	if done := l.done[n]; done != nil {
		return done
	}
	out := n
	switch s {
	case literal:
		out = l.data(n, ref)
	case schema:
		out = l.schemaRef(n, ref)
	default:
		if !l.keeps(n, ref, s) {
			out = l.inline(n, ref, s)
		}
	}
	l.done[n] = out
	return out
}

// data puts a file in the place of a reference inside an example, and leaves anything else as the data that it is.
func (l *linker) data(n *Node, ref string) *Node {
	if len(n.Members) != 1 || strings.HasPrefix(ref, "#") {
		return n
	}
	name, pointer, refused := l.target(n.File, ref)
	if _, ok := l.source.Files[name]; !ok || refused {
		return n
	}
	if target := l.lookup(name, pointer, 0); target != nil {
		l.inlined++
		return target
	}
	return n
}

// keeps reports whether the reference may stay: it points to a component of the entry document.
func (l *linker) keeps(n *Node, ref string, s shape) bool {
	name, pointer, refused := l.target(n.File, ref)
	if refused || name != l.entry.name {
		return false
	}
	if s == anything && n.File == l.entry.id {
		return true // an extension may point to what it likes within the document, schemas in circles too
	}
	tokens := Tokens(pointer)
	component := len(tokens) == 3 && tokens[0] == "components" && s != anything
	if l.swagger() {
		component = len(tokens) == 2 && (tokens[0] == "parameters" || tokens[0] == "responses")
	}
	if !component || l.root.At(pointer) == nil {
		return false
	}
	if canonical := "#" + Pointer(tokens...); ref != canonical {
		n.set("$ref", text(n.Get("$ref"), canonical))
	}
	return true
}

// inline returns the target of a reference, walked, with the members beside $ref laid over it.
func (l *linker) inline(n *Node, ref string, s shape) *Node {
	name, pointer, refused := l.target(n.File, ref)
	if refused {
		return l.refuse(n, ref)
	}
	target := l.lookup(name, pointer, 0)
	if target == nil {
		return l.missing(n, ref)
	}
	if l.hops++; l.hops > 400 || target.mark == markLinking {
		l.hops--
		l.report(ruleCyclicRef, n, "the reference "+ref+" leads back to itself")
		return object(n)
	}
	l.inlined++
	out := l.resolve(target, s)
	l.hops--
	if len(n.Members) == 1 || out.Kind != Object {
		return out
	}
	out = out.shallow()
	out.mark = markLinked
	for _, m := range n.Members {
		if m.Key != "$ref" {
			out.set(m.Key, m.Value)
		}
	}
	return out
}

func (l *linker) missing(n *Node, ref string) *Node {
	l.report(ruleMissingRef, n, "there is nothing at "+ref)
	return object(n, Member{"description", text(n, "Unresolved reference: "+ref)})
}

func (l *linker) refuse(n *Node, ref string) *Node {
	l.report(ruleRefusedRef, n, "the reference "+ref+" leaves the uploaded files")
	l.refused = append(l.refused, l.findings[len(l.findings)-1])
	return object(n)
}

// lookup finds the node at a pointer in a file, following references on the way to it.
func (l *linker) lookup(name, pointer string, hops int) *Node {
	f := l.load(name)
	if f.err != nil {
		var limit *LimitError
		if errors.As(f.err, &limit) || l.ctx.Err() != nil {
			l.fatal = f.err
		} else if !errors.Is(f.err, errNoFile) {
			l.reportFile(f)
		}
		return nil
	}
	n := f.root
	for _, token := range Tokens(pointer) {
		next := n.step(token)
		if ref, ok := n.ref(); next == nil && ok && hops < 16 {
			if file, at, refused := l.target(n.File, ref); !refused {
				next = l.lookup(file, at, hops+1).step(token)
			}
		}
		if n = next; n == nil {
			return nil
		}
	}
	return n
}
