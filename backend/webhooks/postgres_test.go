package webhooks_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/store/storetest"
)

func TestOnPostgreSQLWorkersThatRaceMakeEachAttemptOnce(t *testing.T) {
	w := beginIn(t, apitest.NewAt(t, nil, storetest.Postgres(t)))
	h := w.hook(t, "token.created", "token.revoked")
	for i := range 8 {
		w.dev.Do(t, "POST", "/tokens/"+w.token(t, fmt.Sprint("token-", i))+"/revoke", map[string]any{"reason": "Not needed."}).Want(t, 200, nil)
	}
	require.Eventually(t, func() bool { return len(w.log(t, h.Webhook.ID, "?state=delivered")) == 16 }, time.Minute, 50*time.Millisecond)
	ids := map[string]bool{}
	for _, g := range w.sink.all() {
		require.True(t, verified(*h.Secret, g))
		require.False(t, ids[g.id()], "each came once")
		ids[g.id()] = true
	}
	require.Len(t, ids, 16)
}
