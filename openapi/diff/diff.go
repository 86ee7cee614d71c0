package diff

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

type node = document.Node

// Level says what a change does to programs that call the API as the older document describes it.
type Level string

// The levels, worst first.
const (
	// Breaking changes make correct callers fail.
	Breaking Level = "breaking"
	// Risky changes make some correct callers fail.
	Risky Level = "risky"
	// Compatible changes leave every correct caller alone.
	Compatible Level = "compatible"
)

var severity = map[Level]int{Breaking: 2, Risky: 1, Compatible: 0}

// Change is one difference. Place says where within its group, Text what, both for people; parts of the document stand
// between backticks.
type Change struct {
	Level Level  `json:"level"`
	Rule  string `json:"rule"`
	Place string `json:"place,omitempty"`
	Text  string `json:"text"`
}

// Counts says how many changes there are of each level.
type Counts struct {
	Breaking   int `json:"breaking"`
	Risky      int `json:"risky"`
	Compatible int `json:"compatible"`
}

func (c *Counts) add(l Level) {
	switch l {
	case Breaking:
		c.Breaking++
	case Risky:
		c.Risky++
	case Compatible:
		c.Compatible++
	}
}

// What a group is about.
const (
	KindOperation = "operation"
	KindWebhook   = "webhook"
	KindSchema    = "schema"
	KindDocument  = "document"
)

// Group holds the changes of one operation, webhook or named schema, or of the document as a whole. ID is the operation's
// id or the schema's name. Gone says that only the older document has it. Of a schema, UsedBy names the first operations
// that reach it, and Users counts all.
type Group struct {
	Kind    string   `json:"kind"`
	ID      string   `json:"id"`
	Method  string   `json:"method,omitempty"`
	Path    string   `json:"path,omitempty"`
	Title   string   `json:"title,omitempty"`
	Gone    bool     `json:"gone,omitempty"`
	Counts  Counts   `json:"counts"`
	UsedBy  []string `json:"usedBy,omitempty"`
	Users   int      `json:"users,omitempty"`
	Changes []Change `json:"changes"`
}

// Result is the difference of two documents. Counts counts every change; Groups lists at most ChangesMax of them, worst
// first, and Cut says that there are more.
type Result struct {
	Counts Counts  `json:"counts"`
	Groups []Group `json:"groups"`
	Cut    bool    `json:"cut,omitempty"`
}

// ChangesMax is how many changes a result lists.
const ChangesMax = 2_000

// usedByMax is how many operations a schema's group names.
const usedByMax = 12

// stepsMax bounds the comparison of two documents beside its context: GitHub's with every schema changed takes a tenth.
const stepsMax = 20_000_000

// ErrTooLarge says that the documents differ in more than can be compared.
var ErrTooLarge = errors.New("the documents differ in more than can be compared")

// Document is one side: the bundled JSON, and the ids of its operations by "METHOD path" (webhooks by their name instead
// of a path). Operations without an id here get their operationId.
type Document struct {
	JSON []byte
	IDs  map[string]string
}

type side struct {
	root *node
	set  *schema.Set
	ids  map[string]string
}

func open(d Document) (side, error) {
	root, err := document.ParseJSON(d.JSON)
	if err != nil {
		return side{}, fmt.Errorf("read a bundled document: %w", err)
	}
	return side{root: root, set: schema.New(root), ids: d.IDs}, nil
}

// comparison is the work on two documents.
type comparison struct {
	ctx      context.Context
	old, new side
	steps    int
	failure  error
	groups   []*Group
	seen     map[pair]bool
	queued   map[use]bool
	queue    []use
	equals   map[string]bool
}

// Compare says what changed from the older to the newer document. The same documents give the same result. The error is
// the context's, ErrTooLarge, or that of text that is no JSON.
func Compare(ctx context.Context, older, newer Document) (Result, error) {
	c := &comparison{ctx: ctx, seen: map[pair]bool{}, queued: map[use]bool{}, equals: map[string]bool{}}
	var err error
	if c.old, err = open(older); err != nil {
		return Result{}, err
	}
	if c.new, err = open(newer); err != nil {
		return Result{}, err
	}
	c.document()
	c.section("paths", KindOperation)
	c.section("webhooks", KindWebhook)
	c.schemas()
	if c.failure != nil {
		return Result{}, c.failure
	}
	return c.result(), nil
}

// step counts work and reports whether to go on.
func (c *comparison) step() bool {
	c.steps++
	if c.failure == nil && c.steps%1024 == 0 && c.ctx.Err() != nil {
		c.failure = c.ctx.Err()
	}
	if c.failure == nil && c.steps > stepsMax {
		c.failure = ErrTooLarge
	}
	return c.failure == nil
}

func (g *Group) report(l Level, rule, place, format string, args ...any) {
	g.Changes = append(g.Changes, Change{Level: l, Rule: rule, Place: place, Text: fmt.Sprintf(format, args...)})
}

func (c *comparison) result() Result {
	r := Result{Groups: []Group{}}
	slices.SortStableFunc(c.groups, func(a, b *Group) int { return worst(b) - worst(a) })
	listed := 0
	for _, g := range c.groups {
		if len(g.Changes) == 0 {
			continue
		}
		slices.SortStableFunc(g.Changes, func(a, b Change) int { return severity[b.Level] - severity[a.Level] })
		for _, change := range g.Changes {
			g.Counts.add(change.Level)
			r.Counts.add(change.Level)
		}
		if room := ChangesMax - listed; len(g.Changes) > room {
			g.Changes, r.Cut = g.Changes[:room], true
		}
		if listed += len(g.Changes); len(g.Changes) > 0 {
			r.Groups = append(r.Groups, *g)
		}
	}
	return r
}

func worst(g *Group) int {
	most := 0
	for _, change := range g.Changes {
		most = max(most, severity[change.Level])
	}
	return most
}
