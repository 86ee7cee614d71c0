package accounts

import (
	"net/netip"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
)

// ErrThrottled says that there were too many attempts; RetryAfter tells how long to wait.
var ErrThrottled = fault.New(fault.Exhausted, "accounts.throttled", "Too many attempts.", "Wait as long as Retry-After says, then try again. Signing in with a passkey still works.")

// Limit permits Attempts within Window, counted from the first attempt. Its name keeps counters apart.
type Limit struct {
	Name     string
	Attempts int64
	Window   time.Duration
}

// The limits on everything that sends a mail or tries a secret. They are counted per canonical address or per network
// and survive a restart. Failed passkeys count against their network only, never against an account, so nobody can lock
// another person out.
var (
	LimitRecoverByAccount = Limit{"recover.account", 5, time.Hour}
	LimitRecoverByNetwork = Limit{"recover.network", 20, 10 * time.Minute}
	LimitMailByAddress    = Limit{"mail.address", 5, time.Hour}
	LimitMailByNetwork    = Limit{"mail.network", 60, time.Hour}
	LimitLinkByNetwork    = Limit{"link.network", 60, 10 * time.Minute}
	LimitSetupByNetwork   = Limit{"setup.network", 20, 10 * time.Minute}
	LimitSignInByNetwork  = Limit{"sign-in.network", 20, 10 * time.Minute}
)

// Network answers the text that stands for the network of an address: an IPv4 address itself, the /64 of an IPv6 one,
// and "unknown" for none.
func Network(addr netip.Addr) string { return reqinfo.Subscriber(addr) }
