package catalog

// CheckMode says what happens to calls that don't fit the document.
type CheckMode string

// The modes: nobody looks; what doesn't fit is counted and goes on; it is refused.
const (
	ChecksOff     CheckMode = "off"
	ChecksReport  CheckMode = "report"
	ChecksEnforce CheckMode = "enforce"
)

// Checks says how the gateway compares calls with the document before they reach a server. The built-in sandbox compares
// always, because it has nothing but the document to answer from.
type Checks struct {
	Mode CheckMode `json:"mode" validate:"required,oneof=off report enforce" enums:"off,report,enforce"`
} //@name RequestChecks
