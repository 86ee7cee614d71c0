package mock_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/mock"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

// envAll makes the test look at every operation of every document, and not at a sample of them.
const envAll = "GATEHOUSE_ALL"

// sampleSize is how many operations of one document are looked at.
const sampleSize = 20

// specs finds every real document: single files, directories and archives.
func specs(t *testing.T) map[string]document.Source {
	t.Helper()
	dir := os.Getenv("GATEHOUSE_SPECS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "specs")
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Skip("the real documents are not here: set GATEHOUSE_SPECS to their directory")
	}
	out := map[string]document.Source{}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		switch {
		case e.IsDir():
			files := map[string][]byte{}
			require.NoError(t, filepath.WalkDir(path, func(at string, d os.DirEntry, err error) error {
				if err == nil && !d.IsDir() {
					name, _ := filepath.Rel(path, at)
					files[filepath.ToSlash(name)], err = os.ReadFile(at)
				}
				return err
			}))
			out[e.Name()] = document.Source{Files: files}
		case strings.HasSuffix(e.Name(), ".tar.gz"):
			out[e.Name()] = document.Source{Files: unpack(t, path)}
		case !strings.HasSuffix(e.Name(), ".md"):
			data, err := os.ReadFile(path)
			require.NoError(t, err)
			out[e.Name()] = document.Source{Name: e.Name(), Files: map[string][]byte{e.Name(): data}}
		}
	}
	return out
}

func unpack(t *testing.T, path string) map[string][]byte {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	files := map[string][]byte{}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files
		}
		require.NoError(t, err)
		if h.Typeflag == tar.TypeReg {
			files[h.Name], err = io.ReadAll(r)
			require.NoError(t, err)
		}
	}
}

// lenient takes patterns that RE2 does not know for ones that match: we never evaluate them either.
func lenient(pattern string) (jsonschema.Regexp, error) {
	if re, err := regexp.Compile(pattern); err == nil {
		return re, nil
	}
	return regexp.MustCompile(""), nil
}

// judge is a validator that is not ours: JSON Schema 2020-12 over one whole document.
type judge struct{ *jsonschema.Compiler }

const base = "https://document.example/"

func newJudge(t *testing.T, b *document.Bundle) judge {
	t.Helper()
	c := jsonschema.NewCompiler()
	c.UseRegexpEngine(lenient)
	c.AssertFormat()
	// The validator's own check of this format does not know {?query} and {/path}.
	c.RegisterFormat(&jsonschema.Format{Name: "uri-template", Validate: func(any) error { return nil }})
	j := judge{c}
	j.add(t, "all", b.Bundled())
	return j
}

func (j judge) add(t *testing.T, name string, text []byte) {
	t.Helper()
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(text))
	require.NoError(t, err)
	unwrite(doc)
	require.NoError(t, j.AddResource(base+name, doc))
}

// addOperation adds a chunk whose schemas are those of the document, so that each is compiled once.
func (j judge) addOperation(t *testing.T, id string, chunk []byte) {
	t.Helper()
	j.add(t, id, bytes.ReplaceAll(chunk, []byte(`"#/schemas/`), []byte(`"`+base+`all#/components/schemas/`)))
}

// unwrite takes properties that travel in requests only out of what is required, which JSON Schema knows nothing about.
func unwrite(n any) {
	switch n := n.(type) {
	case []any:
		for _, v := range n {
			unwrite(v)
		}
	case map[string]any:
		properties, _ := n["properties"].(map[string]any)
		if required, ok := n["required"].([]any); ok {
			kept := []any{}
			for _, name := range required {
				key, _ := name.(string)
				if p, _ := properties[key].(map[string]any); p["writeOnly"] != true {
					kept = append(kept, name)
				}
			}
			n["required"] = kept
		}
		for _, v := range n {
			unwrite(v)
		}
	}
}

func TestEveryAnswerSatisfiesItsSchemaInTheEyesOfAnotherValidator(t *testing.T) {
	for name, source := range specs(t) {
		t.Run(name, func(t *testing.T) {
			b, err := document.Import(t.Context(), source, document.Limits{})
			require.NoError(t, err)
			operations := append(append([]document.Operation(nil), b.Operations()...), b.Webhooks()...)
			step := max(1, len(operations)/sampleSize)
			if os.Getenv(envAll) != "" {
				step = 1
			}
			bodies, compiler := 0, newJudge(t, b)
			for i := 0; i < len(operations); i += step {
				bodies += everyAnswer(t, compiler, b, operations[i].ID)
			}
			t.Logf("%d of %d operations, %d bodies", (len(operations)+step-1)/step, len(operations), bodies)
		})
	}
}

// ambiguous has a oneOf of two errors that share all of their properties, so that no sensible value matches just one.
const ambiguous = "repos-create-or-update-file-contents"

// everyAnswer holds the answer of the sandbox, which has the bounded chunk, against the schema of the whole one.
func everyAnswer(t *testing.T, compiler judge, b *document.Bundle, id string) (bodies int) {
	t.Helper()
	whole := b.OperationWhole(id)
	root, err := document.ParseJSON(whole)
	require.NoError(t, err)
	prepared, err := mock.Prepare(b.OperationChunk(id), b.SchemaChunk)
	require.NoError(t, err)
	compiler.addOperation(t, id, whole)
	for _, response := range root.Get("responses").Fields() {
		for _, media := range response.Value.Get("content").Fields() {
			if media.Value.Get("schema") == nil || !strings.Contains(media.Key, "json") {
				continue
			}
			at := document.Pointer("responses", response.Key, "content", media.Key, "schema")
			s, err := compiler.Compile(base + id + "#" + fragment(at))
			if err != nil {
				t.Errorf("%s %s: %v", id, at, err)
				continue
			}
			code := strings.NewReplacer("default", "500", "X", "0", "x", "0").Replace(response.Key)
			request := mock.Request{Prefer: "code=" + code, Accept: media.Key}
			answer := prepared.Respond(request)
			require.Equal(t, answer, prepared.Respond(request), "%s: the same request, another answer", id)
			if len(answer.Body) == 0 {
				continue
			}
			bodies++
			value, err := jsonschema.UnmarshalJSON(bytes.NewReader(answer.Body))
			require.NoError(t, err)
			if err := s.Validate(value); err != nil && id != ambiguous {
				t.Errorf("%s %s: %.800v\n%.400s", id, at, err, answer.Body)
			}
		}
	}
	return bodies
}

// fragment escapes a JSON pointer as the fragment of a URL.
func fragment(pointer string) string {
	return strings.NewReplacer("%", "%25", "{", "%7B", "}", "%7D", " ", "%20", "\"", "%22", "^", "%5E").Replace(pointer)
}

// fitting makes a request out of what the schemas of an operation show.
func fitting(o document.Operation, chunk *document.Node) mock.Request {
	set := schema.New(chunk)
	request := mock.Request{Method: o.Method, PathParams: map[string]string{}, Query: url.Values{}, Headers: http.Header{}}
	for _, m := range chunk.Get("parameters").Items() {
		p := m.Value
		if !p.True("required") {
			continue
		}
		value := set.Example(p.Get("schema"), schema.Request)
		name, text := p.Str("name"), flat(value)
		for _, m := range value.Fields() {
			request.Query.Set(name+"["+m.Key+"]", flat(m.Value))
		}
		switch p.Str("in") {
		case "path":
			request.PathParams[name] = text
		case "query":
			request.Query.Set(name, text)
		case "header":
			request.Headers.Set(name, text)
		}
	}
	for _, m := range chunk.Get("requestBody").Get("content").Fields() {
		if request.ContentType == "" && strings.Contains(m.Key, "json") && m.Value.Get("schema") != nil {
			request.ContentType = m.Key
			request.Body = set.Example(m.Value.Get("schema"), schema.Request).AppendJSON(nil)
		}
	}
	return request
}

func flat(n *document.Node) string {
	if n.Kind != document.Array {
		return n.Text
	}
	var parts []string
	for _, m := range n.Members {
		parts = append(parts, m.Value.Text)
	}
	return strings.Join(parts, ",")
}

// overlapping has a oneOf one of whose alternatives is contained in the other.
const overlapping = "dropletActions_post_byTag"

func TestARequestMadeOfTheDocumentsOwnExamplesIsAnswered(t *testing.T) {
	for name, source := range specs(t) {
		b, err := document.Import(t.Context(), source, document.Limits{})
		require.NoError(t, err)
		operations, asked := b.Operations(), 0
		step := max(1, len(operations)/sampleSize)
		if os.Getenv(envAll) != "" {
			step = 1
		}
		for i := 0; i < len(operations); i += step {
			chunk, err := document.ParseJSON(b.OperationWhole(operations[i].ID))
			require.NoError(t, err)
			request := fitting(operations[i], chunk)
			if chunk.Get("requestBody").True("required") && request.Body == nil {
				continue // forms have a test of their own
			}
			asked++
			r := mock.Answer(b.OperationChunk(operations[i].ID), request)
			if strings.Contains(string(r.Body), `"code":"mock.`) && operations[i].ID != overlapping {
				t.Errorf("%s %s: %s", name, operations[i].ID, r.Body)
			}
		}
		t.Logf("%s: %d requests", name, asked)
	}
}
