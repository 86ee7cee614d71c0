package document

import "strings"

// Kind says which of the six JSON kinds a Node is.
type Kind uint8

// The kinds of a Node. The zero value is Null.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// Member is one entry of an object, or one item of an array (then Key is empty).
type Member struct {
	Key   string
	Value *Node
}

// Node is one value of a document: ordered, with the file and the line (from 1) where it stood. Nodes may be shared
// between several places of one document and are read-only after Import.
type Node struct {
	Kind    Kind
	mark    uint8
	File    uint16
	Line    int32
	Text    string // of a String its value, of a Number its literal, of a Bool "true" or "false"
	Members []Member
}

// Get returns the member with the key, or nil. It may be called on nil and on nodes that are not objects.
func (n *Node) Get(key string) *Node {
	if n == nil || n.Kind != Object {
		return nil
	}
	for i := range n.Members {
		if n.Members[i].Key == key {
			return n.Members[i].Value
		}
	}
	return nil
}

// Str returns the text of the string member with the key, or "".
func (n *Node) Str(key string) string {
	if v := n.Get(key); v != nil && v.Kind == String {
		return v.Text
	}
	return ""
}

// True reports whether the member with the key is the boolean true.
func (n *Node) True(key string) bool {
	v := n.Get(key)
	return v != nil && v.Kind == Bool && v.Text == "true"
}

// Items returns the members of an array, and nothing for any other kind.
func (n *Node) Items() []Member {
	if n == nil || n.Kind != Array {
		return nil
	}
	return n.Members
}

// Fields returns the members of an object, and nothing for any other kind.
func (n *Node) Fields() []Member {
	if n == nil || n.Kind != Object {
		return nil
	}
	return n.Members
}

// At follows a JSON pointer ("" is the node itself) and returns nil when it leads nowhere.
func (n *Node) At(pointer string) *Node {
	for _, token := range Tokens(pointer) {
		n = n.step(token)
	}
	return n
}

func (n *Node) step(token string) *Node {
	if n == nil || n.Kind != Array {
		return n.Get(token)
	}
	index := 0
	if token == "" || len(token) > 7 {
		return nil
	}
	for _, r := range token {
		if r < '0' || r > '9' {
			return nil
		}
		index = index*10 + int(r-'0')
	}
	if index >= len(n.Members) {
		return nil
	}
	return n.Members[index].Value
}

// set replaces or appends a member. It never writes into a slice that another node may share.
func (n *Node) set(key string, value *Node) {
	members := make([]Member, 0, len(n.Members)+1)
	found := false
	for _, m := range n.Members {
		if m.Key == key {
			m.Value, found = value, true
		}
		members = append(members, m)
	}
	if !found {
		members = append(members, Member{key, value})
	}
	n.Members = members
}

// drop removes members by key, again without touching a shared slice.
func (n *Node) drop(keys ...string) {
	members := make([]Member, 0, len(n.Members))
next:
	for _, m := range n.Members {
		for _, key := range keys {
			if m.Key == key {
				continue next
			}
		}
		members = append(members, m)
	}
	n.Members = members
}

// ref returns the text of "$ref" when the node is a reference object.
func (n *Node) ref() (string, bool) {
	if v := n.Get("$ref"); v != nil && v.Kind == String {
		return v.Text, true
	}
	return "", false
}

func (n *Node) shallow() *Node {
	c := *n
	c.mark = 0
	c.Members = append([]Member(nil), n.Members...)
	return &c
}

func object(like *Node, members ...Member) *Node {
	n := &Node{Kind: Object, Members: members}
	if like != nil {
		n.File, n.Line = like.File, like.Line
	}
	return n
}

func array(like *Node, values ...*Node) *Node {
	n := &Node{Kind: Array}
	if like != nil {
		n.File, n.Line = like.File, like.Line
	}
	for _, v := range values {
		n.Members = append(n.Members, Member{Value: v})
	}
	return n
}

func text(like *Node, s string) *Node {
	n := &Node{Kind: String, Text: s}
	if like != nil {
		n.File, n.Line = like.File, like.Line
	}
	return n
}

func boolean(like *Node, b bool) *Node {
	n := &Node{Kind: Bool, Text: "false"}
	if b {
		n.Text = "true"
	}
	if like != nil {
		n.File, n.Line = like.File, like.Line
	}
	return n
}

// Tokens splits a JSON pointer ("/a/b~1c") into its unescaped tokens.
func Tokens(pointer string) []string {
	pointer = strings.TrimPrefix(pointer, "/")
	if pointer == "" {
		return nil
	}
	tokens := strings.Split(pointer, "/")
	for i, t := range tokens {
		if strings.Contains(t, "~") {
			tokens[i] = strings.ReplaceAll(strings.ReplaceAll(t, "~1", "/"), "~0", "~")
		}
	}
	return tokens
}

// Pointer joins tokens to a JSON pointer, escaped.
func Pointer(tokens ...string) string {
	var b strings.Builder
	for _, t := range tokens {
		b.WriteByte('/')
		b.WriteString(escapeToken(t))
	}
	return b.String()
}

func escapeToken(t string) string {
	if !strings.ContainsAny(t, "~/") {
		return t
	}
	return strings.ReplaceAll(strings.ReplaceAll(t, "~", "~0"), "/", "~1")
}

// Indented writes the node over several lines, two spaces for each level, with a line break at the end.
func (n *Node) Indented() []byte { return append(n.appendIndented(nil, ""), '\n') }
