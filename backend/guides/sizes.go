package guides

import (
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// sizes says how large the portal's own pictures are, so that a page doesn't jump when they arrive.
type sizes struct{}

// Transform implements parser.ASTTransformer.
func (sizes) Transform(document *ast.Document, _ text.Reader, _ parser.Context) {
	// The walker never fails, so neither does the walk.
	_ = ast.Walk(document, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		picture, ok := n.(*ast.Image)
		if !ok || !entering {
			return ast.WalkContinue, nil
		}
		name, ours := strings.CutPrefix(string(picture.Destination), ImagePath)
		if parts := imageName.FindStringSubmatch(name); ours && parts != nil {
			picture.SetAttributeString("width", []byte(parts[1]))
			picture.SetAttributeString("height", []byte(parts[2]))
		}
		return ast.WalkContinue, nil
	})
}
