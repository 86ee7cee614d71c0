package archtest

import (
	"go/ast"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The budgets of design.md §2. A file that outgrows its budget is two ideas.
const (
	goLines       = 300
	functionLines = 50
	handlerLines  = 25
	tsxLines      = 150
)

func TestGoFilesAndFunctionsStayWithinTheirBudget(t *testing.T) {
	for _, s := range sources(t) {
		if s.test() {
			continue
		}
		if s.lines > goLines {
			t.Errorf("%s has %d lines; the budget is %d", s.path, s.lines, goLines)
		}
		for _, declaration := range s.file.Decls {
			f, ok := declaration.(*ast.FuncDecl)
			if !ok || f.Body == nil {
				continue
			}
			length := s.set.Position(f.End()).Line - s.set.Position(f.Pos()).Line + 1
			if budget := budgetOf(s, f); length > budget {
				t.Errorf("%s: %s has %d lines; the budget is %d", s.path, f.Name.Name, length, budget)
			}
		}
	}
}

// budgetOf answers the budget of a function: handlers are shorter. A route table is data and only has the file's.
func budgetOf(s source, f *ast.FuncDecl) int {
	if f.Name.Name == "Routes" {
		return goLines
	}
	if strings.HasPrefix(s.base(), "http") && takesFiber(f) {
		return handlerLines
	}
	return functionLines
}

func takesFiber(f *ast.FuncDecl) bool {
	for _, parameter := range f.Type.Params.List {
		star, ok := parameter.Type.(*ast.StarExpr)
		if !ok {
			continue
		}
		if sel, ok := star.X.(*ast.SelectorExpr); ok && sel.Sel.Name == "Ctx" {
			return true
		}
	}
	return false
}

func TestPagesStayWithinTheirBudget(t *testing.T) {
	err := filepath.WalkDir(filepath.Join(root(t), "frontend", "src"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".tsx") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if lines := strings.Count(string(text), "\n"); lines > tsxLines {
			t.Errorf("%s has %d lines; the budget is %d", path, lines, tsxLines)
		}
		return nil
	})
	require.NoError(t, err)
}
