package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

// write lays out a small module with one handler.
func write(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":  "module example.com/m\n\ngo 1.26\n",
		"main.go": "package main\n\nfunc main() {}\n",
		"backend/server/doc.go": "// Package server.\n//\n//\t@title\tM\n//\t@version\t1\n//\t@BasePath\t/api/v1\n" +
			"//\t@securityDefinitions.apikey\tsession\n//\t@in\theader\n//\t@name\tCookie\npackage server\n",
		"backend/apps/http.go": "package apps\n\n" +
			"type view struct {\n\tID string `json:\"id\"`\n\tNote string `json:\"note,omitempty\"`\n\tSeen *string `json:\"seen\"`\n} //@name App\n\n" +
			"type body struct {\n\tName string `json:\"name\" validate:\"required\"`\n\tNote string `json:\"note\"`\n} //@name AppRequest\n\n" +
			"type route struct {\n\tPublic bool\n\tHandler func()\n}\n\ntype service struct{}\n\n" +
			"func (s service) routes() []route { return []route{{Public: true, Handler: s.makeApp}} }\n\n" +
			"// makeApp makes an app.\n//\n// @ID makeApp\n// @Accept json\n// @Produce json\n// @Param body body body true \"the app\"\n" +
			"// @Success 201 {object} view\n// @Router /apps [post]\nfunc (s service) makeApp() {}\n",
	} {
		path := filepath.Join(root, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	}
	require.NoError(t, os.MkdirAll(filepath.Join(root, "rbac"), 0o755))
	require.NoError(t, os.MkdirAll(filepath.Join(root, "openapi", "portal"), 0o755))
	return root
}

func TestGenerateSaysWhatIsRequiredNullableAndPublic(t *testing.T) {
	fresh, err := generate(write(t))
	require.NoError(t, err)
	n, err := document.ParseJSON(fresh)
	require.NoError(t, err)
	require.Equal(t, "3.1.0", n.Str("openapi"))
	require.JSONEq(t, `["id","seen"]`, string(n.At("/components/schemas/App/required").AppendJSON(nil)))
	require.JSONEq(t, `["name"]`, string(n.At("/components/schemas/AppRequest/required").AppendJSON(nil)))
	require.JSONEq(t, `["string","null"]`, string(n.At("/components/schemas/App/properties/seen/type").AppendJSON(nil)))
	require.JSONEq(t, `[]`, string(n.At("/paths/~1apps/post/security").AppendJSON(nil)))
	require.JSONEq(t, `{"type":"apiKey","in":"cookie","name":"__Host-gth_s"}`, string(n.At("/components/securitySchemes/session").AppendJSON(nil)))
}

func TestCheckFailsUntilTheFileIsWritten(t *testing.T) {
	root := write(t)
	require.ErrorContains(t, run(root, true), "stale")
	require.NoError(t, run(root, false))
	require.NoError(t, run(root, true))
}
