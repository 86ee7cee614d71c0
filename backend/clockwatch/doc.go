// Package clockwatch says whether the machine's clock can be trusted with what can't be undone. A clock that jumps a year
// ahead makes every token idle, every retention over and every reminder due; none of that must happen because of it.
//
// What always holds: after a jump, or after a time in which nobody read the clock, jobs that take away for good wait for two
// sane readings ten minutes apart. A jump is written into the audit log as clock.jump. Whether something is expired is no
// matter of trust: the gate goes by the clock as it is.
//
// Tables: clock_watch.
package clockwatch
