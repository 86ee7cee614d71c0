// Package transporttest finds ports for the programs that tests start and tell where to listen.
package transporttest

import (
	"math/rand/v2"
	"net"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"
)

// The ports that FreePort chooses from are beneath those that systems hand out by themselves (from 32,768 on Linux, from
// 49,152 elsewhere): one of those could be anybody's before the program that is told of it listens there.
const (
	portMin = 20_000
	ports   = 12_000
)

// turn begins somewhere else in each test program, because several run beside each other.
var turn atomic.Uint32

func init() { turn.Store(rand.Uint32N(ports)) }

// FreePort answers a port of 127.0.0.1 on which nobody listens, and never the same one twice in a row.
func FreePort(t testing.TB) string {
	t.Helper()
	for range 100 {
		port := strconv.Itoa(portMin + int(turn.Add(1)%ports))
		ln, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", port))
		if err != nil {
			continue
		}
		require.NoError(t, ln.Close())
		return port
	}
	require.Fail(t, "no port is free")
	return ""
}
