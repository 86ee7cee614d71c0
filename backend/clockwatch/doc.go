// Package clockwatch says whether the machine's clock can be trusted with what can't be undone. A clock that jumps a year
// ahead makes every token idle, every retention over and every reminder due; none of that must happen because of it.
//
// What always holds: after a jump, or after a time in which nobody read the clock, jobs that take away for good wait for two
// sane readings ten minutes apart. A jump is written into the audit log as clock.jump. Whether something is expired is no
// matter of trust, but what was expired stays so: the latest time that a trusted clock showed is kept, and clock.Held shows
// no less. A clock that differs too much from the database's or the shared Redis's moves nothing.
//
// Tables: clock_watch.
package clockwatch
