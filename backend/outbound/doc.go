// Package outbound is the only way by which the server calls addresses that people give it: imports of API documents,
// webhooks and the like. Nothing that such an address says, resolves to or redirects to leads into a private network.
//
// A name is resolved once, every answer is checked, and the connection goes to an address that was checked; the socket is
// checked again just before it connects. Redirects are new requests. Proxies of the environment are not used, there are no
// cookies, bodies end at a limit and everything ends in time.
package outbound
