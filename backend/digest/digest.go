package digest

import (
	"context"
	"strings"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/lint"
)

// Source is what to read: one document, or an archive of several files. Name is that of the one document; the entry of an
// archive is looked for. Off are the ids of the lint rules that don't count. Begin, unless nil, is called as each stage
// begins, by the goroutine that called Digest.
type Source struct {
	Name  string
	Data  []byte
	Off   map[string]bool
	Begin func(document.Stage)
}

// What comes after the stages of package document.
const (
	StageCheck document.Stage = "check" // the rules of the lint
	StageIndex document.Stage = "index" // packing and storing what readers are answered with
)

var stages = [...]document.Stage{document.StageRead, document.StageResolve, document.StageChunk, StageCheck, StageIndex}

func (s Source) begin(stage document.Stage) {
	if s.Begin != nil {
		s.Begin(stage)
	}
}

// Result is what became of a source. Failed says why it could not be read; then nothing else is there. Bodies are
// compressed; Coding tells how and Expand reads them.
type Result struct {
	Failed     []document.Finding
	Hash       string
	Counts     document.Counts
	Findings   []document.Finding
	Score      int
	Groups     map[string]int // scores of the groups of lint rules
	Scopes     []Scope
	Document   []byte
	Index      []byte
	Operations []Operation
	Schemas    []Schema
}

// Operation is one operation or webhook with its resolved chunk.
type Operation struct {
	document.Operation
	Webhook bool
	Chunk   []byte `json:"-"`
}

// Schema is the resolved chunk of one named schema.
type Schema struct {
	Name  string
	Chunk []byte
}

// Scope is a scope as the document declares it: untrusted text.
type Scope struct{ Name, Description, Risk string }

// Digester reads sources. The error means that nothing could be said of the source, and that it is worth trying again.
type Digester interface {
	Digest(ctx context.Context, source Source) (Result, error)
}

// InProcess reads in this process.
type InProcess struct{}

// Digest reads a source until the context ends.
func (InProcess) Digest(ctx context.Context, source Source) (Result, error) {
	files, err := Unpack(source.Name, source.Data)
	if err != nil {
		return Result{Failed: []document.Finding{unreadable(err)}}, nil
	}
	entry := ""
	if len(files) == 1 {
		entry = source.Name
	}
	bundle, err := document.Import(ctx, document.Source{Name: entry, Files: files, Begin: source.Begin}, document.DefaultLimits())
	if err != nil {
		if ctx.Err() != nil {
			return Result{}, ctx.Err()
		}
		return Result{Failed: refusal(err)}, nil
	}
	source.begin(StageCheck)
	report := lint.Run(bundle, lint.Options{Off: source.Off})
	source.begin(StageIndex)
	r := cut(bundle)
	r.Findings = append(append(r.Findings, bundle.Findings...), report.Findings...)
	r.Score, r.Groups = report.Score, report.Groups
	return r, nil
}

// cut makes the pieces that readers will be answered with.
func cut(b *document.Bundle) Result {
	r := Result{Hash: b.HashHex(), Counts: b.Counts, Document: Compress(b.Bundled()), Index: squeeze(b.IndexJSON()), Scopes: scopes(b)}
	for i, list := range [...][]document.Operation{b.Operations(), b.Webhooks()} {
		for _, o := range list {
			r.Operations = append(r.Operations, Operation{Operation: o, Webhook: i == 1, Chunk: squeeze(b.OperationChunk(o.ID))})
		}
	}
	for _, name := range b.SchemaNames() {
		r.Schemas = append(r.Schemas, Schema{Name: name, Chunk: Compress(b.SchemaChunk(name))})
	}
	return r
}

// scopes answers what the document's OAuth flows and operations name, in their order, with the flows' descriptions and the
// risks of the extension x-gatehouse-risk.
func scopes(b *document.Bundle) (out []Scope) {
	at, risks := map[string]int{}, map[string]string{}
	add := func(name, description string) {
		if i, known := at[name]; known {
			if out[i].Description == "" {
				out[i].Description = description
			}
			return
		}
		at[name] = len(out)
		out = append(out, Scope{Name: name, Description: description})
	}
	for _, scheme := range b.Root().At("/components/securitySchemes").Fields() {
		for _, flow := range scheme.Value.Get("flows").Fields() {
			for _, scope := range flow.Value.Get("scopes").Fields() {
				add(scope.Key, strings.Clone(scope.Value.Text))
			}
		}
		for _, risk := range scheme.Value.Get("x-gatehouse-risk").Fields() {
			risks[risk.Key] = risk.Value.Text
		}
	}
	for _, o := range b.Operations() {
		for _, name := range o.Scopes {
			add(name, "")
		}
	}
	for i := range out {
		out[i].Risk = risks[out[i].Name]
	}
	return out
}
