package enforce

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
)

const (
	sharedTimeout  = 5 * time.Millisecond
	sharedDial     = time.Second
	sharedFailures = 3 // in a row, until nobody asks any more
	sharedIdle     = 4
)

//go:embed window.lua
var windowScript string

// ErrSharedRefused says that what was named as Redis answered, and refused us. Waiting would not mend it.
var ErrSharedRefused = fault.New(fault.Invalid, "enforce.redis_refused", "The Redis of the setting redis refuses this installation.", "Correct the address, the user or the password of the setting redis.")

// SharedOptions say where nodes count windows together.
type SharedOptions struct {
	URL     string        // redis://[user:password@]host:port[/db] or rediss://…; ?addr=host:port names other members of a cluster
	CA      string        // file with the authorities of a rediss:// that is private; "" = the system's
	Timeout time.Duration // of one question; 0 = 5 ms
}

// Shared counts windows in a Redis or Valkey, where several nodes see the same ones. One script asks all windows of a
// call at once, by the server's clock. Where the server doesn't answer in time, the node counts alone and gives its part:
// the limits divided by the nodes. It never gives more than that, and never stops giving. Safe for concurrent use.
//
// What a node hears of a window it also notes in its own limiter. So a node that has to count alone begins where the
// shared window stood, and a server that comes back empty is told where the windows stood.
type Shared struct {
	client  redis.UniversalClient
	script  *redis.Script
	timeout time.Duration

	key     []byte  // of the keyed hashes that name windows
	local   *Limits // the node's own
	nodes   atomic.Int64
	strange atomic.Int64 // nodes with another key file
	alone   atomic.Bool  // nobody asks; the probe finds out when to ask again
	failed  atomic.Int32
	why     atomic.Pointer[string]

	lost chan struct{} // tells the probe
	// What is measured.
	asked, failures, aloneCalls atomic.Uint64
}

var quieten sync.Once

// OpenShared prepares the connection. It doesn't connect yet. What is wrong with the options is in the error, without
// the password.
func OpenShared(o SharedOptions) (*Shared, error) {
	quieten.Do(func() { redis.SetLogger(quietRedis{}) }) // it is the library's for all clients, and read while they dial
	cluster, err := redis.ParseClusterURL(o.URL)         // a server alone is a cluster of one address
	if err != nil {
		return nil, errors.New("redis: must be an address such as redis://host:6379 or rediss://host:6379")
	}
	single, err := redis.ParseURL(withoutQuery(o.URL))
	if err != nil {
		return nil, errors.New("redis: must be an address such as redis://host:6379/0")
	}
	if o.Timeout == 0 {
		o.Timeout = sharedTimeout
	}
	u := &redis.UniversalOptions{
		Addrs: cluster.Addrs, Username: single.Username, Password: single.Password, DB: single.DB, TLSConfig: single.TLSConfig,
		Protocol: 2, DisableIdentity: true, MaintNotificationsConfig: &maintnotifications.Config{Mode: maintnotifications.ModeDisabled},
		MaxRetries: -1, ContextTimeoutEnabled: true, DialTimeout: sharedDial, ReadTimeout: o.Timeout, WriteTimeout: o.Timeout, PoolTimeout: o.Timeout,
		PoolSize: max(32, 16*runtime.GOMAXPROCS(0)), MinIdleConns: sharedIdle,
		IsClusterMode: len(cluster.Addrs) > 1,
	}
	if o.CA != "" {
		if u.TLSConfig == nil {
			return nil, errors.New("redis-ca: does nothing without rediss://")
		}
		if u.TLSConfig.RootCAs, err = authorities(o.CA); err != nil {
			return nil, fmt.Errorf("redis-ca: %w", err)
		}
	}
	if u.TLSConfig != nil {
		u.TLSConfig.MinVersion = tls.VersionTLS12
	}
	s := &Shared{client: redis.NewUniversalClient(u), script: redis.NewScript(windowScript), timeout: o.Timeout, lost: make(chan struct{}, 1)}
	s.nodes.Store(1)
	return s, nil
}

func withoutQuery(url string) string { before, _, _ := strings.Cut(url, "?"); return before }

func authorities(path string) (*x509.CertPool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(text) {
		return nil, fmt.Errorf("%s holds no certificate in PEM", path)
	}
	return pool, nil
}

// take is Limits.Take with the windows that all nodes share.
func (s *Shared) take(holder Holder, limits []Limit, cost int64, dry bool, out []Standing) (n int, ok bool) {
	now := clock.Monotonic()
	if !possible(limits, cost) {
		return s.local.Take(holder, limits, cost, now, true, out) // refuses, whatever was used
	}
	if len(limits) == 0 {
		return 0, true
	}
	if !s.alone.Load() {
		n, ok, err := s.ask(holder, limits, cost, now, dry, out)
		if err == nil {
			s.asked.Add(1)
			s.failed.Store(0)
			return n, ok
		}
		s.noteFailure(err)
	}
	s.aloneCalls.Add(1)
	return s.local.takeShare(holder, limits, s.nodes.Load(), cost, now, dry, out)
}

func possible(limits []Limit, cost int64) bool {
	for i := range limits {
		if cost < 0 || cost > limits[i].Requests {
			return false
		}
	}
	return true
}

// noteFailure makes everybody count alone after some failures in a row, so that a server which hangs costs a few calls
// their wait and no more.
func (s *Shared) noteFailure(err error) {
	s.failures.Add(1)
	if s.failed.Add(1) >= sharedFailures {
		s.lose(err)
	}
}

// lose makes everybody count alone until the probe finds that the server is back.
func (s *Shared) lose(err error) {
	if s.alone.Swap(true) {
		return
	}
	text := plainWords(err)
	s.why.Store(&text)
	select {
	case s.lost <- struct{}{}:
	default:
	}
}

// plainWords says what went wrong without what an error may carry of addresses and keys.
func plainWords(err error) string {
	var reply redis.Error
	switch {
	case errors.As(err, &reply):
		return "it answers " + firstWord(reply.Error())
	case errors.Is(err, context.DeadlineExceeded), os.IsTimeout(err), strings.Contains(err.Error(), "timeout"):
		return "it does not answer in time"
	case errors.Is(err, errSharedAnswer):
		return "its answers make no sense"
	case noRedis(err):
		return "it does not speak Redis's protocol"
	}
	return "it can't be reached"
}

// Check asks the server once, at the start. It returns ErrSharedRefused when what is there is no Redis or refuses us,
// and another error when it can't be reached, which may pass.
func (s *Shared) Check(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 2*sharedDial)
	defer cancel()
	err := s.client.Ping(ctx).Err()
	if err == nil {
		err = s.probe(ctx) // also brings the script there
	}
	var reply redis.Error
	if errors.As(err, &reply) && lasting[firstWord(reply.Error())] || err != nil && noRedis(err) {
		return ErrSharedRefused.Because(errors.New(plainWords(err)))
	}
	return err
}

// lasting are the first words of answers that waiting doesn't mend. ERR is what a server says that is something else
// than it was configured for.
var lasting = map[string]bool{"NOAUTH": true, "WRONGPASS": true, "NOPERM": true, "ERR": true, "DENIED": true}

func firstWord(text string) string { word, _, _ := strings.Cut(text, " "); return word }

func noRedis(err error) bool { return strings.Contains(err.Error(), "redis: can't parse") }

// SharedState is how sharing stands, for health and measurements.
type SharedState struct {
	Alone bool   // this node counts by itself
	Why   string // it does
	Nodes int64
	// Strange are the nodes among them whose key file is another one: they don't count together with this one.
	Strange int64
	// Calls that were counted together, calls that were counted by this node alone, and questions without an answer.
	Asked, AloneCalls, Failures uint64
}

// State answers how sharing stands.
func (s *Shared) State() SharedState {
	state := SharedState{Alone: s.alone.Load(), Nodes: s.nodes.Load(), Strange: s.strange.Load(), Asked: s.asked.Load(), AloneCalls: s.aloneCalls.Load(), Failures: s.failures.Load()}
	if why := s.why.Load(); why != nil && state.Alone {
		state.Why = *why
	}
	return state
}

// Time answers what the server's clock shows, by which windows are counted.
func (s *Shared) Time(ctx context.Context) (time.Time, error) {
	now, err := s.client.Time(ctx).Result()
	if err != nil {
		return time.Time{}, errors.New("ask the shared Redis for the time: " + plainWords(err))
	}
	return now.UTC(), nil
}

// Close ends the connections.
func (s *Shared) Close() error { return s.client.Close() }

// quietRedis keeps the library from writing to the console; what matters of an error comes back to us.
type quietRedis struct{}

func (quietRedis) Printf(context.Context, string, ...any) {}
