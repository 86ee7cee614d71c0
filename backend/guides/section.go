package guides

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// Bounds of sections.
const (
	sectionDepthMax = 3
	sectionNameMax  = 60
	sectionMark     = "/"
)

// tidySection removes the space around the names of a section's path.
func tidySection(path string) string {
	names := strings.Split(strings.TrimSpace(path), sectionMark)
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
	}
	return strings.Join(names, sectionMark)
}

// checkSection answers what is wrong with a section's path. "" is none, and fine.
func checkSection(path string) []fault.Field {
	if path == "" {
		return nil
	}
	names := strings.Split(path, sectionMark)
	for _, name := range names {
		if name == "" || !fits(name, sectionNameMax, false) {
			return []fault.Field{fault.Bad("/section", "Each section has 1 to 60 characters on one line; a slash stands between a section and one inside it.")}
		}
	}
	if len(names) > sectionDepthMax {
		return []fault.Field{fault.Bad("/section", "Sections are at most three deep.")}
	}
	return nil
}

// Sections answers the names of the sections that a guide stands in, from the outside in.
func (g Guide) Sections() []string {
	if g.Section == "" {
		return nil
	}
	return strings.Split(g.Section, sectionMark)
}

// Node is a guide or a section of the tree that guides form. A section has a Name and Nodes, a guide neither.
type Node struct {
	Name  string
	Guide Guide
	Nodes []Node
	order int
}

// Tree answers guides in their sections. At each level, guides and sections stand by their order, smallest first; a section
// has the smallest order of what is inside it. Equal ones stand by name.
func Tree(all []Guide) []Node {
	var top Node
	for _, g := range all {
		at := &top
		for _, name := range g.Sections() {
			at = at.section(name)
		}
		at.Nodes = append(at.Nodes, Node{Guide: g, order: g.Order})
	}
	top.arrange()
	return top.Nodes
}

func (n *Node) section(name string) *Node {
	for i := range n.Nodes {
		if n.Nodes[i].Name == name {
			return &n.Nodes[i]
		}
	}
	n.Nodes = append(n.Nodes, Node{Name: name})
	return &n.Nodes[len(n.Nodes)-1]
}

func (n *Node) arrange() {
	for i := range n.Nodes {
		if n.Nodes[i].Name != "" {
			n.Nodes[i].arrange()
			n.Nodes[i].order = n.Nodes[i].Nodes[0].order
		}
	}
	slices.SortStableFunc(n.Nodes, func(a, b Node) int {
		return cmp.Or(cmp.Compare(a.order, b.order), strings.Compare(cmp.Or(a.Name, a.Guide.Slug), cmp.Or(b.Name, b.Guide.Slug)))
	})
}

// reading answers the guides of a tree in the order in which one reads them.
func reading(nodes []Node) []Guide {
	var all []Guide
	for _, n := range nodes {
		if n.Name != "" {
			all = append(all, reading(n.Nodes)...)
		} else {
			all = append(all, n.Guide)
		}
	}
	return all
}
