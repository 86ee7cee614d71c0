// Package types has the one type of Traefik's tracing that its dynamic configuration names.
package types

// TracingVerbosity is how much is traced.
type TracingVerbosity string

// MinimalVerbosity is little.
const MinimalVerbosity TracingVerbosity = "minimal"
