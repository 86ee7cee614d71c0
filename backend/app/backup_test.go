package app_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// vault is where a test keeps backups, and what opens them.
type vault struct{ archive, keys, identity, recipient, passphrase string }

func newVault(t *testing.T) vault {
	t.Helper()
	dir := t.TempDir()
	v := vault{archive: filepath.Join(dir, "portal.age"), keys: filepath.Join(dir, "keys.age"), identity: filepath.Join(dir, "identity"), passphrase: filepath.Join(dir, "passphrase")}
	id, err := age.GenerateX25519Identity()
	require.NoError(t, err)
	v.recipient = id.Recipient().String()
	require.NoError(t, os.WriteFile(v.identity, []byte(id.String()+"\n"), 0o600))
	require.NoError(t, os.WriteFile(v.passphrase, []byte("correct horse battery staple\n"), 0o600))
	return v
}

func (v vault) back(data string, more ...string) []string {
	return append([]string{"backup", "--data", data, "--to", v.archive, "--recipient", v.recipient, "--keys-to", v.keys, "--keys-passphrase-file", v.passphrase}, more...)
}

func (v vault) restore(data string, more ...string) []string {
	return append([]string{"restore", "--data", data, "--from", v.archive, "--identity-file", v.identity, "--keys", v.keys, "--keys-passphrase-file", v.passphrase}, more...)
}

func gatehouse(args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), envServe+"=1")
	return c
}

// runs answers what a command said, and fails the test unless it ended with code.
func runs(t *testing.T, code int, args ...string) string {
	t.Helper()
	c := gatehouse(args...)
	output, _ := c.CombinedOutput()
	require.Equal(t, code, c.ProcessState.ExitCode(), "%v: %s", args, output)
	return string(output)
}

// place is one kind of database for an installation that is backed up, and an empty one that it is restored into.
type place struct{ from, into string }

func (p place) more(database string) []string {
	if database == "" {
		return nil
	}
	return []string{"--database", database}
}

func eachPlace(t *testing.T, test func(*testing.T, place)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, place{}) })
	if os.Getenv(storetest.EnvPostgres) == "" {
		return
	}
	t.Run("postgres", func(t *testing.T) { test(t, place{from: storetest.Postgres(t), into: storetest.Postgres(t)}) })
}

// at is the victim as it is after a restore elsewhere.
func (v *victim) at(data, database string) *victim {
	moved := *v
	moved.data, moved.args = data, append([]string{}, v.args...)
	moved.args[1] = data
	if i := len(moved.args) - 1; moved.args[i-1] == "--database" {
		moved.args[i] = database
	}
	return &moved
}

// serve is start for a server that must not outlive a test that failed.
func (v *victim) serve(t *testing.T) *exec.Cmd {
	t.Helper()
	c := v.start(t)
	t.Cleanup(func() {
		if c.ProcessState == nil {
			_ = c.Process.Kill()
			_ = c.Wait()
		}
	})
	return c
}

func (v *victim) stop(t *testing.T, c *exec.Cmd) {
	t.Helper()
	require.NoError(t, c.Process.Signal(syscall.SIGTERM))
	require.NoError(t, c.Wait())
	v.client.CloseIdleConnections()
}

func TestABackupUnderConstantWritesIsWhole(t *testing.T) {
	eachPlace(t, func(t *testing.T, p place) {
		v, box := prepareIn(t, t.TempDir(), p.from), newVault(t)
		server := v.serve(t)
		before, during := &ledger{revoked: map[string]bool{}}, &ledger{revoked: map[string]bool{}}
		app := v.register(t, 0)
		for i := range 20 {
			status, made := v.do("POST", "/apps/"+app+"/tokens", map[string]any{"name": fmt.Sprintf("before-%d", i), "environment": "sandbox", "scopes": []string{}})
			require.Equal(t, 201, status)
			before.note(made["token"].(map[string]any)["id"].(string), false)
		}
		done := make(chan struct{})
		other := v.register(t, 1)
		go func() { defer close(done); v.work(other, "during", during) }()
		said := runs(t, 0, box.back(v.data, p.more(p.from)...)...)
		require.Contains(t, said, "rows as of")
		v.kill(t, server)
		<-done
		elsewhere := filepath.Join(t.TempDir(), "data")
		require.Contains(t, runs(t, 0, box.restore(elsewhere, append(p.more(p.into), "--verify-only")...)...), "whole and the keys fit")
		require.NoDirExists(t, elsewhere)
		said = runs(t, 0, box.restore(elsewhere, append(p.more(p.into), "--credentials", "trust")...)...)
		require.Contains(t, said, "the audit log holds")
		runs(t, 0, append([]string{"audit", "verify", "--data", elsewhere}, p.more(p.into)...)...)
		restored := v.at(elsewhere, p.into)
		server = restored.serve(t)
		for id := range before.revoked {
			status, token := restored.do("GET", "/tokens/"+id, nil)
			require.Equal(t, 200, status, "a token acknowledged before the backup is gone")
			require.Equal(t, "active", token["state"])
		}
		restored.stop(t, server)
	})
}

func (v *victim) kill(t *testing.T, c *exec.Cmd) {
	t.Helper()
	require.NoError(t, c.Process.Kill())
	_ = c.Wait()
	v.client.CloseIdleConnections()
}

func TestARestoreResurrectsNothingThatEnded(t *testing.T) {
	eachPlace(t, func(t *testing.T, p place) {
		v, box := prepareIn(t, t.TempDir(), p.from), newVault(t)
		server := v.serve(t)
		app := v.register(t, 0)
		ids := map[string]string{}
		for _, name := range []string{"revoked", "rotated", "kept", "suspended"} {
			status, made := v.do("POST", "/apps/"+app+"/tokens", map[string]any{"name": name, "environment": "sandbox", "scopes": []string{}})
			require.Equal(t, 201, status)
			ids[name] = made["token"].(map[string]any)["id"].(string)
		}
		runs(t, 0, box.back(v.data, p.more(p.from)...)...)
		for path, body := range map[string]any{
			ids["revoked"] + "/revoke": map[string]any{"reason": "leaked"}, ids["suspended"] + "/suspend": map[string]any{"reason": "odd"},
			ids["rotated"] + "/rotate": map[string]any{"overlapSeconds": 0, "activate": "now"},
		} {
			status, answer := v.do("POST", "/tokens/"+path, body)
			require.Equal(t, 200, status, "%v", answer)
		}
		v.stop(t, server)
		require.Contains(t, runs(t, 1, box.restore(v.data, p.more(p.from)...)...), "--replace")
		said := runs(t, 0, box.restore(v.data, append(p.more(p.from), "--replace")...)...)
		require.Contains(t, said, "was ended here as well")
		require.Contains(t, said, "before")
		server = v.serve(t)
		for name, state := range map[string]string{"revoked": "revoked", "kept": "active", "suspended": "suspended"} {
			_, token := v.do("GET", "/tokens/"+ids[name], nil)
			require.Equal(t, state, token["state"], name)
		}
		v.stop(t, server)
		s, err := store.Open(t.Context(), store.Options{Dir: v.data, URL: p.from})
		require.NoError(t, err)
		var alive int64
		require.NoError(t, s.ReaderPool().QueryRow("SELECT COUNT(*) FROM token_secrets WHERE token_id = '"+ids["rotated"]+"' AND valid_until IS NULL").Scan(&alive))
		require.Zero(t, alive, "the secret from before the rotation works again")
		require.NoError(t, s.Close())
	})
}

func TestWithoutTheOldDatabaseEveryCredentialWaits(t *testing.T) {
	eachPlace(t, func(t *testing.T, p place) {
		v, box := prepareIn(t, t.TempDir(), p.from), newVault(t)
		server := v.serve(t)
		app := v.register(t, 0)
		status, made := v.do("POST", "/apps/"+app+"/tokens", map[string]any{"name": "one", "environment": "sandbox", "scopes": []string{}})
		require.Equal(t, 201, status)
		id := made["token"].(map[string]any)["id"].(string)
		runs(t, 0, box.back(v.data, p.more(p.from)...)...)
		v.kill(t, server)
		elsewhere := t.TempDir()
		require.Contains(t, runs(t, 0, box.restore(elsewhere, p.more(p.into)...)...), "no credential works")
		restored := v.at(elsewhere, p.into)
		server = restored.serve(t)
		status, _ = restored.do("GET", "/tokens/"+id, nil)
		require.Equal(t, http.StatusUnauthorized, status, "the operator token of the backup works")
		restored.stop(t, server)
		restored.machine = strings.TrimSpace(runs(t, 0, append([]string{"token", "create", "--role", "admin", "--name", "after", "--data", elsewhere}, p.more(p.into)...)...))
		server = restored.serve(t)
		_, token := restored.do("GET", "/tokens/"+id, nil)
		require.Equal(t, "suspended", token["state"])
		status, answer := restored.do("POST", "/tokens/"+id+"/resume", map[string]any{})
		require.Equal(t, 200, status, "%v", answer)
		restored.stop(t, server)
	})
}

func TestARestoreWaitsForNobodyWhoRuns(t *testing.T) {
	eachPlace(t, func(t *testing.T, p place) {
		v, box := prepareIn(t, t.TempDir(), p.from), newVault(t)
		server := v.serve(t)
		runs(t, 0, box.back(v.data, p.more(p.from)...)...)
		require.Contains(t, runs(t, 1, box.restore(v.data, append(p.more(p.from), "--replace")...)...), "stop it first")
		if p.from != "" {
			require.Contains(t, runs(t, 1, box.restore(t.TempDir(), append(p.more(p.from), "--replace")...)...), "stop it first")
		}
		v.stop(t, server)
	})
}

func TestWhatIsNoWholeBackupChangesNothing(t *testing.T) {
	v, box := prepare(t), newVault(t)
	runs(t, 0, box.back(v.data)...)
	archive, err := os.ReadFile(box.archive)
	require.NoError(t, err)
	keys, err := os.ReadFile(box.keys)
	require.NoError(t, err)
	into := t.TempDir()
	refused := func(name, said string, args ...string) {
		t.Helper()
		output := runs(t, 1, args...)
		require.Contains(t, output, said, name)
		require.Equal(t, 1, strings.Count(strings.TrimSpace(output), "\n")+1, "%s is no one clear line: %s", name, output)
		left, err := os.ReadDir(into)
		require.NoError(t, err)
		require.Empty(t, left, name)
	}
	write := func(path string, content []byte) { require.NoError(t, os.WriteFile(path, content, 0o600)) }
	for range 6 {
		write(box.archive, archive[:rand.IntN(len(archive))])
		refused("cut off", "archive", box.restore(into)...)
		flipped := bytes.Clone(archive)
		flipped[rand.IntN(len(flipped))] ^= 1
		write(box.archive, flipped)
		refused("a flipped bit", "archive", box.restore(into)...)
	}
	write(box.archive, append(bytes.Clone(archive), 0))
	refused("a longer one", "damaged", box.restore(into)...)
	write(box.archive, archive)
	write(box.keys, keys[:len(keys)-1])
	refused("cut off keys", "keys", box.restore(into)...)
	write(box.keys, keys)
	write(box.passphrase, []byte("another horse, another staple\n"))
	refused("another passphrase", "passphrase", box.restore(into)...)
	write(box.passphrase, []byte("correct horse battery staple\n"))
	other := newVault(t)
	write(box.identity, mustRead(t, other.identity))
	refused("another identity", "identity", box.restore(into)...)
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	return content
}

func TestABackupIsRestoredWithItsOwnKeysAndProgramOnly(t *testing.T) {
	v, box := prepare(t), newVault(t)
	runs(t, 0, box.back(v.data)...)
	stranger, theirs := prepare(t), newVault(t)
	runs(t, 0, theirs.back(stranger.data)...)
	mixed := box
	mixed.keys, mixed.passphrase = theirs.keys, theirs.passphrase
	into := t.TempDir()
	require.Contains(t, runs(t, 1, mixed.restore(into)...), "the keys don't fit")
	db, err := sql.Open("sqlite3", store.SQLiteDSN(filepath.Join(v.data, store.FileName), false))
	require.NoError(t, err)
	_, err = db.Exec("INSERT INTO schema_versions (version_id, is_applied) VALUES (99999, 1)")
	require.NoError(t, err)
	require.NoError(t, db.Close())
	require.Contains(t, runs(t, 1, box.back(v.data)...), "99999", "a newer database is not backed up by an older program")
}

// timesKilled is how often a program is killed: so many times in full, three otherwise, because each time takes seconds.
func timesKilled(full int) int {
	if inFull() {
		return full
	}
	return 3
}

func TestAKilledBackupLeavesTheOneBefore(t *testing.T) {
	eachPlace(t, func(t *testing.T, p place) {
		v, box := prepareIn(t, t.TempDir(), p.from), newVault(t)
		runs(t, 0, box.back(v.data, p.more(p.from)...)...)
		for range timesKilled(12) {
			c := gatehouse(box.back(v.data, p.more(p.from)...)...)
			require.NoError(t, c.Start())
			kill := time.AfterFunc(time.Duration(rand.IntN(400))*time.Millisecond, func() { _ = c.Process.Kill() })
			_ = c.Wait()
			kill.Stop()
			runs(t, 0, box.restore(t.TempDir(), append(p.more(p.into), "--verify-only")...)...)
		}
		runs(t, 0, box.back(v.data, p.more(p.from)...)...)
		for _, pattern := range []string{filepath.Join(filepath.Dir(box.archive), ".*"), filepath.Join(v.data, ".backup-*")} {
			left, err := filepath.Glob(pattern)
			require.NoError(t, err)
			require.Empty(t, left, "what killed backups left is still there")
		}
	})
}

func TestAKilledRestoreLeavesTheOldOrTheNew(t *testing.T) {
	eachPlace(t, func(t *testing.T, p place) {
		v, box := prepareIn(t, t.TempDir(), p.from), newVault(t)
		runs(t, 0, box.back(v.data, p.more(p.from)...)...)
		for range timesKilled(15) {
			c := gatehouse(box.restore(v.data, append(p.more(p.from), "--replace")...)...)
			require.NoError(t, c.Start())
			kill := time.AfterFunc(time.Duration(rand.IntN(1500))*time.Millisecond, func() { _ = c.Process.Kill() })
			_ = c.Wait()
			kill.Stop()
			runs(t, 0, append([]string{"audit", "verify", "--data", v.data}, p.more(p.from)...)...)
			runs(t, 0, append([]string{"token", "create", "--role", "admin", "--name", "alive", "--data", v.data}, p.more(p.from)...)...)
		}
		require.NoDirExists(t, filepath.Join(v.data, ".restoring", "commit"))
	})
}

func TestTheDiskOfALostMachineSaysWhatEnded(t *testing.T) {
	v, box := prepare(t), newVault(t)
	server := v.serve(t)
	app := v.register(t, 0)
	_, made := v.do("POST", "/apps/"+app+"/tokens", map[string]any{"name": "one", "environment": "sandbox", "scopes": []string{}})
	id := made["token"].(map[string]any)["id"].(string)
	runs(t, 0, box.back(v.data)...)
	status, _ := v.do("POST", "/tokens/"+id+"/revoke", map[string]any{"reason": "leaked"})
	require.Equal(t, 200, status)
	v.kill(t, server)
	elsewhere := t.TempDir()
	runs(t, 0, box.restore(elsewhere, "--ended-in", v.data)...)
	restored := v.at(elsewhere, "")
	server = restored.serve(t)
	_, token := restored.do("GET", "/tokens/"+id, nil)
	require.Equal(t, "revoked", token["state"])
	restored.stop(t, server)

	stranger := prepare(t)
	require.Contains(t, runs(t, 1, box.restore(t.TempDir(), "--ended-in", stranger.data)...), "another installation's")
	require.NoError(t, os.WriteFile(filepath.Join(v.data, store.FileName), bytes.Repeat([]byte("x"), 8192), 0o600))
	require.Contains(t, runs(t, 1, box.restore(v.data, "--replace")...), "--credentials hold")
	require.Contains(t, runs(t, 0, box.restore(v.data, "--replace", "--credentials", "hold")...), "no credential works")
}
