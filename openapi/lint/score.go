package lint

import (
	"math"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

// scoring adds up the marks of each group, and of all of them under "".
//
// A rule that looked at something earns the share of places that satisfy it, and counts five times when it is an error,
// three times when it is a warning, once when it is a hint. A score is the weighted mean of the rules, times 100, rounded
// down: 100 means that nothing is left to mend. What the importer had to leave out is one more error of the structure.
type scoring map[string]mark

type mark struct{ earned, possible float64 }

var weights = map[document.Severity]float64{document.Error: 5, document.Warning: 3, document.Hint: 1}

func (s scoring) add(group string, severity document.Severity, failed float64) {
	for _, g := range [...]string{group, ""} {
		m := s[g]
		m.possible += weights[severity]
		m.earned += weights[severity] * (1 - failed)
		s[g] = m
	}
}

func (s scoring) of(group string) int {
	return int(math.Floor(100*s[group].earned/s[group].possible + 1e-9))
}

// broken is the share of a document's parts that could not be read. One in ten is as bad as all: what else depends on
// a part that is missing can't be seen.
func broken(b *document.Bundle) float64 {
	errors := 0
	for _, f := range b.Findings {
		if f.Severity == document.Error {
			errors++
		}
	}
	places := max(1, b.Counts.Operations+b.Counts.Webhooks+b.Counts.Schemas)
	return math.Min(1, 10*float64(errors)/float64(places))
}
