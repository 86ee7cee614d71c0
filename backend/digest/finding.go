package digest

import (
	"context"
	"errors"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

// refusal says in findings why a document could not be read at all.
func refusal(err error) []document.Finding {
	var refused *document.ReferenceError
	if errors.As(err, &refused) {
		return refused.Findings
	}
	return []document.Finding{unreadable(err)}
}

const smaller = "Split the document or make it smaller."

func unreadable(err error) document.Finding {
	f := document.Finding{Severity: document.Error, Rule: "unreadable", Message: err.Error(), Fix: "Mend the document at this place and import it again."}
	var limit *document.LimitError
	var syntax *document.SyntaxError
	switch {
	case errors.As(err, &syntax):
		f.Rule, f.Message, f.File, f.Line = "syntax", syntax.Message, syntax.File, syntax.Line
	case errors.As(err, &limit):
		f.Rule, f.File, f.Line, f.Fix = "limit", limit.File, limit.Line, smaller
	case errors.Is(err, context.DeadlineExceeded):
		f = tooLong
	case errors.Is(err, errArchiveBroken):
		f.Rule, f.Message, f.Fix = "archive", errArchiveBroken.Error(), "Pack the files again as zip, tar or tar.gz."
	case errors.Is(err, ErrLarge), errors.Is(err, errArchiveFiles), errors.Is(err, errArchiveName):
		f.Rule, f.Fix = "archive", "Pack only the document and the files that it refers to, by relative names."
	}
	return f
}

// What ends a worker from outside.
var (
	tooLong  = document.Finding{Severity: document.Error, Rule: "time", Message: "The document took too long to read.", Fix: smaller}
	tooLarge = document.Finding{Severity: document.Error, Rule: "memory", Message: "The document needs more memory than an import may have.", Fix: smaller}
	crashed  = document.Finding{
		Severity: document.Error, Rule: "crash", Message: "The document could not be read: the import ended in the middle of it.",
		Fix: "Check the document with another tool and import it again; if this repeats, send it to the makers of Gatehouse.",
	}
)
