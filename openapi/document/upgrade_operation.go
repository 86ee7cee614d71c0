package document

import "strings"

var pathMethods = [...]string{"get", "put", "post", "delete", "options", "head", "patch", "trace"}

func (u *upgrader) paths(paths *Node) {
	for _, m := range paths.Fields() {
		u.pathItem(m.Value)
	}
}

func (u *upgrader) pathItem(item *Node) {
	if item.Kind != Object {
		return
	}
	inherited := item.Get("parameters")
	keep, bodies := u.split(inherited)
	for _, method := range pathMethods {
		if op := item.Get(method); op != nil && op.Kind == Object {
			u.operation(op, bodies)
		}
	}
	if inherited != nil {
		item.set("parameters", array(inherited, keep...))
	}
}

// split parts a list of parameters into those that stay parameters, upgraded, and those that make up the body.
func (u *upgrader) split(list *Node) (keep, bodies []*Node) {
	for _, m := range list.Items() {
		p := m.Value
		if ref, ok := p.ref(); ok {
			target := u.parameters.Get(strings.Join(Tokens(strings.TrimPrefix(ref, "#/parameters")), "/"))
			if in := target.Str("in"); in != "body" && in != "formData" {
				keep = append(keep, p)
				continue
			}
			p = target
		}
		if in := p.Str("in"); in == "body" || in == "formData" {
			bodies = append(bodies, p)
			continue
		}
		u.parameter(p)
		keep = append(keep, p)
	}
	return keep, bodies
}

func (u *upgrader) operation(op *Node, inherited []*Node) {
	consumes, produces := u.consumes, u.produces
	if v := op.Get("consumes"); v != nil {
		consumes = strs(v)
	}
	if v := op.Get("produces"); v != nil {
		produces = strs(v)
	}
	keep, bodies := u.split(op.Get("parameters"))
	if len(bodies) == 0 {
		bodies = inherited
	}
	if op.Get("parameters") != nil {
		if op.set("parameters", array(op.Get("parameters"), keep...)); len(keep) == 0 {
			op.drop("parameters")
		}
	}
	for _, m := range op.Get("responses").Fields() {
		u.response(m.Value, produces)
	}
	if body := u.body(op, bodies, consumes); body != nil {
		u.insertBody(op, body)
	}
	op.drop("consumes", "produces", "schemes")
}

// insertBody puts the body before the responses, where people look for it.
func (u *upgrader) insertBody(op, body *Node) {
	members := make([]Member, 0, len(op.Members)+1)
	for _, m := range op.Members {
		if m.Key == "responses" {
			members = append(members, Member{"requestBody", body})
			body = nil
		}
		members = append(members, m)
	}
	if body != nil {
		members = append(members, Member{"requestBody", body})
	}
	op.Members = members
}

func (u *upgrader) body(op *Node, parameters []*Node, consumes []string) *Node {
	if len(parameters) == 0 {
		return nil
	}
	if p := parameters[0]; p.Str("in") == "body" {
		if len(consumes) == 0 {
			consumes = []string{"application/json"}
		}
		return u.jsonBody(p, consumes)
	}
	return u.formBody(op, parameters, consumes)
}

func (u *upgrader) jsonBody(p *Node, consumes []string) *Node {
	body := object(p)
	for _, key := range [...]string{"description", "required"} {
		if v := p.Get(key); v != nil {
			body.Members = append(body.Members, Member{key, v})
		}
	}
	content := object(p)
	for _, kind := range consumes {
		media := object(p)
		if s := p.Get("schema"); s != nil {
			media.Members = append(media.Members, Member{"schema", s})
		}
		if e := firstOf(p, "x-example", "example"); e != nil {
			media.Members = append(media.Members, Member{"example", e})
		}
		content.Members = append(content.Members, Member{kind, media})
	}
	body.set("content", content)
	return body
}

func (u *upgrader) formBody(op *Node, parameters []*Node, consumes []string) *Node {
	properties, required, files := object(op), array(op), false
	for _, p := range parameters {
		s := u.valueSchema(p)
		files = files || p.Str("type") == "file"
		if d := p.Get("description"); d != nil {
			s.set("description", d)
		}
		properties.set(p.Str("name"), s)
		if p.True("required") {
			required.Members = append(required.Members, Member{Value: text(p, p.Str("name"))})
		}
	}
	form := object(op, Member{"type", text(op, "object")}, Member{"properties", properties})
	if len(required.Members) > 0 {
		form.set("required", required)
	}
	kinds := formKinds(consumes, files)
	content := object(op)
	for _, kind := range kinds {
		content.Members = append(content.Members, Member{kind, object(op, Member{"schema", form})})
	}
	body := object(op, Member{"content", content})
	if len(required.Members) > 0 {
		body.set("required", boolean(op, true))
	}
	return body
}

func formKinds(consumes []string, files bool) (kinds []string) {
	for _, kind := range consumes {
		if kind == "multipart/form-data" || kind == "application/x-www-form-urlencoded" && !files {
			kinds = append(kinds, kind)
		}
	}
	switch {
	case len(kinds) > 0:
		return kinds
	case files:
		return []string{"multipart/form-data"}
	}
	return []string{"application/x-www-form-urlencoded"}
}

func firstOf(n *Node, keys ...string) *Node {
	for _, key := range keys {
		if v := n.Get(key); v != nil {
			return v
		}
	}
	return nil
}
