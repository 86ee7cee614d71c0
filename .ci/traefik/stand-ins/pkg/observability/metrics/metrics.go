// Package metrics stands where Traefik measures, which is off.
package metrics

// SemConvMetricsRegistry is always nil.
type SemConvMetricsRegistry struct{}
