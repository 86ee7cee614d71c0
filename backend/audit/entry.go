package audit

import (
	"errors"
	"time"
)

// Outcome says how an act ended.
type Outcome string

// The outcomes. An empty one means Success.
const (
	Success Outcome = "success"
	Denied  Outcome = "denied"
	Failure Outcome = "failure"
)

// Entry is what a use case says about its act. Who acted, from where and in which request comes from the context
// (package reqinfo).
type Entry struct {
	// Action is a dotted verb in the plural noun's room, such as tokens.create. It is required.
	Action string
	// Object is the id of what was acted on; empty when there is none.
	Object  string
	Outcome Outcome
	// Details hold what an auditor wants to know besides: strings, numbers, booleans, times, and lists, maps and structs of
	// them. Bytes are never written, and text that looks like a token is masked; still, never put a secret here.
	Details map[string]any
}

// Record is one entry as it was stored.
type Record struct {
	Seq       int64
	At        time.Time
	ActorKind string
	ActorID   string
	Action    string
	Object    string
	Outcome   Outcome
	RequestID string
	Details   map[string]any
	Hash      []byte
	// Address and UserAgent are empty when there was no origin or it has been erased.
	Address   string
	UserAgent string
}

// Filter narrows a list or an export. Empty members don't.
type Filter struct {
	// Action is a whole action, or its first word (tokens) for all of that room.
	Action string
	Actor  string
	Object string
	// From is included, To is not.
	From, To time.Time
}

// Checkpoint is a signed statement that the chain had Count entries and ended with Hash at Seq.
type Checkpoint struct {
	Chain     string    `json:"chain"`
	Seq       int64     `json:"seq"`
	Hash      []byte    `json:"hash"`
	At        time.Time `json:"at"`
	Count     int64     `json:"count"`
	Previous  []byte    `json:"previous"`
	Signature []byte    `json:"signature"`
}

// Verification is what Verify found. FirstBad is the seq of the first entry that is wrong or missing, 0 when all is well.
type Verification struct {
	OK       bool
	Records  int64
	FirstBad int64
	Message  string
}

var errActionMissing = errors.New("audit entry without an action")
