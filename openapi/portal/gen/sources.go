package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
)

// member is what the type of a struct's field says about the JSON member.
type member struct {
	always   bool // no omitempty: the member is written even when it is empty
	nullable bool // a pointer or an open value that may be null
}

// route is what a line of a route table says about who may call it.
type route struct{ public, personOnly bool }

// facts are read from the syntax of the sources alone; nothing is compiled for them.
type facts struct {
	types  map[string]map[string]member // "package.Type" → JSON name
	embeds map[string][]string          // "package.Type" → embedded types, likewise
	routes map[string]route             // by the name of the handler, which is the operationId
}

func readSources(dirs ...string) (*facts, error) {
	f := &facts{types: map[string]map[string]member{}, embeds: map[string][]string{}, routes: map[string]route{}}
	set := token.NewFileSet()
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution|parser.ParseComments)
			if err != nil {
				return err
			}
			f.file(file)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *facts) file(file *ast.File) {
	makers := map[string]route{}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSpec:
			if s, ok := n.Type.(*ast.StructType); ok {
				f.structure(file.Name.Name, n.Name.Name, s)
				f.alias(file.Name.Name+"."+n.Name.Name, n.Comment)
			}
		case *ast.CompositeLit:
			f.routeLine(n)
		case *ast.AssignStmt:
			f.maker(n, makers)
		case *ast.CallExpr:
			f.made(n, makers)
		}
		return true
	})
}

func (f *facts) structure(pkg, name string, s *ast.StructType) {
	key := pkg + "." + name
	f.types[key] = map[string]member{}
	for _, field := range s.Fields.List {
		tag := ""
		if field.Tag != nil {
			tag, _ = strconv.Unquote(field.Tag.Value)
		}
		jsonTag := reflect.StructTag(tag).Get("json")
		jsonName, options, _ := strings.Cut(jsonTag, ",")
		if len(field.Names) == 0 && jsonName == "" {
			f.embeds[key] = append(f.embeds[key], typeName(pkg, field.Type))
			continue
		}
		if jsonName == "" || jsonName == "-" {
			continue
		}
		_, pointer := field.Type.(*ast.StarExpr)
		always := !strings.Contains(options, "omitempty") && !strings.Contains(options, "omitzero")
		f.types[key][jsonName] = member{always: always, nullable: pointer && always}
	}
}

// alias lets a type be found under the name that "//@name" behind it gives.
func (f *facts) alias(key string, comments *ast.CommentGroup) {
	if comments == nil {
		return
	}
	for _, c := range comments.List {
		fields := strings.Fields(strings.TrimPrefix(c.Text, "//"))
		if len(fields) > 1 && strings.EqualFold(fields[0], "@name") {
			f.types[fields[1]], f.embeds[fields[1]] = f.types[key], f.embeds[key]
		}
	}
}

func typeName(pkg string, e ast.Expr) string {
	switch e := e.(type) {
	case *ast.StarExpr:
		return typeName(pkg, e.X)
	case *ast.SelectorExpr:
		if x, ok := e.X.(*ast.Ident); ok {
			return x.Name + "." + e.Sel.Name
		}
	case *ast.Ident:
		return pkg + "." + e.Name
	case *ast.IndexExpr:
		return typeName(pkg, e.X)
	}
	return ""
}

// member finds a JSON member of a type or of what it embeds.
func (f *facts) member(typ, name string, depth int) (member, bool) {
	if m, ok := f.types[typ][name]; ok || depth > 4 {
		return m, ok
	}
	for _, embedded := range f.embeds[typ] {
		if m, ok := f.member(embedded, name, depth+1); ok {
			return m, true
		}
	}
	return member{}, false
}
