package digest

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

// several are a document in three files with one mistake of each kind below the entry.
var several = []struct{ name, text string }{
	{"api/openapi.yaml", "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n  /pets: {$ref: 'paths/pets.yaml'}\n"},
	{"api/paths/pets.yaml", "get:\n  operationId: listPets\n  responses:\n    '200':\n      description: d\n      content:\n        application/json:\n          schema: {$ref: '../models/pet.json#/Pet'}\n    '404': {$ref: '../missing.yaml'}\n"},
	{"api/models/pet.json", "{\n \"Pet\": {\n  \"type\": \"object\",\n  \"properties\": {\n   \"age\": {\"type\": \"integer\",\n    \"default\": \"old\"}\n  }\n }\n}\n"},
	{"README.md", "Not a document."},
}

func zipped(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range several {
		entry, err := w.Create(f.name)
		require.NoError(t, err)
		_, err = entry.Write([]byte(f.text))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return out.Bytes()
}

func tarred(t *testing.T) []byte {
	t.Helper()
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	w := tar.NewWriter(z)
	for _, f := range several {
		require.NoError(t, w.WriteHeader(&tar.Header{Name: "./" + f.name, Mode: 0o644, Size: int64(len(f.text)), Format: tar.FormatUSTAR}))
		_, err := w.Write([]byte(f.text))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	require.NoError(t, z.Close())
	return out.Bytes()
}

func TestFindingsInAnArchiveKeepTheirFileAndLine(t *testing.T) {
	for name, data := range map[string][]byte{"zip": zipped(t), "tar.gz": tarred(t)} {
		r, err := InProcess{}.Digest(t.Context(), Source{Name: "openapi.yaml", Data: data})
		require.NoError(t, err)
		require.Empty(t, r.Failed, name)
		require.Len(t, r.Operations, 1)
		found := map[string]document.Finding{}
		for _, f := range r.Findings {
			found[f.Rule] = f
		}
		reference, value := found["unresolved-reference"], found["default-valid"]
		require.Equal(t, "api/paths/pets.yaml", reference.File, name)
		require.Equal(t, 9, reference.Line)
		require.Equal(t, "api/models/pet.json", value.File)
		require.Equal(t, 6, value.Line)
		require.Equal(t, "/components/schemas/Pet/properties/age/default", value.Pointer)
	}
}

func TestARealDocumentOfManyFilesIsReadWhole(t *testing.T) {
	dir := os.Getenv("GATEHOUSE_SPECS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "specs")
	}
	data, err := os.ReadFile(filepath.Join(dir, "digitalocean-multifile.tar.gz"))
	if err != nil {
		t.Skip("the real documents are not here: set GATEHOUSE_SPECS to their directory")
	}
	r, err := InProcess{}.Digest(t.Context(), Source{Name: "openapi.yaml", Data: data})
	require.NoError(t, err)
	require.Empty(t, r.Failed)
	require.Greater(t, r.Counts.Operations, 600)
	require.Greater(t, r.Counts.Files, 2_000)
	for _, f := range r.Findings {
		require.NotEmpty(t, f.File, "%v", f)
		require.Positive(t, f.Line, "%v", f)
	}
}
