package document

// Severity orders findings: an Error means that a part was left out or replaced, a Warning that it was repaired or
// may mislead, a Hint that it could be better.
type Severity string

// The severities, worst first.
const (
	Error   Severity = "error"
	Warning Severity = "warning"
	Hint    Severity = "info"
)

// Finding is one thing to fix in a document: what, why it matters or how to fix it, and where.
type Finding struct {
	Severity Severity `json:"severity"`
	Rule     string   `json:"rule"`
	Message  string   `json:"message"`
	Fix      string   `json:"fix"`
	Pointer  string   `json:"pointer"`
	File     string   `json:"file,omitempty"`
	Line     int      `json:"line,omitempty"`
}

// findingsMax keeps one broken pattern repeated ten thousand times from filling the memory and the page.
const findingsMax = 2_000

type rule struct {
	id       string
	severity Severity
	fix      string
}

var (
	ruleDuplicateKey = rule{"duplicate-key", Warning, "Keep one of the two; the last one was used."}
	ruleShape        = rule{"wrong-shape", Error, "Write the kind of value that OpenAPI expects here; the part was left out."}
	ruleMissingRef   = rule{"unresolved-reference", Error, "Point $ref to a part that exists in the uploaded files."}
	ruleRefusedRef   = rule{"refused-reference", Error, "Put the file into the same upload and refer to it by a relative path."}
	ruleCyclicRef    = rule{"cyclic-reference", Error, "Only schemas may refer to themselves; break the circle."}
	rulePattern      = rule{"pattern", Warning, "Use RE2 syntax (no look-around, no back-references); the pattern is shown but not evaluated."}
	rulePatternLong  = rule{"pattern-length", Error, "Keep patterns within 1,024 bytes; the pattern was left out."}
	rulePathSlash    = rule{"path-slash", Error, "Begin every path with a slash; the path was left out."}
	rulePathParam    = rule{"path-parameter", Warning, "Declare a parameter with in: path and required: true for each {name}."}
	ruleOperationID  = rule{"duplicate-operation-id", Warning, "Give every operation an operationId of its own."}
	ruleNoResponses  = rule{"no-responses", Warning, "Describe at least one response."}
	ruleSecurity     = rule{"unknown-security-scheme", Error, "Declare the scheme under components/securitySchemes."}
	ruleInfo         = rule{"info", Warning, "Give info a title and a version."}
	ruleTab          = rule{"collection-format", Warning, "Use csv, ssv, pipes or multi; tab-separated lists have no counterpart in OpenAPI 3."}
)
