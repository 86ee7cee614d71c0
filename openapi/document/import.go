package document

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
)

var errNoFile = errors.New("the file is not part of the upload")

// Import reads a document and cuts it up. The error is a *LimitError, a *SyntaxError (not JSON, not YAML, or no
// OpenAPI document), a *ReferenceError (references that leave the upload), or the context's own; everything milder
// is a finding in the bundle, and what is sound of the document is there.
func Import(ctx context.Context, source Source, limits Limits) (bundle *Bundle, err error) {
	defer func() {
		// A crafted document must never take the process down; what it did is reported like any unreadable file.
		if p := recover(); p != nil {
			bundle, err = nil, &SyntaxError{Message: fmt.Sprintf("the document can't be read: %v", p)}
		}
	}()
	l, err := read(ctx, source, limits.withDefaults())
	if err != nil {
		return nil, err
	}
	source.begin(StageChunk)
	x := newExtractor(ctx, l)
	if err := x.run(); err != nil {
		return nil, err
	}
	return x.bundle, nil
}

// Upgrade turns a Swagger 2.0 document in JSON or YAML, in one file, into OpenAPI 3.1 JSON, indented by two spaces;
// the same input always gives the same bytes. A 3.x document comes back normalised. Parts that had to be left out
// are an error here.
func Upgrade(swagger2 []byte) ([]byte, error) {
	source := Source{Name: "swagger", Files: map[string][]byte{"swagger": swagger2}}
	l, err := read(context.Background(), source, DefaultLimits())
	if err != nil {
		return nil, err
	}
	for _, f := range l.findings {
		if f.Severity == Error {
			return nil, &SyntaxError{Message: f.Rule + ": " + f.Message + " at " + f.Pointer, Line: f.Line}
		}
	}
	return l.root.appendIndented(nil, ""), nil
}

// read does everything up to one normalised tree.
func read(ctx context.Context, source Source, limits Limits) (*linker, error) {
	source.begin(StageRead)
	r := newReader(ctx, source, limits)
	entry, err := r.entry()
	if err != nil {
		return nil, err
	}
	if entry.err != nil {
		return nil, entry.err
	}
	l := &linker{reader: r, root: entry.root, entry: entry}
	if l.version, err = versionOf(entry); err != nil {
		return nil, err
	}
	if err := l.count(); err != nil {
		return nil, err
	}
	source.begin(StageResolve)
	if err := l.link(); err != nil {
		return nil, err
	}
	if strings.HasPrefix(l.version, "2.") {
		l.upgrade()
	}
	l.normalise()
	return l, ctx.Err()
}

func versionOf(entry *file) (string, error) {
	root := entry.root
	if root.Kind != Object {
		return "", &SyntaxError{Message: "an OpenAPI document must be an object", File: entry.name, Line: int(root.Line)}
	}
	if v := root.Get("swagger"); v != nil && (v.Text == "2.0" || v.Text == "2") {
		return "2.0", nil
	}
	v := root.Get("openapi")
	if v == nil {
		return "", &SyntaxError{Message: "neither openapi nor swagger gives a version", File: entry.name, Line: int(root.Line)}
	}
	if v.Text == "3" || strings.HasPrefix(v.Text, "3.") {
		return v.Text, nil
	}
	return "", &SyntaxError{Message: "version " + v.Text + " is not one of 2.0, 3.0, 3.1, 3.2", File: entry.name, Line: int(v.Line)}
}

// count holds the limits on operations and schemas before any of them is touched.
func (l *linker) count() error {
	operations := 0
	for _, section := range [...]string{"paths", "webhooks"} {
		for _, item := range l.root.Get(section).Fields() {
			operations += max(1, len(item.Value.Fields()))
		}
	}
	// Parameters, summary and the like stand among the methods of a path; only a generous guess is refused here.
	if operations > 2*l.limits.Operations {
		return &LimitError{What: "operations", Max: l.limits.Operations, File: l.entry.name}
	}
	schemas := len(l.root.At("/components/schemas").Fields()) + len(l.root.Get("definitions").Fields())
	if schemas > l.limits.Schemas {
		return &LimitError{What: "schemas", Max: l.limits.Schemas, File: l.entry.name}
	}
	return nil
}

func hash(data []byte) [32]byte { return sha256.Sum256(data) }
