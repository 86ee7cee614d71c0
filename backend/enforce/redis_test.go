package enforce

import (
	"net"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/secret"
	"github.com/gatehouse-dev/gatehouse/backend/transport/transporttest"
)

// sharing are the servers in which nodes can count together. Valkey has the protocol, the options and the scripts of Redis.
var sharing = []string{"redis-server", "valkey-server"}

// redisServer is a real one of them in a temporary directory.
type redisServer struct {
	t       testing.TB
	program string
	addr    string
	args    []string
	command *exec.Cmd
	admin   *redis.Client
}

// onEachServer runs a proof with each of them, in the ordinary run with the first that the machine has.
func onEachServer(t *testing.T, proof func(t *testing.T, r *redisServer), args ...string) {
	t.Helper()
	if runs(1, 2) == 1 {
		proof(t, startRedis(t, args...))
		return
	}
	for _, program := range sharing {
		t.Run(program, func(t *testing.T) {
			if _, err := exec.LookPath(program); err != nil {
				t.Skipf("there is no %s; Debian's package of this name makes this a proof", program)
			}
			proof(t, startServer(t, program, args...))
		})
	}
}

// startRedis starts the first of them that the machine has.
func startRedis(t testing.TB, args ...string) *redisServer {
	t.Helper()
	for _, program := range sharing {
		if _, err := exec.LookPath(program); err == nil {
			return startServer(t, program, args...)
		}
	}
	t.Skipf("there is none of %v; Debian has packages of these names", sharing)
	return nil
}

func startServer(t testing.TB, program string, args ...string) *redisServer {
	t.Helper()
	port := transporttest.FreePort(t)
	r := &redisServer{t: t, program: program, addr: net.JoinHostPort("127.0.0.1", port)}
	r.args = append([]string{"--port", port, "--bind", "127.0.0.1", "--dir", t.TempDir(), "--save", "", "--appendonly", "no"}, args...)
	r.admin = redis.NewClient(&redis.Options{Addr: r.addr})
	t.Cleanup(func() { _ = r.admin.Close(); r.kill() })
	r.start()
	return r
}

func (r *redisServer) start() {
	r.t.Helper()
	r.command = exec.Command(r.program, r.args...)
	require.NoError(r.t, r.command.Start())
	require.Eventually(r.t, func() bool {
		conn, err := net.Dial("tcp", r.addr)
		if err == nil {
			_ = conn.Close()
		}
		return err == nil
	}, time.Minute, 5*time.Millisecond)
}

func (r *redisServer) kill() {
	if r.command != nil {
		_ = r.command.Process.Kill()
		_ = r.command.Wait()
		r.command = nil
	}
}

func (r *redisServer) signal(s syscall.Signal) { require.NoError(r.t, r.command.Process.Signal(s)) }

// fleet is some nodes that count in one server. patience is longer than in production: a busy machine is no hanging server.
type fleet []*Service

func newFleet(t testing.TB, nodes int, o SharedOptions) fleet {
	t.Helper()
	keys, err := secret.OpenKeys(t.TempDir())
	require.NoError(t, err)
	if o.Timeout == 0 {
		o.Timeout = 10 * time.Second
	}
	f := make(fleet, nodes)
	for i := range f {
		shared, err := OpenShared(o)
		require.NoError(t, err)
		t.Cleanup(func() { _ = shared.Close() })
		shared.nodes.Store(int64(nodes))
		f[i] = New(Deps{Clock: clock.NewFake(noon), Keys: keys, Shared: shared})
	}
	return f
}

// watch has each node notice what becomes of the server, as the background work of a running one does.
func (f fleet) watch(t testing.TB) {
	var over sync.WaitGroup
	for _, s := range f {
		over.Go(func() { s.watchShared(t.Context()) })
	}
	t.Cleanup(over.Wait) // the test's context has ended by then
}

func (s *Service) takeOnce(grant string, limits []Limit, cost int64) (Standing, bool) {
	var out [limitsPlanMax]Standing
	_, ok := s.takeWindows(Holder{Grant: s.keyOf(grant), Token: s.keyOf("tok_1")}, limits, cost, false, out[:])
	return out[0], ok
}

// spend calls with all nodes in turn and answers how many calls were allowed.
func (f fleet) spend(limits []Limit, calls int) (allowed int) {
	for i := range calls {
		if _, ok := f[i%len(f)].takeOnce("gnt_1", limits, 1); ok {
			allowed++
		}
	}
	return allowed
}

func (f fleet) alone() (n int) {
	for _, s := range f {
		if s.Shared.State().Alone {
			n++
		}
	}
	return n
}

func (f fleet) together(t testing.TB) {
	t.Helper()
	require.Eventually(t, func() bool { return f.alone() == 0 }, time.Minute, 10*time.Millisecond)
}
