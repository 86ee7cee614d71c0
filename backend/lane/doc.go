// Package lane serves short calls from an event loop of its own, and hands every other call to the HTTP server that it is put
// in front of.
//
// A connection belongs to one loop. When bytes come that are one whole, plain request, the loop reads it with the HTTP library's
// own parser and asks a handler, which answers at once, or waits in the same loop for a connection to somewhere else, or goes on
// in a goroutine. Whatever is not whole, not plain or not certain (bodies in parts, pipelines, upgrades, expectations, anything
// the parser refuses) is served by the library's server, from the same bytes and over the same connection, which comes back to
// the loop afterwards. So there is one reading of HTTP, and the loop only chooses who waits.
//
// What it saves is what the runtime's poller costs each call: a goroutine that parks and wakes, a read that finds nothing before
// every wait, deadlines that are set anew. It exists on Linux and for plain TCP; elsewhere Server is the library's server.
package lane
