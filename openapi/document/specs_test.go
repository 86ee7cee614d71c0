package document

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// specs returns the directory of real documents, or skips the test where this checkout has none beside it.
func specs(t testing.TB) string {
	t.Helper()
	dir := os.Getenv("GATEHOUSE_SPECS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "specs")
	}
	if _, err := os.Stat(dir); err != nil {
		t.Skip("the real documents are not here: set GATEHOUSE_SPECS to their directory")
	}
	return dir
}

func single(t testing.TB, name string) Source {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(specs(t), name))
	require.NoError(t, err)
	return Source{Name: name, Files: map[string][]byte{name: data}}
}

func directory(t testing.TB, name, entry string) Source {
	t.Helper()
	root := filepath.Join(specs(t), name)
	source := Source{Name: entry, Files: map[string][]byte{}}
	require.NoError(t, filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		source.Files[filepath.ToSlash(strings.TrimPrefix(path, root+string(filepath.Separator)))] = data
		return err
	}))
	return source
}

func archive(t testing.TB, name, entry string) Source {
	t.Helper()
	f, err := os.Open(filepath.Join(specs(t), name))
	require.NoError(t, err)
	defer f.Close()
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	source := Source{Name: entry, Files: map[string][]byte{}}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return source
		}
		require.NoError(t, err)
		if h.Typeflag == tar.TypeReg {
			data, err := io.ReadAll(r)
			require.NoError(t, err)
			source.Files[strings.TrimPrefix(h.Name, "./")] = data
		}
	}
}

// realDocuments are all of the documents with what a reader must find in each.
func realDocuments(t testing.TB) map[string]Source {
	t.Helper()
	out := map[string]Source{}
	names, err := filepath.Glob(filepath.Join(specs(t), "*.*"))
	require.NoError(t, err)
	for _, path := range names {
		name := filepath.Base(path)
		switch filepath.Ext(name) {
		case ".json", ".yaml":
			out[name] = single(t, name)
		}
	}
	out["digitalocean"] = archive(t, "digitalocean-multifile.tar.gz", "specification/DigitalOcean-public.v2.yaml")
	out["nested-files"] = directory(t, "nested-files", "openapi.yaml")
	out["nested-files-418"] = directory(t, "nested-files", "openapi-issue-418.yaml")
	out["circular-cross-file"] = directory(t, "circular-cross-file", "root.yaml")
	out["petstore-separate"] = directory(t, "petstore-separate", "spec/swagger.json")
	return out
}
