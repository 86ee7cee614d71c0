package catalog

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func TestRealDocumentsAreImportedWholeAndFound(t *testing.T) {
	dir := os.Getenv("GATEHOUSE_SPECS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "specs")
	}
	names := []string{"museum.v31.yaml", "stripe.json", "digitalocean-multifile.tar.gz"}
	if _, err := os.Stat(filepath.Join(dir, names[0])); err != nil {
		t.Skip("the real documents are not here: set GATEHOUSE_SPECS to their directory")
	}
	if testing.Short() {
		t.Skip("large documents take seconds")
	}
	s := storetest.New(t)
	f := open(s)
	for i, name := range names {
		data, err := os.ReadFile(filepath.Join(dir, name))
		require.NoError(t, err)
		slug := []string{"museum", "stripe", "ocean"}[i]
		f.api(t, slug, Public)
		began := time.Now()
		v := f.imported(t, slug, Import{Label: "1", Upload: data})
		t.Logf("%s: %s, %+v", name, time.Since(began).Round(time.Millisecond), v.Counts)
		require.Equal(t, Draft, v.State, "%v", v.Findings)
		_, err = f.Publish(publisher(t), slug, "1")
		require.NoError(t, err)
	}
	for _, text := range []string{"special events", "paymnet intent", "get", "droplet"} {
		began := time.Now()
		hits, err := f.Search(t.Context(), text)
		require.NoError(t, err)
		require.NotEmpty(t, hits, text)
		t.Logf("%q: %s, best %s %q", text, time.Since(began).Round(time.Millisecond), hits[0].Kind, hits[0].Title)
	}
}
