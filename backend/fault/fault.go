// Package fault holds the errors that people and programs get to see.
//
// A fault is declared once, beside the noun that it speaks of, as a package variable. It knows what kind of failure it
// is, a stable dotted code, a sentence for people and the way out. It knows nothing of HTTP: package web owns the one
// table that turns kinds into statuses (RFC 9457). Faults are immutable; With, Because and Saying answer copies, so a
// declared fault may be used from many goroutines at once.
package fault

import (
	"slices"
	"sync"
	"time"
)

// Kind says what sort of failure a fault is. The zero value is an internal failure that nobody declared.
type Kind uint8

// The kinds. Package web maps each to one HTTP status.
const (
	Internal Kind = iota
	Invalid
	Malformed
	Unauthenticated
	Denied
	NotFound
	Conflict
	Gone
	Stale
	PreconditionRequired
	TooLarge
	Unsupported
	Exhausted
	Unavailable
)

// Field is one mistake in one member of a request.
type Field struct {
	// Pointer is the JSON pointer (RFC 6901) of the member, such as /name; empty means the whole body.
	Pointer string `json:"pointer" example:"/name"`
	// Code is a short stable word, such as required or too_long.
	Code string `json:"code" example:"required"`
	// Message says in words what is wrong and what would be right.
	Message string `json:"message" example:"Give the app a name."`
}

// Fault is an error with a face. Code identifies it: errors.Is compares codes, so a copy made by With, Because or
// Saying is still the same fault.
type Fault struct {
	Kind       Kind
	Code       string
	Message    string
	Fix        string
	Fields     []Field
	RetryAfter time.Duration
	cause      error
}

var (
	mu       sync.RWMutex
	declared = map[string]*Fault{}
)

// New declares a fault and registers it for All. It panics when the code is taken: a code has one meaning.
func New(kind Kind, code, message, fix string) *Fault {
	f := &Fault{Kind: kind, Code: code, Message: message, Fix: fix}
	mu.Lock()
	defer mu.Unlock()
	if _, taken := declared[code]; taken {
		panic("fault code declared twice: " + code)
	}
	declared[code] = f
	return f
}

// All answers every declared fault, ordered by code.
func All() []*Fault {
	mu.RLock()
	defer mu.RUnlock()
	all := make([]*Fault, 0, len(declared))
	for _, f := range declared {
		all = append(all, f)
	}
	slices.SortFunc(all, func(a, b *Fault) int {
		if a.Code < b.Code {
			return -1
		}
		return 1
	})
	return all
}

// ByCode answers the declared fault of a code, or false.
func ByCode(code string) (*Fault, bool) {
	mu.RLock()
	defer mu.RUnlock()
	f, ok := declared[code]
	return f, ok
}

// Error answers the sentence for people; the cause, if any, follows it for the log.
func (f *Fault) Error() string {
	if f.cause != nil {
		return f.Code + ": " + f.Message + ": " + f.cause.Error()
	}
	return f.Code + ": " + f.Message
}

// Unwrap answers the cause, which is logged and never shown.
func (f *Fault) Unwrap() error { return f.cause }

// Is reports whether target is the same declared fault, by code.
func (f *Fault) Is(target error) bool {
	other, ok := target.(*Fault)
	return ok && other.Code == f.Code
}

// Because answers a copy that carries err as its cause. The cause reaches the log only.
func (f *Fault) Because(err error) *Fault {
	c := *f
	c.cause = err
	return &c
}

// With answers a copy that names the given fields besides those already there.
func (f *Fault) With(fields ...Field) *Fault {
	c := *f
	c.Fields = append(slices.Clone(f.Fields), fields...)
	return &c
}

// Saying answers a copy with another sentence for people, where the general one can be made precise.
func (f *Fault) Saying(message string) *Fault {
	c := *f
	c.Message = message
	return &c
}

// After answers a copy that asks the caller to wait for d before trying again.
func (f *Fault) After(d time.Duration) *Fault {
	c := *f
	c.RetryAfter = d
	return &c
}
