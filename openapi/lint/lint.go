package lint

import (
	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/schema"
)

type node = document.Node

// Rule is one expectation of a document.
type Rule struct {
	ID       string            `json:"id"`
	Group    string            `json:"group"` // structure, naming, description, examples, security
	Severity document.Severity `json:"severity"`
	Why      string            `json:"why"`
	Fix      string            `json:"fix"`
}

// Options say how a document is looked at. The zero value means every rule.
type Options struct {
	Off map[string]bool // ids of rules that are switched off: they neither report nor count
}

// Report is what was found: the findings in the order of the rules, the score from 0 to 100, and the score of each group
// that had something to look at.
type Report struct {
	Findings []document.Finding
	Score    int
	Groups   map[string]int
}

// perRuleMax is how many findings of one rule are listed; the score counts them all.
const perRuleMax = 100

// Run checks a bundle. What the importer found counts in the score but is not repeated. The same bundle gives the same
// report.
func Run(bundle *document.Bundle, options Options) Report {
	l := look(bundle)
	report, score := Report{Findings: []document.Finding{}, Groups: map[string]int{}}, scoring{}
	for _, r := range rules {
		t := l.tallies[r.ID]
		if t == nil || options.Off[r.ID] {
			continue
		}
		report.Findings = append(report.Findings, t.findings...)
		score.add(r.Group, r.Severity, float64(t.failed)/float64(t.checked))
	}
	score.add("structure", document.Error, broken(bundle))
	report.Score = score.of("")
	for group := range score {
		if group != "" {
			report.Groups[group] = score.of(group)
		}
	}
	return report
}

// look applies every rule.
func look(bundle *document.Bundle) *linter {
	l := &linter{
		bundle: bundle, root: bundle.Root(), set: schema.New(bundle.Root()), tallies: map[string]*tally{}, names: map[string][]called{},
		used: map[string]bool{}, declared: map[string]bool{}, asked: map[string]bool{},
	}
	l.document()
	l.section("paths")
	l.section("webhooks")
	l.components()
	l.schemes()
	for _, rule := range [...]string{"operation-id-style", "schema-naming", "property-naming", "parameter-naming"} {
		l.consistent(rule)
	}
	return l
}

// tally is what one rule has seen.
type tally struct {
	checked, failed int
	findings        []document.Finding
}

type linter struct {
	bundle   *document.Bundle
	root     *node
	set      *schema.Set
	tallies  map[string]*tally
	names    map[string][]called // by the rule that compares them
	used     map[string]bool     // components that something refers to, as "schemas/Order"
	declared map[string]bool     // tags
	asked    map[string]bool     // security schemes
}

// expect counts one place of a rule, and reports it when it is not satisfied.
func (l *linter) expect(id string, satisfied bool, at *node, message string, path ...string) {
	t := l.tallies[id]
	if t == nil {
		t = &tally{}
		l.tallies[id] = t
	}
	t.checked++
	if satisfied {
		return
	}
	if t.failed++; len(t.findings) >= perRuleMax {
		return
	}
	r := byID[id]
	f := document.Finding{Severity: r.Severity, Rule: id, Message: message, Fix: r.Fix, Pointer: document.Pointer(path...)}
	if at != nil {
		f.Line, f.File = int(at.Line), l.bundle.FileOf(at)
	}
	t.findings = append(t.findings, f)
}
