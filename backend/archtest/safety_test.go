package archtest

import (
	"go/ast"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/mod/modfile"
	"golang.org/x/mod/semver"
)

// goStatements are the rooms that may start goroutines; everybody else asks jobs.
func mayStartGoroutines(s source) bool {
	switch s.dir() {
	case "backend/jobs", "backend/enforce", "backend/lane", "backend/usage":
		return true
	}
	return s.path == "backend/web/stream.go"
}

func TestGoroutinesAreStartedWhereTheyAreWatched(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() || isTestOnly(s.dir()) || mayStartGoroutines(s) || strings.HasPrefix(s.path, "openapi/") {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			if g, ok := n.(*ast.GoStmt); ok {
				t.Errorf("%s: a goroutine of its own", s.set.Position(g.Pos()))
			}
			return true
		})
	}
}

// forbidden are calls that were measured to be dangerous; security.md §3 says how.
var forbidden = []struct{ name, why string }{
	{"EnableEnforce", "it turns authorisation off (security.md 3.3.5)"},
	{"NewCachedEnforcer", "its cache keys collide (security.md 3.3.4)"},
	{"SavePolicy", "it truncates outside its transaction (security.md 3.3.8)"},
	{"AutoMigrate", "migrations are numbered SQL"},
	{"BodyParser", "it takes any content type and ignores unknown members (security.md 3.1.7)"},
	{"InsecureSkipVerify", "certificates are verified"},
}

func TestDangerousCallsAreNotMade(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() {
			continue
		}
		ast.Inspect(s.file, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			for _, f := range forbidden {
				if id.Name == f.name {
					t.Errorf("%s: %s: %s", s.set.Position(id.Pos()), f.name, f.why)
				}
			}
			return true
		})
	}
}

func TestWeakHashesAreNotImported(t *testing.T) {
	for _, s := range sources(t) {
		for _, path := range s.imports() {
			switch path {
			case "crypto/md5", "crypto/sha1", "crypto/des", "crypto/rc4", "math/rand":
				t.Errorf("%s imports %s", s.path, path)
			}
		}
	}
}

// minimum versions of libraries that don't file CVEs, or whose own floor is too low (S-GW-02, S-SUP-02).
var minimum = map[string]string{
	"github.com/valyala/fasthttp":        "v1.77.0",
	"github.com/gofiber/fiber/v2":        "v2.52.15",
	"github.com/yuin/goldmark":           "v1.7.17",
	"github.com/go-webauthn/webauthn":    "v0.18.0",
	"github.com/casbin/casbin/v2":        "v2.135.0",
	"github.com/microcosm-cc/bluemonday": "v1.0.27",
}

func TestLibrariesAreNewEnough(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root(t), "go.mod"))
	require.NoError(t, err)
	mod, err := modfile.Parse("go.mod", text, nil)
	require.NoError(t, err)
	found := map[string]string{}
	for _, r := range mod.Require {
		found[r.Mod.Path] = r.Mod.Version
		if r.Mod.Path == "github.com/valyala/fasthttp" {
			require.False(t, r.Indirect, "fasthttp must be required directly: Fiber's own floor accepts smuggled requests")
		}
	}
	for path, least := range minimum {
		require.Contains(t, found, path)
		require.GreaterOrEqual(t, semver.Compare(found[path], least), 0, "%s %s is older than %s", path, found[path], least)
	}
}
