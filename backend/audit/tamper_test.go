package audit_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/audit"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

// disarm removes what protects the log from whoever owns the file, as an attacker would.
func disarm(t *testing.T, s *store.Store) func(statement string, args ...any) {
	t.Helper()
	_, err := s.WriterPool().ExecContext(t.Context(), "PRAGMA foreign_keys = OFF")
	require.NoError(t, err)
	for _, trigger := range []string{
		"audit_records_no_update", "audit_records_no_delete", "audit_head_forward", "audit_head_no_delete",
		"audit_origins_no_update", "audit_checkpoints_no_update", "audit_checkpoints_no_delete",
	} {
		_, err := s.WriterPool().ExecContext(t.Context(), "DROP TRIGGER "+trigger)
		require.NoError(t, err)
	}
	return func(statement string, args ...any) {
		t.Helper()
		_, err := s.WriterPool().ExecContext(t.Context(), statement, args...)
		require.NoError(t, err)
	}
}

func TestVerifyNamesTheFirstBadEntry(t *testing.T) {
	const length = 2500
	at := 2 + rand.Int64N(length-3) // not the first, not one of the last two
	cases := map[string]struct {
		do   func(exec func(string, ...any))
		want int64
	}{
		"edited record": {func(x func(string, ...any)) {
			x("UPDATE audit_records SET record = replace(record, 'CI', 'XX') WHERE seq = ?", at)
		}, at},
		"edited column": {func(x func(string, ...any)) { x("UPDATE audit_records SET actor_id = 'acc_9' WHERE seq = ?", at) }, at},
		"edited time":   {func(x func(string, ...any)) { x("UPDATE audit_records SET at = at + 1 WHERE seq = ?", at) }, at},
		"edited hash":   {func(x func(string, ...any)) { x("UPDATE audit_records SET hash = zeroblob(32) WHERE seq = ?", at) }, at},
		"edited origin": {func(x func(string, ...any)) { x("UPDATE audit_origins SET address = '203.0.113.1' WHERE seq = ?", at) }, at},
		"deleted":       {func(x func(string, ...any)) { x("DELETE FROM audit_records WHERE seq = ?", at) }, at},
		"deleted, closed": {func(x func(string, ...any)) {
			x("DELETE FROM audit_records WHERE seq = ?", at)
			x("UPDATE audit_records SET seq = -seq WHERE seq > ?", at)
			x("UPDATE audit_records SET seq = -seq - 1 WHERE seq < 0")
		}, at},
		"inserted": {func(x func(string, ...any)) {
			x("INSERT INTO audit_records SELECT ?, at, action, actor_kind, actor_id, object, outcome, record, hash FROM audit_records WHERE seq = ?", length+1, at)
		}, length + 1},
		"reordered": {func(x func(string, ...any)) {
			x("UPDATE audit_records SET seq = -1 WHERE seq = ?", at)
			x("UPDATE audit_records SET seq = ? WHERE seq = ?", at, at+1)
			x("UPDATE audit_records SET seq = ? WHERE seq = -1", at+1)
		}, at},
		"cut off": {func(x func(string, ...any)) { x("DELETE FROM audit_records WHERE seq >= ?", at) }, at},
		"cut off with its head, not with its checkpoints": {func(x func(string, ...any)) {
			x("DELETE FROM audit_records WHERE seq > 1999")
			x("UPDATE audit_head SET seq = 1999, hash = (SELECT hash FROM audit_records WHERE seq = 1999)")
		}, 2000},
		"forged checkpoint": {func(x func(string, ...any)) {
			x("UPDATE audit_checkpoints SET signature = zeroblob(32) WHERE seq = 1000")
		}, 1000},
		"removed checkpoint": {func(x func(string, ...any)) { x("DELETE FROM audit_checkpoints WHERE seq = 1000") }, 2000},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s := storetest.New(t)
			l := open(s)
			fill(t, s, l, length)
			require.True(t, verify(t, l).OK)
			c.do(disarm(t, s))
			v := verify(t, l)
			require.False(t, v.OK, fmt.Sprint("at ", at))
			require.Equal(t, c.want, v.FirstBad, v.Message)
			require.False(t, l.Healthy())
		})
	}
}

func TestCheckpointKeptElsewhereShowsACutEnd(t *testing.T) {
	s := storetest.New(t)
	l := open(s)
	fill(t, s, l, 100)
	require.NoError(t, l.Checkpoint(t.Context()))
	kept, found, err := l.LastCheckpoint(t.Context())
	require.NoError(t, err)
	require.True(t, found)
	require.True(t, verify(t, l, kept).OK)
	exec := disarm(t, s)
	exec("DELETE FROM audit_records WHERE seq > 50")
	exec("DELETE FROM audit_checkpoints")
	exec("UPDATE audit_head SET seq = 50, hash = (SELECT hash FROM audit_records WHERE seq = 50)")
	require.True(t, verify(t, l).OK, "alone, the chain cannot know")
	v := verify(t, l, kept)
	require.False(t, v.OK)
	require.EqualValues(t, 51, v.FirstBad)
}

func TestCheckpointOfAnotherInstallationIsRefused(t *testing.T) {
	s := storetest.New(t)
	l := open(s)
	fill(t, s, l, 3)
	require.NoError(t, l.Checkpoint(t.Context()))
	kept, _, err := l.LastCheckpoint(t.Context())
	require.NoError(t, err)
	other := audit.New(audit.Deps{Store: s, Keys: keys("other")})
	require.False(t, verify(t, other, kept).OK)
}
