package app_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/transport/transporttest"
)

// gated is a server of its own process with a published API, an app and its sandbox token, for faults around it.
type gated struct {
	*victim
	gateway, app, token string
	command             *exec.Cmd
}

// startGated makes the server on v's data and everything that a call needs. plans' quota may be 0 for none.
func startGated(t *testing.T, v *victim, quota int) *gated {
	t.Helper()
	g := &gated{victim: v}
	port := transporttest.FreePort(t)
	g.gateway = "http://127.0.0.1:" + port
	for i, arg := range v.args {
		if arg == "--gateway-listen" {
			v.args[i+1] = "127.0.0.1:" + port
		}
	}
	g.begin(t)
	g.must(t, 201, "POST", "/apis", map[string]any{"slug": "ferries", "name": "Ferries", "summary": "Cross the strait.", "visibility": "public"})
	g.must(t, 202, "POST", "/apis/ferries/versions", map[string]any{"label": "1", "text": ferries})
	require.Eventually(t, func() bool {
		_, version := g.do("GET", "/apis/ferries/versions/1", nil)
		return version["state"] == "draft"
	}, time.Minute, 20*time.Millisecond)
	g.must(t, 200, "POST", "/apis/ferries/versions/1/publish", map[string]any{})
	g.must(t, 200, "PUT", "/apis/ferries/upstreams", map[string]any{"sandbox": map[string]any{"kind": "mock"}})
	plan := map[string]any{"name": "Free", "approval": "automatic", "limits": []any{}, "environments": []string{"sandbox"}}
	if quota > 0 {
		plan["quota"] = map[string]any{"requests": quota, "period": "month"}
	}
	g.must(t, 201, "POST", "/apis/ferries/plans", plan)
	made := g.must(t, 201, "POST", "/apps", map[string]any{"name": "Timetable", "purpose": "Shows crossings on a big screen."})
	g.app, g.token = made["app"].(map[string]any)["id"].(string), made["secret"].(string)
	require.Equal(t, 200, g.call(g.token))
	return g
}

// soon is within what a write must be refused that can't be done. On a machine that does other things as well that is longer,
// and still less than the twelve writes of a test would take that waited for each other.
func soon() time.Duration {
	if inFull() {
		return 3 * time.Second
	}
	return 10 * time.Second
}

// begin starts the process; it is stopped at the end of the test.
func (g *gated) begin(t *testing.T) {
	t.Helper()
	g.command = g.start(t)
	command := g.command
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
}

// stop ends the process in order.
func (g *gated) stop(t *testing.T) {
	t.Helper()
	require.NoError(t, g.command.Process.Signal(syscall.SIGTERM))
	require.NoError(t, g.command.Wait())
	g.client.CloseIdleConnections()
}

func (g *gated) must(t *testing.T, status int, method, path string, body any) map[string]any {
	t.Helper()
	got, answer := g.do(method, path, body)
	require.Equal(t, status, got, "%s %s: %v", method, path, answer)
	return answer
}

// call goes through the gateway and answers the status, 0 when nothing answered.
func (g *gated) call(token string) int {
	r, _ := http.NewRequest(http.MethodGet, g.gateway+"/ferries/crossings", nil)
	r.Header.Set("Authorization", "Bearer "+token)
	response, err := g.client.Do(r)
	if err != nil {
		return 0
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, response.Body)
	return response.StatusCode
}

// makeToken answers the status, the code of a refusal, and how long it took.
func (g *gated) makeToken(name string) (status int, code string, answer map[string]any, took time.Duration) {
	began := time.Now()
	status, answer = g.do("POST", "/apps/"+g.app+"/tokens", map[string]any{"name": name, "environment": "sandbox", "scopes": []string{"ferries:crossings:read"}})
	code, _ = answer["code"].(string)
	return status, code, answer, time.Since(began)
}

// whole holds the audit chain and the database file against their own checks, after the process has ended.
func (g *gated) whole(t *testing.T) {
	t.Helper()
	verify := exec.Command(os.Args[0], "audit", "verify", "--data", g.data)
	verify.Env = append(os.Environ(), envServe+"=1")
	output, err := verify.CombinedOutput()
	require.NoError(t, err, "%s", output)
	db, err := sql.Open("sqlite3", store.SQLiteDSN(filepath.Join(g.data, store.FileName), true))
	require.NoError(t, err)
	defer db.Close()
	var result string
	require.NoError(t, db.QueryRow("PRAGMA integrity_check").Scan(&result))
	require.Equal(t, "ok", result)
}

// TestALockedDatabaseHoldsUpNoCallAndFailsWritesSoon is F-DB-01: another process keeps SQLite's write lock.
func TestALockedDatabaseHoldsUpNoCallAndFailsWritesSoon(t *testing.T) {
	g := startGated(t, prepare(t), 0)
	other, err := sql.Open("sqlite3", store.SQLiteDSN(filepath.Join(g.data, store.FileName), false))
	require.NoError(t, err)
	defer other.Close()
	lock, err := other.BeginTx(context.Background(), nil)
	require.NoError(t, err)
	results := make(chan string, 12)
	for i := range cap(results) {
		go func() {
			status, code, answer, took := g.makeToken(fmt.Sprintf("locked-%d", i))
			if status != 503 || code != "store.unavailable" || took > soon() {
				results <- fmt.Sprintf("%d %v after %v", status, answer, took)
				return
			}
			results <- ""
		}()
	}
	for range cap(results) {
		require.Empty(t, <-results)
		require.Equal(t, 200, g.call(g.token), "calls go on")
		status, _ := g.do("GET", "/apps/"+g.app, nil)
		require.Equal(t, 200, status, "so does reading")
	}
	require.NoError(t, lock.Rollback())
	status, _, answer, _ := g.makeToken("free-again")
	require.Equal(t, 201, status, "%v", answer)
	g.stop(t)
	g.whole(t)
}

// TestAFullDiskRefusesWritesAndNothingElse is F-DISK-01: the volume of the data is full, then has room again.
func TestAFullDiskRefusesWritesAndNothingElse(t *testing.T) {
	v := prepareIn(t, smallVolume(t, "size=24m"), "")
	g := startGated(t, v, 0)
	ballast, err := os.Create(filepath.Join(g.data, "ballast"))
	require.NoError(t, err)
	chunk := make([]byte, 4096)
	for err == nil {
		_, err = ballast.Write(chunk)
	}
	require.ErrorIs(t, err, syscall.ENOSPC)
	acknowledged := []string{}
	refused := 0
	for i := 0; refused < 20; i++ {
		require.Less(t, i, 5000, "the log found room for ever")
		status, code, answer, took := g.makeToken(fmt.Sprintf("full-%d", i))
		if status == 201 {
			acknowledged = append(acknowledged, answer["token"].(map[string]any)["id"].(string))
			continue
		}
		require.Equal(t, 503, status, "%v", answer)
		require.Equal(t, "store.storage_full", code)
		require.Less(t, took, soon())
		require.Equal(t, 200, g.call(g.token), "calls go on")
		got, _ := g.do("GET", "/apps/"+g.app, nil)
		require.Equal(t, 200, got, "so does reading")
		refused++
	}
	require.NoError(t, ballast.Close())
	require.NoError(t, os.Remove(ballast.Name()))
	require.Eventually(t, func() bool {
		status, _, _, _ := g.makeToken("room")
		return status == 201
	}, time.Minute, 100*time.Millisecond, "writing goes on without a restart")
	for _, id := range acknowledged {
		g.must(t, 200, "GET", "/tokens/"+id, nil)
	}
	g.stop(t)
	g.whole(t)
}

// smallVolume mounts a file system of its own, which needs root.
func smallVolume(t *testing.T, bound string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", bound+",mode=700", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("a small volume can't be mounted here (root may): %s", strings.TrimSpace(string(out)))
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", dir).Run() })
	return dir
}
