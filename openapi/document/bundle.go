package document

import (
	"encoding/hex"
	"encoding/json"
	"math"
)

// Info is the head of a document.
type Info struct {
	Title          string `json:"title"`
	Version        string `json:"version"`
	Summary        string `json:"summary,omitempty"`
	Description    string `json:"description,omitempty"` // Markdown, untrusted
	OpenAPI        string `json:"openapi"`               // the version that the source was written in
	ContactName    string `json:"contactName,omitempty"`
	ContactEmail   string `json:"contactEmail,omitempty"`
	License        string `json:"license,omitempty"`
	TermsOfService string `json:"termsOfService,omitempty"`
}

// Counts says how large a document is.
type Counts struct {
	Operations int `json:"operations"`
	Webhooks   int `json:"webhooks"`
	Schemas    int `json:"schemas"`
	Nodes      int `json:"nodes"`
	Files      int `json:"files"`
}

// Operation is what a list, a router or a policy needs to know about one operation. ID is stable as long as the
// operationId (or else method and path) is; Scopes is the union over all alternatives of its security, sorted as
// they appear; an operation that the document leaves open has none.
type Operation struct {
	ID          string   `json:"id"`
	OperationID string   `json:"operationId,omitempty"` // as written
	Method      string   `json:"method"`                // upper case
	Path        string   `json:"path"`                  // template such as /orders/{id}; of a webhook its name
	Summary     string   `json:"summary,omitempty"`
	Description string   `json:"description,omitempty"` // Markdown, untrusted
	Tags        []string `json:"tags"`
	Deprecated  bool     `json:"deprecated,omitempty"`
	Scopes      []string `json:"scopes"`
}

// Bundle is an imported document. It is immutable and safe for concurrent use. It holds the whole tree: store what
// you need and let it go.
type Bundle struct {
	Info     Info
	Counts   Counts
	Findings []Finding
	Hash     [32]byte // SHA-256 of the bundled document

	root       *Node
	files      []string
	operations []Operation
	webhooks   []Operation
	bodies     map[string]body // by operation id
	names      []string        // schemas in the order of the document
	schemas    map[string]*schemaText
	index      []byte
	bundled    []byte
}

// Operations returns the operations of paths in the order of the document, without webhooks.
func (b *Bundle) Operations() []Operation { return b.operations }

// Webhooks returns the operations of webhooks, whose Path is the name of the webhook.
func (b *Bundle) Webhooks() []Operation { return b.webhooks }

// SchemaNames returns the names of all schemas in the order of the document.
func (b *Bundle) SchemaNames() []string { return b.names }

// IndexJSON returns the index: title, servers, groups, operations, webhooks, schemas, security schemes.
func (b *Bundle) IndexJSON() json.RawMessage { return b.index }

// Bundled returns the whole document as OpenAPI 3.1 JSON in one file, with references only to itself.
func (b *Bundle) Bundled() json.RawMessage { return b.bundled }

// HashHex returns Hash as 64 lower-case hexadecimal digits.
func (b *Bundle) HashHex() string { return hex.EncodeToString(b.Hash[:]) }

// Root returns the normalised tree of the whole document, for checks that walk it. It must not be changed.
func (b *Bundle) Root() *Node { return b.root }

// FileOf returns the name of the file that a node came from.
func (b *Bundle) FileOf(n *Node) string {
	if n == nil || int(n.File) >= len(b.files) {
		return ""
	}
	return b.files[n.File]
}

// ChunkSchemasMax is how many bytes of schemas a chunk carries. Nearest come first; a schema that found no room is
// one SchemaChunk away. In documents whose schemas all reach each other (Stripe's) every chunk would otherwise hold
// the whole document.
const ChunkSchemasMax = 128 << 10

// OperationChunk returns what is needed to show one operation or webhook, with the schemas that it reaches under
// "schemas" and references to them as "#/schemas/Name". When not all of them fit into ChunkSchemasMax, "partial" is
// true. It is assembled on each call; nil means that there is no such operation.
func (b *Bundle) OperationChunk(id string) json.RawMessage {
	return b.operationChunk(id, ChunkSchemasMax)
}

// OperationWhole is OperationChunk without a bound on its size.
func (b *Bundle) OperationWhole(id string) json.RawMessage { return b.operationChunk(id, math.MaxInt) }

func (b *Bundle) operationChunk(id string, most int) json.RawMessage {
	body, ok := b.bodies[id]
	if !ok {
		return nil
	}
	return b.closure(append([]byte(nil), body.text[:len(body.text)-1]...), body.refs, most)
}

// SchemaChunk returns one named schema with what it reaches: {"name", "schema", "schemas", "partial"}, bounded like an
// operation's. nil means that there is no such schema.
func (b *Bundle) SchemaChunk(name string) json.RawMessage {
	s, ok := b.schemas[name]
	if !ok {
		return nil
	}
	out := AppendString([]byte(`{"name":`), name)
	out = append(append(out, `,"schema":`...), s.text...)
	return b.closure(out, s.refs, ChunkSchemasMax)
}

// closure ends a chunk with an object of the schemas reachable from the names, each once, in the order in which they
// are met, as far as they fit.
func (b *Bundle) closure(out []byte, names []string, most int) []byte {
	queue := append([]string(nil), names...)
	seen := make(map[string]bool, len(names)*2)
	out = append(out, `,"schemas":{`...)
	begin, partial := len(out), false
	for len(queue) > 0 {
		name := queue[0]
		queue = queue[1:]
		s := b.schemas[name]
		if s == nil || seen[name] {
			continue
		}
		seen[name] = true
		if len(out)-begin+len(s.text) > most {
			partial = true
			continue
		}
		if len(out) > begin {
			out = append(out, ',')
		}
		out = append(AppendString(out, name), ':')
		out = append(out, s.text...)
		queue = append(queue, s.refs...)
	}
	out = append(out, '}')
	if partial {
		out = append(out, `,"partial":true`...)
	}
	return append(out, '}')
}
