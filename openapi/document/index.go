package document

import (
	"encoding/json"
	"strings"
)

// Group is a heading of the navigation: a tag, a tag group, or the rest that has no tag (Name is then empty).
type Group struct {
	Name         string   `json:"name"`
	Title        string   `json:"title,omitempty"`
	Description  string   `json:"description,omitempty"` // Markdown, untrusted
	Kind         string   `json:"kind,omitempty"`
	ExternalDocs *Node    `json:"externalDocs,omitempty"`
	Operations   []string `json:"operations"`
	Groups       []*Group `json:"groups,omitempty"`
	placed       bool
}

// Index is the JSON of IndexJSON.
type Index struct {
	OpenAPI         string           `json:"openapi"`
	Title           string           `json:"title"`
	Version         string           `json:"version"`
	Summary         string           `json:"summary,omitempty"`
	Description     string           `json:"description,omitempty"`
	TermsOfService  string           `json:"termsOfService,omitempty"`
	Contact         *Node            `json:"contact,omitempty"`
	License         *Node            `json:"license,omitempty"`
	ExternalDocs    *Node            `json:"externalDocs,omitempty"`
	Servers         *Node            `json:"servers,omitempty"`
	Groups          []*Group         `json:"groups"`
	Operations      []IndexOperation `json:"operations"`
	Webhooks        []IndexOperation `json:"webhooks"`
	Schemas         []string         `json:"schemas"`
	SecuritySchemes *Node            `json:"securitySchemes,omitempty"`
}

// IndexOperation is one line of the navigation.
type IndexOperation struct {
	ID         string   `json:"id"`
	Method     string   `json:"method"`
	Path       string   `json:"path"`
	Summary    string   `json:"summary,omitempty"`
	Deprecated bool     `json:"deprecated,omitempty"`
	Groups     []string `json:"groups"`
	Scopes     []string `json:"scopes"`
}

func (x *extractor) index() []byte {
	info, i := x.root.Get("info"), x.bundle.Info
	index := Index{
		OpenAPI: i.OpenAPI, Title: i.Title, Version: i.Version, Summary: i.Summary, Description: i.Description,
		TermsOfService: i.TermsOfService, Contact: info.Get("contact"), License: info.Get("license"),
		ExternalDocs: x.root.Get("externalDocs"), Servers: x.root.Get("servers"), Groups: x.groups(),
		Operations: lines(x.bundle.operations), Webhooks: lines(x.bundle.webhooks), Schemas: x.bundle.names,
		SecuritySchemes: x.root.At("/components/securitySchemes"),
	}
	if index.Schemas == nil {
		index.Schemas = []string{}
	}
	data, err := json.Marshal(index)
	if err != nil {
		// Every node was read from valid text, so this can't happen; Import turns it into an error if it does.
		panic(err)
	}
	return data
}

func lines(operations []Operation) []IndexOperation {
	out := make([]IndexOperation, 0, len(operations))
	for _, o := range operations {
		out = append(out, IndexOperation{o.ID, o.Method, o.Path, o.Summary, o.Deprecated, o.Tags, o.Scopes})
	}
	return out
}

// groups builds the tree of headings: tags with their parents (3.2), below the groups of x-tagGroups.
func (x *extractor) groups() []*Group {
	var order []*Group
	byName := map[string]*Group{}
	named := func(name string) *Group {
		g := byName[name]
		if g == nil {
			g = &Group{Name: name, Operations: []string{}}
			byName[name] = g
			order = append(order, g)
		}
		return g
	}
	for _, m := range x.root.Get("tags").Items() {
		if name := m.Value.Str("name"); name != "" {
			describe(named(name), m.Value)
		}
	}
	for _, f := range x.found {
		if len(f.Tags) == 0 {
			g := named("")
			g.Operations = append(g.Operations, f.ID)
		}
		for _, tag := range f.Tags {
			g := named(tag)
			g.Operations = append(g.Operations, f.ID)
		}
	}
	x.nest(byName)
	out := x.tagGroups(byName)
	for _, g := range order {
		if !g.placed {
			out = append(out, g)
		}
	}
	return out
}

func describe(g *Group, tag *Node) {
	g.Title = tag.Str("summary")
	if display := tag.Str("x-displayName"); g.Title == "" && display != "" {
		g.Title = display
	}
	g.Description, g.Kind, g.ExternalDocs = tag.Str("description"), tag.Str("kind"), tag.Get("externalDocs")
}

// nest puts tags below their parents; a parent that is unknown, or a circle, leaves the tag at the top.
func (x *extractor) nest(byName map[string]*Group) {
	parent := map[string]string{}
	for _, m := range x.root.Get("tags").Items() {
		name, up := m.Value.Str("name"), m.Value.Str("parent")
		if byName[name] == nil || byName[up] == nil || up == "" || byName[name].placed {
			continue
		}
		circle := false
		for at := up; at != "" && !circle; at = parent[at] {
			circle = at == name
		}
		if circle {
			continue
		}
		parent[name] = up
		byName[name].placed = true
		byName[up].Groups = append(byName[up].Groups, byName[name])
	}
}

func (x *extractor) tagGroups(byName map[string]*Group) []*Group {
	out := []*Group{}
	for _, m := range x.root.Get("x-tagGroups").Items() {
		g := &Group{Name: m.Value.Str("name"), Kind: "group", Operations: []string{}}
		for _, tag := range strs(m.Value.Get("tags")) {
			if child := byName[tag]; child != nil && !child.placed {
				child.placed = true
				g.Groups = append(g.Groups, child)
			}
		}
		if len(g.Groups) > 0 && strings.TrimSpace(g.Name) != "" {
			out = append(out, g)
			continue
		}
		for _, child := range g.Groups {
			child.placed = false
		}
	}
	return out
}
