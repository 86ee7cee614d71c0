package app_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestAPreviewReplaysTheCallsThatTheGatewayRecorded(t *testing.T) {
	j := begin(t)
	_, secret := j.live(t)
	for range 3 {
		status, _, _ := j.call(t, "GET", j.Gateway+"/ferries/crossings", secret, nil)
		require.Equal(t, 200, status)
	}
	status, _, _ := j.call(t, "POST", j.Gateway+"/ferries/crossings", secret, map[string]any{"id": "c2"})
	require.Equal(t, 403, status, "which no rule refuses")
	preview := func(rules map[string]any) (found struct {
		Effects []struct {
			Tokens, Calls, Replayed, RefusedCalls int64
			ReplayCut                             bool
		}
	}) {
		j.admin.Do(t, "POST", "/policy-previews", map[string]any{"level": "app", "id": j.app, "rules": rules}).Want(t, 200, &found)
		return found
	}
	require.Eventually(t, func() bool {
		e := preview(map[string]any{"kinds": []string{"test"}}).Effects[0]
		return e.Tokens == 1 && e.Replayed == 3 && e.RefusedCalls == 3 && !e.ReplayCut
	}, time.Minute, 50*time.Millisecond, "a kind that isn't allowed refuses every call that the grant lets through")
	e := preview(map[string]any{"maxLifeSeconds": 86400, "defaultLifeSeconds": 3600}).Effects[0]
	require.EqualValues(t, 0, e.RefusedCalls, "they all came before the new end")
}
