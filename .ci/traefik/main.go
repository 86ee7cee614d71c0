// Command front is what of Traefik decides about a call, built from its source (source.mjs): the types and the decoder of its
// configuration, its router, the middlewares that deploy/traefik.yaml names, its forwarder, and what its entry point does with
// a call before its router sees it. The listener is Go's own, as Traefik's is, and a load balancer has one server.
// It starts as traefik does.
package main

import (
	"flag"
	"log"
)

func main() {
	name := flag.String("configFile", "", "file of the static configuration")
	flag.Parse()
	c, err := read(*name)
	if err != nil {
		log.Fatal(err)
	}
	ended := make(chan error)
	for name, entry := range c.static.EntryPoints {
		handler, err := c.handler(name, entry)
		if err != nil {
			log.Fatalf("%s: %v", name, err)
		}
		go func() { ended <- c.serve(entry, handler) }()
	}
	log.Fatal(<-ended)
}
