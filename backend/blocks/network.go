package blocks

import (
	"net/netip"
	"strings"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

// networksMax is how many single networks there may be; more belong into a list.
const networksMax = 10_000

// The effects of a single network.
const (
	Block = "block"
	Allow = "allow"
)

// Network is a single network that is refused, or spared whatever lists say.
type Network struct {
	ID        string
	Network   netip.Prefix
	Effect    string
	Reason    string
	EndsAt    *time.Time // nil = until somebody removes it
	CreatedAt time.Time
	CreatedBy string // who, as u: or t: and an id
	Hits      int64
	LastHitAt *time.Time
}

// The faults of single networks.
var (
	// ErrNetworkNotFound says that there is no such single network.
	ErrNetworkNotFound = fault.New(fault.NotFound, "blocks.network_not_found", "There is no such network among those that are blocked or allowed.", "Load the list again; somebody may have removed it.")
	// ErrNetworkTaken says that the network is there already with the same effect.
	ErrNetworkTaken = fault.New(fault.Conflict, "blocks.network_taken", "This network is there already.", "Remove it first to give it another reason or end.")
	// ErrNetworksFull says that there are as many single networks as there may be.
	ErrNetworksFull = fault.New(fault.Conflict, "blocks.networks_full", "There are 10,000 single networks, which is as many as there may be.", "Put them into a list, which takes up to a million.")
)

// NewNetwork asks for a single network.
type NewNetwork struct {
	Network string
	Effect  string
	Reason  string
	EndsAt  *time.Time
	// Confirmed says that it is meant although it refuses a lot, or whoever asks.
	Confirmed bool
}

// check answers the network that is asked for and every mistake in it.
func (n NewNetwork) check(now time.Time) (Network, []fault.Field) {
	var mistakes []fault.Field
	add := func(bad bool, pointer, message string) {
		if bad {
			mistakes = append(mistakes, fault.Bad(pointer, message))
		}
	}
	prefix, ok := prefixIn(strings.TrimSpace(n.Network))
	add(!ok, "/network", "Give an address such as 198.51.100.7, or a network such as 198.51.100.0/24 or 2001:db8::/32.")
	add(n.Effect != Block && n.Effect != Allow, "/effect", "The effect is block or allow.")
	reason := strings.TrimSpace(n.Reason)
	add(reason == "" || len([]rune(reason)) > 200, "/reason", "Say why in 1 to 200 characters.")
	add(n.EndsAt != nil && !n.EndsAt.After(now), "/endsAt", "The end lies in the future, or is left out.")
	return Network{Network: prefix, Effect: n.Effect, Reason: reason, EndsAt: n.EndsAt}, mistakes
}
