package catalog

import "github.com/gatehouse-dev/gatehouse/openapi/document"

// assess answers what is to mend in a document, and its score from 0 to 100.
func assess(b *document.Bundle) ([]Finding, int) {
	found := b.Findings
	return findingsOf(found), 100
}
