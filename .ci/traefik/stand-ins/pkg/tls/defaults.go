package tls

// DefaultTLSOptions are what options begin with; the example has none.
var DefaultTLSOptions Options
