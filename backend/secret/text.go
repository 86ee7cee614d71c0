package secret

import (
	"fmt"
	"log/slog"
)

// redacted is what every printer sees of a Text.
const redacted = "[redacted]"

// Text is a secret that prints, logs and marshals as [redacted]. The zero value is an empty secret. Only Reveal gives
// the value back, so a search for Reveal finds every place where a secret leaves its wrapping.
type Text string

// Reveal returns the secret itself.
func (t Text) Reveal() string { return string(t) }

// String returns [redacted], or nothing when there is no secret.
func (t Text) String() string {
	if t == "" {
		return ""
	}
	return redacted
}

// GoString returns what String returns, for %#v.
func (t Text) GoString() string { return t.String() }

// Format writes what String returns for every verb, %x and %q included.
func (t Text) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(t.String())) }

// LogValue keeps the secret out of structured logs.
func (t Text) LogValue() slog.Value { return slog.StringValue(t.String()) }

// MarshalText keeps the secret out of JSON, YAML and everything else that marshals text.
func (t Text) MarshalText() ([]byte, error) { return []byte(t.String()), nil }
