package catalog

import (
	"slices"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/lint"
)

// assess answers what is to mend in a document, what the reader had to leave out first, and its score from 0 to 100.
func assess(b *document.Bundle) ([]Finding, int) {
	report := lint.Run(b, lint.Options{})
	return findingsOf(slices.Concat(b.Findings, report.Findings)), report.Score
}
