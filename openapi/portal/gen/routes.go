package main

import "go/ast"

// flags reads {…, Public: true, Handler: s.getApp} of a route table: who may call, and the handler's name if it
// stands there.
func flags(c *ast.CompositeLit) (r route, handler string) {
	for _, e := range c.Elts {
		kv, ok := e.(*ast.KeyValueExpr)
		if !ok {
			return route{}, ""
		}
		key, ok := kv.Key.(*ast.Ident)
		if !ok {
			return route{}, ""
		}
		switch value := kv.Value.(type) {
		case *ast.SelectorExpr:
			if key.Name == "Handler" {
				handler = value.Sel.Name
			}
		case *ast.Ident:
			r.public = r.public || key.Name == "Public" && value.Name == "true"
			r.personOnly = r.personOnly || key.Name == "PersonOnly" && value.Name == "true"
		}
	}
	return r, handler
}

func (f *facts) routeLine(c *ast.CompositeLit) {
	if r, handler := flags(c); handler != "" && r != (route{}) {
		f.routes[handler] = r
	}
}

// maker remembers a local function that makes routes of one kind: open := func(path string, h Handler) web.Route {…}.
func (f *facts) maker(a *ast.AssignStmt, makers map[string]route) {
	if len(a.Lhs) != 1 || len(a.Rhs) != 1 {
		return
	}
	name, ok := a.Lhs[0].(*ast.Ident)
	if !ok {
		return
	}
	literal, ok := a.Rhs[0].(*ast.FuncLit)
	if !ok {
		return
	}
	ast.Inspect(literal, func(n ast.Node) bool {
		if c, ok := n.(*ast.CompositeLit); ok {
			if r, handler := flags(c); handler == "" && r != (route{}) {
				makers[name.Name] = r
			}
		}
		return true
	})
}

func (f *facts) made(call *ast.CallExpr, makers map[string]route) {
	name, ok := call.Fun.(*ast.Ident)
	if !ok {
		return
	}
	r, ok := makers[name.Name]
	if !ok {
		return
	}
	for _, argument := range call.Args {
		if s, ok := argument.(*ast.SelectorExpr); ok {
			f.routes[s.Sel.Name] = r
		}
	}
}
