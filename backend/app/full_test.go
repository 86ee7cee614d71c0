package app_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// limitPages lets the database grow to as many pages as it has, or without end, as SQLite itself counts them: the same
// refusal (SQLITE_FULL) that a disk without room gives.
func (j *journey) limitPages(t *testing.T, limited bool) {
	t.Helper()
	pages := int64(1 << 30)
	if limited {
		require.NoError(t, j.App.Store.WriterPool().QueryRowContext(t.Context(), "PRAGMA page_count").Scan(&pages))
	}
	var now int64
	require.NoError(t, j.App.Store.WriterPool().QueryRowContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages)).Scan(&now))
	require.Equal(t, pages, now)
}

func TestAFullDiskRefusesWritesWholeAndGoesOnReading(t *testing.T) {
	j := begin(t)
	j.limitPages(t, true)
	purpose := ""
	change := func(i int) (int, string) {
		text := fmt.Sprintf("%d %s", i, strings.Repeat("purpose ", 40))
		answer := j.dev.Do(t, "PATCH", "/apps/"+j.app, map[string]any{"purpose": text})
		if answer.Status == 200 {
			purpose = strings.TrimSpace(text)
		}
		return answer.Status, answer.Code()
	}
	status, code := 0, ""
	for i := 0; i < 500 && status != 503; i++ {
		status, code = change(i)
		require.Contains(t, []int{200, 503}, status)
	}
	require.Equal(t, 503, status)
	require.Equal(t, "store.storage_full", code)

	var app struct{ Purpose string }
	j.dev.Do(t, "GET", "/apps/"+j.app, nil).Want(t, 200, &app)
	require.Equal(t, purpose, app.Purpose, "what was acknowledged is there, what was refused is not")
	status, _, _ = j.call(t, "GET", j.Gateway+"/ferries/crossings", j.sandbox, nil)
	require.Equal(t, 200, status, "the gateway goes on")
	j.limitPages(t, false)
	status, _ = change(1000)
	require.Equal(t, 200, status, "writing goes on by itself once there is room")
	var verification struct{ OK bool }
	j.admin.Do(t, "GET", "/audit/verify", nil).Want(t, 200, &verification)
	require.True(t, verification.OK)
}
