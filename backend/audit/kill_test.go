package audit_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/store"
)

const envVictim = "GATEHOUSE_TEST_VICTIM"

// TestMain lets the test binary be the process that gets killed.
func TestMain(m *testing.M) {
	if setup := os.Getenv(envVictim); setup != "" {
		dir, round, _ := strings.Cut(setup, "|")
		victim(dir, round)
		return
	}
	os.Exit(m.Run())
}

// victim creates and revokes rows until it is killed and tells, after each acknowledgement, what was acknowledged.
func victim(dir, round string) {
	s, err := store.Open(context.Background(), store.Options{Dir: dir})
	if err != nil {
		panic(err)
	}
	if err := s.Migrate(context.Background()); err != nil {
		panic(err)
	}
	l := open(s)
	for worker := range 16 {
		go func() {
			for i := 0; ; i++ {
				name := fmt.Sprintf("%s-%d-%d", round, worker, i)
				change(s, l, "create", name, "INSERT INTO idempotency_keys (key_hash, body_hash, answer, created_at) VALUES (?, 'active', '', 0)")
				if i%2 == 1 {
					change(s, l, "revoke", name, "UPDATE idempotency_keys SET body_hash = 'revoked' WHERE key_hash = ?")
				}
			}
		}()
	}
	select {}
}

func change(s *store.Store, l *audit.Log, verb, name, statement string) {
	err := s.Tx(acting(context.Background(), "acc_1"), func(ctx context.Context) error {
		if err := s.Write(ctx).Exec(statement, name).Error; err != nil {
			return err
		}
		return l.Record(ctx, audit.Entry{Action: "things." + verb, Object: name})
	})
	if err != nil {
		panic(err)
	}
	// One write of one line: the pipe keeps lines of several goroutines apart.
	_, _ = os.Stdout.WriteString(verb + " " + name + "\n")
}

func TestNothingAcknowledgedIsLostByKill(t *testing.T) {
	rounds := 60
	if testing.Short() {
		rounds = 5
	}
	dir := t.TempDir()
	acknowledged := map[string]string{}
	total, kills := 0, 0
	deadline := time.Now().Add(35 * time.Second)
	for round := range rounds {
		if round >= 5 && time.Now().After(deadline) {
			break
		}
		total += killOnce(t, dir, round, acknowledged)
		kills++
		inspect(t, dir, acknowledged)
	}
	t.Logf("%d kills, %d acknowledged writes, none lost", kills, total)
}

// killOnce runs a victim, kills it at a random moment after its first acknowledgements, and adds them to the ledger.
func killOnce(t *testing.T, dir string, round int, acknowledged map[string]string) int {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0])
	cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%s|%d", envVictim, dir, round))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewScanner(out)
	limit, seen := 1+rand.IntN(150), 0
	for lines.Scan() {
		if verb, name, whole := strings.Cut(lines.Text(), " "); whole {
			seen++
			acknowledged[name] = verb
		}
		if seen == limit {
			require.NoError(t, cmd.Process.Signal(syscall.SIGKILL))
		}
	}
	_ = cmd.Wait()
	require.GreaterOrEqual(t, seen, limit)
	return seen
}

// inspect compares the database with the ledger: no loss, no change without entry, no entry without change.
func inspect(t *testing.T, dir string, acknowledged map[string]string) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	require.NoError(t, err)
	defer func() { require.NoError(t, s.Close()) }()
	stored := map[string]string{}
	rows, err := s.ReaderPool().QueryContext(t.Context(), "SELECT key_hash, body_hash FROM idempotency_keys")
	require.NoError(t, err)
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var name, value string
		require.NoError(t, rows.Scan(&name, &value))
		stored[name] = value
	}
	require.NoError(t, rows.Err())
	for name, verb := range acknowledged {
		require.Contains(t, stored, name)
		if verb == "revoke" {
			require.Equal(t, "revoked", stored[name])
		}
	}
	var orphans int
	require.NoError(t, s.ReaderPool().QueryRowContext(t.Context(), `SELECT
		(SELECT COUNT(*) FROM audit_records WHERE action = 'things.create') - (SELECT COUNT(*) FROM idempotency_keys)
		+ (SELECT COUNT(*) FROM idempotency_keys WHERE key_hash NOT IN (SELECT object FROM audit_records WHERE action = 'things.create'))
		+ abs((SELECT COUNT(*) FROM audit_records WHERE action = 'things.revoke') - (SELECT COUNT(*) FROM idempotency_keys WHERE body_hash = 'revoked'))`).Scan(&orphans))
	require.Zero(t, orphans)
	v, err := open(s).Verify(t.Context())
	require.NoError(t, err)
	require.True(t, v.OK, v.Message)
}
