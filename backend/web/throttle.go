package web

import (
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/reqinfo"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// The buckets that routes name (S-LIM-06). They bound one caller's requests on one node; what must survive a restart,
// such as failed recoveries of one account, is counted by package accounts besides.
const (
	BucketDefault = ""
	BucketSignIn  = "sign-in"
	BucketMail    = "mail"
	BucketRecover = "recover"
	BucketCreate  = "create"
	BucketToken   = "token" // making and rotating tokens: S-TOK-20
	BucketImport  = "import"
	BucketSearch  = "search"
	BucketConsole = "console" // five-minute tokens of people
	BucketVisitor = "visitor" // the same of nobody in particular
	BucketOAuth   = "oauth"   // the endpoints of OAuth, and tries to prove oneself with an app's token
	BucketClient  = "client"  // one OAuth client that has proved itself, wherever it calls from
	BucketExport  = "export"  // all that the portal knows of a person
	BucketPage    = "page"    // whole pages, which nobody signs in for
)

type rate struct {
	burst  int
	period time.Duration
}

// rates say how many requests a caller has in one period; they come back evenly (GCRA).
var rates = map[string]rate{
	BucketDefault: {1200, time.Minute},
	BucketSignIn:  {60, time.Minute},
	BucketMail:    {20, time.Hour},
	BucketRecover: {20, time.Hour},
	BucketCreate:  {120, time.Minute},
	BucketToken:   {20, time.Minute},
	BucketImport:  {30, time.Minute},
	BucketSearch:  {600, time.Minute},
	BucketExport:  {10, time.Hour},
	BucketConsole: {60, time.Minute},
	BucketVisitor: {12, time.Minute},
	BucketOAuth:   {600, time.Minute},
	BucketClient:  {300, time.Minute},
	BucketPage:    {600, time.Minute},
}

func knownBucket(name string) bool {
	_, ok := rates[name]
	return ok
}

// callersMax bounds the memory that callers can make us hold.
const callersMax = 100_000

// throttle keeps the theoretical arrival time of each caller and bucket.
type throttle struct {
	mu   sync.Mutex
	tats map[string]int64
}

func newThrottle() *throttle { return &throttle{tats: map[string]int64{}} }

// take spends one request of the caller's, or answers how long to wait.
func (t *throttle) take(key string, r rate, now int64) time.Duration {
	step := int64(r.period) / int64(r.burst)
	t.mu.Lock()
	defer t.mu.Unlock()
	tat := max(t.tats[key], now)
	if wait := tat + step - now - int64(r.period); wait > 0 {
		return time.Duration(wait)
	}
	if len(t.tats) >= callersMax {
		for k, v := range t.tats {
			if v < now {
				delete(t.tats, k)
			}
		}
		if len(t.tats) >= callersMax {
			clear(t.tats)
		}
	}
	t.tats[key] = tat + step
	return 0
}

func (p *Portal) throttled(c *fiber.Ctx, route Route, subject rbac.Subject) error {
	if subject.ID == "" {
		return p.Throttle(c, route.Bucket)
	}
	return p.spend(route.Bucket, subject.ID)
}

// Throttle spends one request of the subscriber that a request came from, for what is no route. It returns ErrTooMany.
func (p *Portal) Throttle(c *fiber.Ctx, bucket string) error {
	return p.spend(bucket, reqinfo.Subscriber(reqinfo.From(c.UserContext()).Address))
}

// Spend spends one request of a caller who is known by a name of their own, for what is no route. It returns ErrTooMany.
func (p *Portal) Spend(bucket, caller string) error { return p.spend(bucket, caller) }

func (p *Portal) spend(bucket, caller string) error {
	if wait := p.throttle.take(bucket+"\x00"+caller, rates[bucket], clock.Monotonic()); wait > 0 {
		return ErrTooMany.After(wait)
	}
	return nil
}
