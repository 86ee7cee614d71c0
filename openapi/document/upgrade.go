package document

import "strings"

// upgrade rewrites a linked 2.0 document in the shape of 3.1. Schemas keep their 2.0 dialect until normalise.
func (l *linker) upgrade() {
	old := l.root
	u := &upgrader{
		linker: l, consumes: strs(old.Get("consumes")), produces: strs(old.Get("produces")),
		parameters: old.Get("parameters"),
	}
	root := object(old, Member{"openapi", text(old, "3.1.0")})
	move := func(key string) {
		if v := old.Get(key); v != nil {
			root.Members = append(root.Members, Member{key, v})
		}
	}
	move("info")
	if servers := u.servers(old); servers != nil {
		root.Members = append(root.Members, Member{"servers", servers})
	}
	move("security")
	move("tags")
	move("externalDocs")
	if paths := old.Get("paths"); paths != nil {
		u.paths(paths)
		move("paths")
	}
	if components := u.components(old); len(components.Members) > 0 {
		root.Members = append(root.Members, Member{"components", components})
	}
	for _, m := range old.Members {
		if strings.HasPrefix(m.Key, "x-") {
			root.Members = append(root.Members, m)
		}
	}
	l.root = root
	l.references(root, theDocument)
}

// upgrader carries what operations of 2.0 inherit from the top of the document.
type upgrader struct {
	*linker
	consumes, produces []string
	parameters         *Node
}

func strs(n *Node) (out []string) {
	for _, m := range n.Items() {
		if m.Value.Kind == String && m.Value.Text != "" {
			out = append(out, m.Value.Text)
		}
	}
	return out
}

// servers joins host, basePath and schemes; without a host the address is relative to the document's own.
func (u *upgrader) servers(old *Node) *Node {
	host, base := old.Str("host"), strings.TrimSuffix(old.Str("basePath"), "/")
	if host == "" && base == "" {
		return nil
	}
	out := array(old)
	if host == "" {
		out.Members = append(out.Members, Member{Value: object(old, Member{"url", text(old, base)})})
		return out
	}
	schemes := strs(old.Get("schemes"))
	if len(schemes) == 0 {
		schemes = []string{"https"}
	}
	for _, scheme := range schemes {
		server := object(old, Member{"url", text(old.Get("host"), scheme+"://"+host+base)})
		out.Members = append(out.Members, Member{Value: server})
	}
	return out
}

func (u *upgrader) components(old *Node) *Node {
	c := object(old)
	add := func(key string, v *Node) {
		if v != nil && len(v.Members) > 0 {
			c.Members = append(c.Members, Member{key, v})
		}
	}
	add("schemas", old.Get("definitions"))
	if responses := old.Get("responses"); responses != nil {
		for _, m := range responses.Fields() {
			u.response(m.Value, u.produces)
		}
		add("responses", responses)
	}
	parameters := object(u.parameters)
	for _, m := range u.parameters.Fields() {
		if in := m.Value.Str("in"); in != "body" && in != "formData" {
			u.parameter(m.Value)
			parameters.Members = append(parameters.Members, m)
		}
	}
	add("parameters", parameters)
	schemes := object(old)
	for _, m := range old.Get("securityDefinitions").Fields() {
		schemes.Members = append(schemes.Members, Member{m.Key, u.securityScheme(m.Value)})
	}
	add("securitySchemes", schemes)
	return c
}

func (u *upgrader) securityScheme(n *Node) *Node {
	switch n.Str("type") {
	case "basic":
		out := n.shallow()
		out.set("type", text(n, "http"))
		out.set("scheme", text(n, "basic"))
		return out
	case "oauth2":
		return u.flows(n)
	}
	return n
}

func (u *upgrader) flows(n *Node) *Node {
	names := map[string]string{
		"implicit": "implicit", "password": "password", "application": "clientCredentials", "accessCode": "authorizationCode",
	}
	flow := object(n)
	for _, key := range [...]string{"authorizationUrl", "tokenUrl"} {
		if v := n.Get(key); v != nil {
			flow.Members = append(flow.Members, Member{key, v})
		}
	}
	scopes := n.Get("scopes")
	if scopes == nil {
		scopes = object(n)
	}
	flow.Members = append(flow.Members, Member{"scopes", scopes})
	out := n.shallow()
	out.drop("flow", "authorizationUrl", "tokenUrl", "scopes")
	name := names[n.Str("flow")]
	if name == "" {
		name = "implicit"
	}
	out.set("flows", object(n, Member{name, flow}))
	return out
}

// references turns references to 2.0 places into those of 3.1, in every shape that has them.
func (l *linker) references(n *Node, s shape) {
	if n.mark == markUpgraded || s == literal {
		return
	}
	n.mark = markUpgraded
	if ref, ok := n.ref(); ok {
		for from, to := range map[string]string{
			"#/definitions/": "#/components/schemas/", "#/parameters/": "#/components/parameters/",
			"#/responses/": "#/components/responses/",
		} {
			if rest, ok := strings.CutPrefix(ref, from); ok {
				n.set("$ref", text(n.Get("$ref"), to+rest))
			}
		}
	}
	for _, m := range n.Members {
		switch {
		case m.Value.Kind != Object && m.Value.Kind != Array:
		case n.Kind == Array:
			l.references(m.Value, s)
		default:
			l.references(m.Value, below(s, m.Key))
		}
	}
	if mapping := n.Get("discriminator").Get("mapping"); s == schema && mapping != nil {
		for i, m := range mapping.Members {
			if rest, ok := strings.CutPrefix(m.Value.Text, "#/definitions/"); ok {
				mapping.Members[i].Value = text(m.Value, "#/components/schemas/"+rest)
			}
		}
	}
}
