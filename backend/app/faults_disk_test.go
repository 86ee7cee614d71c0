package app_test

import (
	"bufio"
	"database/sql"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/unix"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/transport/transporttest"
)

// measured makes the server's measurements reachable and answers their address.
func (v *victim) measured(t *testing.T) string {
	t.Helper()
	port := transporttest.FreePort(t)
	for i, arg := range v.args {
		if arg == "--internal-listen" {
			v.args[i+1] = "127.0.0.1:" + port
		}
	}
	return "http://127.0.0.1:" + port + "/metrics"
}

// measure answers the sum of a measurement over its labels.
func (v *victim) measure(t *testing.T, address, name string) float64 {
	t.Helper()
	response, err := v.client.Get(address)
	require.NoError(t, err)
	sum := 0.0
	for _, found := range regexp.MustCompile(`(?m)^`+name+`(?:\{[^}]*\})? (\S+)$`).FindAllStringSubmatch(textOf(t, response), -1) {
		value, err := strconv.ParseFloat(found[1], 64)
		require.NoError(t, err)
		sum += value
	}
	return sum
}

// TestALogThatNobodyReadsHoldsUpNoCall is F-DISK-03. The log goes into a pipe with room for one page.
func TestALogThatNobodyReadsHoldsUpNoCall(t *testing.T) {
	v := prepare(t)
	reads, writes, err := os.Pipe()
	require.NoError(t, err)
	defer reads.Close()
	defer writes.Close()
	_, err = unix.FcntlInt(writes.Fd(), unix.F_SETPIPE_SZ, os.Getpagesize())
	require.NoError(t, err)
	v.stderr = writes
	v.args[slices.Index(v.args, "--log-level")+1] = "warn"
	v.args = append(v.args, "--upstream-allow", "127.0.0.0/8")
	metrics := v.measured(t)
	g := startGated(t, v, 0)
	g.must(t, 200, "PUT", "/apis/ferries/upstreams", map[string]any{"sandbox": map[string]any{"kind": "http", "url": moody(t)}})
	took := make([]time.Duration, 0, 3000)
	for range cap(took) {
		began := time.Now()
		require.Contains(t, []int{200, 502}, g.call(g.token))
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	usual := 100 * time.Millisecond // on a machine that does other things as well
	if inFull() {
		usual = 10 * time.Millisecond
	}
	require.Less(t, took[len(took)/2], usual)
	require.Less(t, took[len(took)-1], soon())
	require.Greater(t, g.measure(t, metrics, "gatehouse_log_lines_lost_total"), 300.0)
	status, _, answer, _ := g.makeToken("audited") // what is audited is stored with its record, in the database
	require.Equal(t, 201, status, "%v", answer)
	g.stop(t)
	g.whole(t)
}

// moody is an upstream that breaks every second call off, which is a line of the log each time.
func moody(t *testing.T) string {
	t.Helper()
	var calls atomic.Int64
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if calls.Add(1)%2 == 0 {
			return
		}
		panic(http.ErrAbortHandler)
	}))
	t.Cleanup(upstream.Close)
	return upstream.URL
}

// TestAServerWithoutFileDescriptorsAnswersAgainAsSoonAsThereAreSome is the part of F-DISK-04 about sockets.
func TestAServerWithoutFileDescriptorsAnswersAgainAsSoonAsThereAreSome(t *testing.T) {
	v := prepare(t)
	v.through = []string{"sh", "-c", `ulimit -n 128; exec "$0" "$@"`}
	metrics := v.measured(t)
	g := startGated(t, v, 0)
	failures := func() float64 { return g.measure(t, metrics, "gatehouse_accept_failures_total") }
	require.Zero(t, failures(), "and whoever measures is connected from here on")
	var held []net.Conn
	for range 200 {
		conn, err := net.DialTimeout("tcp", strings.TrimPrefix(g.gateway, "http://"), time.Minute)
		require.NoError(t, err, "they wait with the kernel")
		held = append(held, conn)
	}
	require.Eventually(t, func() bool { return failures() > 0 }, time.Minute, 20*time.Millisecond, "a busy machine takes its time to accept so many")
	require.Equal(t, 200, g.call(g.token), "who is connected is served")
	for _, conn := range held {
		require.NoError(t, conn.Close())
	}
	g.client.CloseIdleConnections()
	require.Eventually(t, func() bool { return g.call(g.token) == 200 }, time.Minute, 20*time.Millisecond)
	require.Eventually(t, func() bool {
		status, _ := g.do("GET", "/apps/"+g.app, nil)
		return status == 200
	}, time.Minute, 20*time.Millisecond)
	g.stop(t)
}

// TestAVolumeWithoutInodesStopsNothingThatRuns is the part of F-DISK-04 about inodes: a running server makes no new files.
func TestAVolumeWithoutInodesStopsNothingThatRuns(t *testing.T) {
	g := startGated(t, prepareIn(t, smallVolume(t, "nr_inodes=64"), ""), 0)
	var err error
	for i := 0; err == nil; i++ {
		require.Less(t, i, 100)
		var f *os.File
		if f, err = os.Create(filepath.Join(g.data, fmt.Sprintf("ballast-%d", i))); err == nil {
			require.NoError(t, f.Close())
		}
	}
	require.ErrorIs(t, err, syscall.ENOSPC)
	for i := range 10 {
		status, _, answer, _ := g.makeToken(fmt.Sprintf("no-inodes-%d", i))
		require.Equal(t, 201, status, "%v", answer)
		require.Equal(t, 200, g.call(g.token))
	}
	g.stop(t)
	g.whole(t)
}

// ext4 is a file system of its own on a loop device, which needs root.
type ext4 struct{ dir, image, device string }

func newExt4(t *testing.T) *ext4 {
	t.Helper()
	f := &ext4{dir: t.TempDir(), image: filepath.Join(t.TempDir(), "image")}
	require.NoError(t, os.WriteFile(f.image, nil, 0o600))
	require.NoError(t, os.Truncate(f.image, 64<<20))
	if out, err := exec.Command("mkfs.ext4", "-q", "-e", "remount-ro", f.image).CombinedOutput(); err != nil {
		t.Skipf("no ext4 can be made here: %s", out)
	}
	f.mount(t)
	t.Cleanup(func() { _ = exec.Command("umount", "-l", f.dir).Run() })
	return f
}

func (f *ext4) mount(t *testing.T) {
	t.Helper()
	if out, err := exec.Command("mount", "-o", "loop", f.image, f.dir).CombinedOutput(); err != nil {
		t.Skipf("no loop device can be mounted here (root may): %s", out)
	}
	source, err := exec.Command("findmnt", "-n", "-o", "SOURCE", f.dir).Output()
	require.NoError(t, err)
	f.device = filepath.Base(strings.TrimSpace(string(source)))
}

// again mounts it after a look over it, as an operator would.
func (f *ext4) again(t *testing.T) {
	t.Helper()
	require.NoError(t, exec.Command("umount", f.dir).Run())
	_ = exec.Command("e2fsck", "-p", f.image).Run() // its status says what it mended
	f.mount(t)
}

// TestADiskThatBreaksRefusesWritesAndNothingElse is the part of F-DISK-04 about the disk itself: after an error the kernel makes
// the volume read-only, or every access fails (EIO). ext4 can be told to do either, where the kernel has no dm-error.
func TestADiskThatBreaksRefusesWritesAndNothingElse(t *testing.T) {
	for name, breaks := range map[string]func(*testing.T, *ext4){
		"read-only": func(t *testing.T, f *ext4) {
			if err := os.WriteFile("/sys/fs/ext4/"+f.device+"/trigger_fs_error", []byte("1"), 0o200); err != nil {
				t.Skip("the kernel simulates no errors: ", err)
			}
		},
		"EIO": func(t *testing.T, f *ext4) {
			dir, err := os.Open(f.dir)
			require.NoError(t, err)
			defer dir.Close()
			const shutdown, withoutFlush = 0x8004587d, 2
			if err := unix.IoctlSetPointerInt(int(dir.Fd()), shutdown, withoutFlush); err != nil {
				t.Skip("the kernel shuts no volume down: ", err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newExt4(t)
			data := filepath.Join(f.dir, "data")
			require.NoError(t, os.Mkdir(data, 0o700))
			g := startGated(t, prepareIn(t, data, ""), 0)
			status, _, made, _ := g.makeToken("before")
			require.Equal(t, 201, status)
			acknowledged := made["token"].(map[string]any)["id"].(string)
			breaks(t, f)
			for i := range 10 {
				status, code, answer, took := g.makeToken(fmt.Sprintf("broken-%d", i))
				require.Equal(t, 503, status, "%v", answer)
				require.Equal(t, "store.unavailable", code)
				require.Less(t, took, soon())
				require.Equal(t, 200, g.call(g.token), "calls go on")
			}
			g.kill(t)
			f.again(t)
			g.begin(t)
			g.must(t, 200, "GET", "/tokens/"+acknowledged, nil)
			status, _, answer, _ := g.makeToken("after")
			require.Equal(t, 201, status, "%v", answer)
			require.Equal(t, 200, g.call(g.token))
			g.stop(t)
			g.whole(t)
		})
	}
}

// kill ends the process at once.
func (g *gated) kill(t *testing.T) {
	t.Helper()
	require.NoError(t, g.command.Process.Kill())
	_ = g.command.Wait()
	g.client.CloseIdleConnections()
}

// TestAStuckReaderIsSaidAndMeasured is F-DISK-05 with the whole server: another program reads while tokens are made.
func TestAStuckReaderIsSaidAndMeasured(t *testing.T) {
	if os.Getenv("GATEHOUSE_GATE") != "full" {
		t.Skip("npm run test:gate writes 64 MiB of the log")
	}
	v := prepare(t)
	reads, writes, err := os.Pipe()
	require.NoError(t, err)
	defer reads.Close()
	v.stderr = writes
	v.args[slices.Index(v.args, "--log-level")+1] = "warn"
	metrics := v.measured(t)
	g := startGated(t, v, 0)
	require.NoError(t, writes.Close())
	other, err := sql.Open("sqlite3", store.SQLiteDSN(filepath.Join(g.data, store.FileName), true))
	require.NoError(t, err)
	defer other.Close()
	backup, err := other.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	var n int
	require.NoError(t, backup.QueryRowContext(t.Context(), "SELECT count(*) FROM tokens").Scan(&n))
	purpose := strings.Repeat("Shows crossings on a big screen. ", 12)
	require.Eventually(t, func() bool {
		for range 200 {
			g.must(t, 200, "PATCH", "/apps/"+g.app, map[string]any{"purpose": purpose})
		}
		return g.measure(t, metrics, "gatehouse_wal_bytes") > store.LogBytesMax
	}, 8*time.Minute, time.Millisecond)
	said := bufio.NewScanner(reads)
	for said.Scan() && !strings.Contains(said.Text(), "write-ahead log can't be folded back") {
	}
	require.Contains(t, said.Text(), "mebibytes")
	require.Equal(t, 200, g.call(g.token))
	require.NoError(t, backup.Rollback())
	for range 2 {
		g.must(t, 200, "PATCH", "/apps/"+g.app, map[string]any{"purpose": purpose})
	}
	require.LessOrEqual(t, g.measure(t, metrics, "gatehouse_wal_bytes"), float64(2*store.LogBytesMax))
	g.stop(t)
	g.whole(t)
}
