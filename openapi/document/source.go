package document

import (
	"context"
	"errors"
	"net/url"
	"path"
	"sort"
	"strings"
)

// Source is what was uploaded. Files maps slash-separated relative paths to contents; Name is the path of the entry
// document and may be empty, then the entry is looked for (openapi.*, swagger.*, or the only file with such a head). Begin,
// unless nil, is called as each stage begins.
type Source struct {
	Name  string
	Files map[string][]byte
	Begin func(Stage)
}

// Stage is a part of the work on a document that takes long enough to be named.
type Stage string

// The stages of Import, in their order.
const (
	StageRead    Stage = "read"    // syntax and limits
	StageResolve Stage = "resolve" // references, and one form for every version of the specification
	StageChunk   Stage = "chunk"   // one piece for each operation and schema
)

func (s Source) begin(stage Stage) {
	if s.Begin != nil {
		s.Begin(stage)
	}
}

type file struct {
	name string
	id   uint16
	root *Node
	err  error
}

// reader loads files of the source when a reference first needs them.
type reader struct {
	ctx     context.Context
	source  Source
	limits  Limits
	arena   arena
	bytes   int
	aliases int
	files   map[string]*file
	names   []string
	repeats []*Node
	selves  map[string]string // files by the address that they say is theirs ($self)
}

func newReader(ctx context.Context, source Source, limits Limits) *reader {
	return &reader{ctx: ctx, source: source, limits: limits, files: map[string]*file{}, selves: selves(source)}
}

// load reads a file once; the same error comes back for the same file.
func (r *reader) load(name string) *file {
	if f := r.files[name]; f != nil {
		return f
	}
	f := &file{name: name, id: uint16(len(r.names))}
	r.files[name] = f
	data, ok := r.source.Files[name]
	if !ok || len(r.names) > 60_000 {
		f.err = errNoFile
		return f
	}
	r.names = append(r.names, name)
	if r.bytes += len(data); r.bytes > r.limits.Bytes {
		f.err = &LimitError{What: "bytes", Max: r.limits.Bytes, File: name}
		return f
	}
	if f.err = r.ctx.Err(); f.err == nil {
		f.root, f.err = r.parse(trimBOM(data), f)
	}
	return f
}

func (r *reader) parse(data []byte, f *file) (*Node, error) {
	if looksLikeJSON(data) {
		d := &jsonDecoder{src: string(data), line: 1, file: f.id, name: f.name, arena: &r.arena, limits: r.limits, noNUL: true}
		n, err := d.decode()
		r.repeats = append(r.repeats, d.repeats...)
		var broken *SyntaxError
		if !errors.As(err, &broken) || strings.HasSuffix(f.name, ".json") {
			return n, err
		}
	}
	if plainText(f.name) {
		n := r.arena.node()
		n.Kind, n.File, n.Line, n.Text = String, f.id, 1, string(data)
		return n, nil
	}
	y := &yamlReader{file: f.id, name: f.name, arena: &r.arena, limits: r.limits, aliases: r.aliases}
	n, err := y.decode(data)
	r.aliases, r.repeats = y.aliases, append(r.repeats, y.repeats...)
	return n, err
}

// plainText tells files that a description or a code sample may refer to as text.
func plainText(name string) bool {
	switch path.Ext(name) {
	case ".md", ".markdown", ".txt", ".html":
		return true
	}
	return false
}

// entry finds the document to begin with.
func (r *reader) entry() (*file, error) {
	if name := path.Clean(r.source.Name); r.source.Name != "" {
		if _, ok := r.source.Files[name]; ok {
			return r.load(name), nil
		}
		if _, ok := r.source.Files[r.source.Name]; ok {
			return r.load(r.source.Name), nil
		}
	}
	var names []string
	for name := range r.source.Files {
		if !plainText(name) && (len(r.source.Files) == 1 || hasHead(r.source.Files[name])) {
			names = append(names, name)
		}
	}
	sort.Slice(names, func(i, j int) bool {
		a, b := entryRank(names[i]), entryRank(names[j])
		return a < b || a == b && names[i] < names[j]
	})
	if len(names) == 0 {
		return nil, &SyntaxError{Message: "none of the files begins like an OpenAPI document"}
	}
	return r.load(names[0]), nil
}

func entryRank(name string) int {
	rank := strings.Count(name, "/") * 2
	base := path.Base(name)
	if strings.HasPrefix(base, "openapi.") || strings.HasPrefix(base, "swagger.") {
		rank--
	}
	return rank
}

// hasHead looks for the version key without parsing.
func hasHead(data []byte) bool {
	head := string(data[:min(len(data), 4096)])
	for _, key := range [...]string{"openapi", "swagger"} {
		for _, form := range [...]string{"\n" + key + ":", `"` + key + `"`} {
			if strings.Contains("\n"+head, form) {
				return true
			}
		}
	}
	return false
}

// target splits a reference seen in a file into the file that it means and the pointer in it. refused means that it
// would leave the uploaded files.
func (r *reader) target(from uint16, ref string) (name, pointer string, refused bool) {
	name, pointer, _ = strings.Cut(ref, "#")
	if p, err := url.PathUnescape(pointer); err == nil {
		pointer = p
	}
	base := ""
	if int(from) < len(r.names) {
		base = r.names[from]
	}
	if name == "" {
		return base, pointer, false
	}
	if own := r.bySelf(base, name); own != "" {
		return own, pointer, false
	}
	for _, candidate := range [...]string{name, unescapePath(name)} {
		if leaves(candidate) {
			return "", "", true
		}
		full := path.Join(path.Dir(base), candidate)
		if full == ".." || strings.HasPrefix(full, "../") {
			return "", "", true
		}
		if _, ok := r.source.Files[full]; ok {
			return full, pointer, false
		}
		name = full
	}
	return name, pointer, false
}

func unescapePath(s string) string {
	if p, err := url.PathUnescape(s); err == nil {
		return p
	}
	return s
}

// leaves tells URLs, absolute paths and Windows paths from relative ones.
func leaves(name string) bool {
	if strings.HasPrefix(name, "/") || strings.Contains(name, "\\") {
		return true
	}
	scheme, _, found := strings.Cut(name, ":")
	return found && !strings.ContainsAny(scheme, "/.")
}
