package lint

import (
	"math"

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
	weight   float64
}

// perRuleMax is how many findings of one rule are listed; the score counts them all.
const perRuleMax = 200

// Run checks a bundle and returns the findings, in the order of the rules, and a score from 0 to 100. What the
// importer found counts in the score but is not repeated. The same bundle gives the same result.
func Run(bundle *document.Bundle) (findings []document.Finding, score int) {
	return RunExcept(bundle, nil)
}

// RunExcept is Run without the rules whose ids are true in off.
func RunExcept(bundle *document.Bundle, off map[string]bool) (findings []document.Finding, score int) {
	l := &linter{bundle: bundle, root: bundle.Root(), set: schema.New(bundle.Root()), tallies: map[string]*tally{}, used: map[string]bool{}}
	l.document()
	l.section("paths")
	l.section("webhooks")
	l.schemas()
	total, earned := 0.0, 0.0
	findings = []document.Finding{}
	for _, r := range rules {
		t := l.tallies[r.ID]
		if t == nil || off[r.ID] {
			continue
		}
		findings = append(findings, t.findings...)
		total += r.weight
		earned += r.weight * (1 - float64(t.failed)/float64(t.checked))
	}
	const soundWeight = 15.0
	broken := 0.0
	for _, f := range bundle.Findings {
		if f.Severity == document.Error {
			broken++
		}
	}
	places := float64(bundle.Counts.Operations + bundle.Counts.Webhooks + bundle.Counts.Schemas)
	total += soundWeight
	earned += soundWeight * (1 - math.Min(1, 10*broken/math.Max(places, 1)))
	return findings, int(math.Floor(100*earned/total + 1e-9))
}

// tally is what one rule has seen.
type tally struct {
	checked, failed int
	findings        []document.Finding
}

type linter struct {
	bundle  *document.Bundle
	root    *node
	set     *schema.Set
	tallies map[string]*tally
	used    map[string]bool // named schemas that something refers to
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
