//go:build !race

package digest

// raced says that the race detector is built in.
const raced = false
