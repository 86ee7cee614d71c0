// Package ext is where Traefik's own distributions add to its configuration; they add nothing here.
package ext

type (
	// HTTP would be in the part http.
	HTTP struct{}
	// Router would be in each router.
	Router struct{}
)
