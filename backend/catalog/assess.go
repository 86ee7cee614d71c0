package catalog

import (
	"slices"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/lint"
)

// assess answers what is to mend in a document, what the reader had to leave out first, and its score from 0 to 100.
func assess(b *document.Bundle) ([]Finding, int) {
	weak, score := lint.Run(b)
	return findingsOf(slices.Concat(b.Findings, weak)), score
}
