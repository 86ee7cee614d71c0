//go:build race

package digest

// raced says that the race detector is built in, whose shadow of the memory leaves no room for a limit.
const raced = true
