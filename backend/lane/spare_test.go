//go:build linux

package lane_test

import (
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/lane"
)

func TestSpareProcessorsAreOnlyAddedToAllThereAre(t *testing.T) {
	before := runtime.GOMAXPROCS(0)
	defer runtime.GOMAXPROCS(before)
	there := runtime.NumCPU()

	t.Setenv("GOMAXPROCS", "")
	runtime.GOMAXPROCS(there + 1) // anything but all that there are, as in a container with a share of them
	lane.Spare()
	require.Equal(t, there+1, runtime.GOMAXPROCS(0), "somebody has chosen already")

	runtime.GOMAXPROCS(there)
	t.Setenv("GOMAXPROCS", "1")
	lane.Spare()
	require.Equal(t, there, runtime.GOMAXPROCS(0), "the environment decides")

	t.Setenv("GOMAXPROCS", "")
	lane.Spare()
	require.Equal(t, there+2, runtime.GOMAXPROCS(0))
	lane.Spare()
	require.Equal(t, there+2, runtime.GOMAXPROCS(0), "once")
}
