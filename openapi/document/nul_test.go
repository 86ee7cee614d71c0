package document

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestNULBecomesAReplacementCharacter: PostgreSQL refuses U+0000 in text, and no reader misses it.
func TestNULBecomesAReplacementCharacter(t *testing.T) {
	for name, text := range map[string]string{
		"openapi.json": `{"openapi":"3.1.0","info":{"title":"a\u0000b","version":"1"},"paths":{"/x":{"get":{"summary":"c\u0000d","responses":{}}}}}`,
		"openapi.yaml": "openapi: 3.1.0\ninfo: {title: \"a\\0b\", version: '1'}\npaths: {/x: {get: {summary: \"c\\0d\", responses: {}}}}\n",
	} {
		b, err := imported(t, name, text)
		require.NoError(t, err)
		require.False(t, bytes.Contains(b.bundled, []byte(`\u0000`)), "%s: %s", name, b.bundled)
		require.Equal(t, "a\uFFFDb", b.Info.Title, name)
		require.Equal(t, "c\uFFFDd", b.operations[0].Summary, name)
	}
}
