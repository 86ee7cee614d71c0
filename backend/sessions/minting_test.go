package sessions_test

import (
	"context"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/sessions"
)

// starters answers the functions of the product that call Start on sessions, as package.function.
func starters(t *testing.T) []string {
	t.Helper()
	var found []string
	require.NoError(t, filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, declared := range file.Decls {
			function, ok := declared.(*ast.FuncDecl)
			if ok && startsSession(function, file.Name.Name) {
				found = append(found, file.Name.Name+"."+function.Name.Name)
			}
		}
		return nil
	}))
	slices.Sort(found)
	return found
}

func startsSession(function *ast.FuncDecl, pkg string) bool {
	starts := false
	ast.Inspect(function, func(n ast.Node) bool {
		call, ok := n.(*ast.SelectorExpr)
		if !ok || call.Sel.Name != "Start" {
			return true
		}
		switch on := call.X.(type) {
		case *ast.SelectorExpr:
			starts = starts || on.Sel.Name == "Sessions"
		case *ast.Ident:
			starts = starts || (on.Name == "s" && pkg == "sessions")
		}
		return true
	})
	return starts
}

func TestEveryWayToASessionIsOnTheList(t *testing.T) {
	var listed []string
	for _, way := range sessions.Ways() {
		require.NotEmpty(t, way.AMR)
		require.NotEmpty(t, way.Routes)
		listed = append(listed, way.Callers...)
	}
	slices.Sort(listed)

	require.Equal(t, listed, starters(t))
	require.False(t, sessions.Ways()[sessions.ByRecovery].PhishingResistant)
}

func TestUnknownWaysAndUnusableAccountsGetNoSession(t *testing.T) {
	each(t, func(t *testing.T, f *fixture) {
		a := f.person(t, "ada@example.com")
		disabled := a
		disabled.State = accounts.Disabled
		for method, account := range map[string]accounts.Account{"magic": a, sessions.ByPasskey: disabled} {
			err := f.store.Tx(t.Context(), func(ctx context.Context) error {
				_, err := f.Start(ctx, account, method)
				return err
			})
			require.Error(t, err)
		}
	})
}
