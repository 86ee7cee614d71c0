// Command bench measures the gate beside its peers on this machine: one run, interleaved rounds, medians. Every program
// that it compares is a real one, started here: nginx and Caddy from the system's packages, a bare fasthttp checker, and
// Gatehouse with everything on (token, scope, networks, limit, quota, identity headers, usage written to SQLite). The
// load comes from wrk on the same machine, so figures are comparable within a run and nowhere else.
//
//	go run ./backend/enforce/bench -seconds 4 -rounds 3 -tokens 100000
//
// Rows whose program is missing are left out and said so.
package main
