package config

import "errors"

// Concurrency is what an operator can set about calls that a node of the gateway works on at once, and about connections.
type Concurrency struct {
	ConcurrencyTotal  int `name:"concurrency" help:"Calls that the gateway of this node works on at once." default:"4096"`
	ConcurrencyPerAPI int `name:"concurrency-per-api" help:"How many of them may be of one API; an API can set less." default:"1024"`
	ConcurrencyPerApp int `name:"concurrency-per-app" help:"How many of them may be of one app." default:"256"`
	Connections       int `name:"connections" help:"Connections that the portal and the gateway hold each; beyond it the one that has been silent for longest has to go." default:"1024"`
	ConnsPerAddress   int `name:"connections-per-address" help:"Connections that one address (of IPv6: a /64) may hold of them; trusted proxies are not counted." default:"256"`
}

const concurrencyMost = 1_000_000

func (c Concurrency) checkConcurrency(bad func(name string, err error)) {
	for name, n := range map[string]int{"concurrency": c.ConcurrencyTotal, "concurrency-per-api": c.ConcurrencyPerAPI, "concurrency-per-app": c.ConcurrencyPerApp, "connections": c.Connections, "connections-per-address": c.ConnsPerAddress} {
		if n < 1 || n > concurrencyMost {
			bad(name, errors.New("must be from 1 to 1000000"))
		}
	}
}
