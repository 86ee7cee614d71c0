package webhooks_test

import (
	"context"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/notify"
	"github.com/gatehouse-dev/gatehouse/backend/page"
	"github.com/gatehouse-dev/gatehouse/backend/webhooks"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// timed is a world with a clock of its own; after days there, sessions are over, so it asks the service itself.
type timed struct {
	*world
	clock *clock.Fake
	ctx   context.Context
	me    string
}

func beginTimed(t *testing.T) timed {
	t.Helper()
	c := clock.NewFake(time.Now())
	w := timed{world: beginIn(t, apitest.NewAt(t, c, "")), clock: c}
	me, err := w.App.Accounts.ByEmail(t.Context(), "dev@example.com")
	require.NoError(t, err)
	w.me = me.ID
	w.ctx = rbac.With(t.Context(), rbac.Subject{ID: rbac.PersonID(me.ID), Roles: me.Roles})
	return w
}

// tried answers the only delivery of an event once it has been tried so often.
func (w timed) tried(t *testing.T, hook, event string, attempts int64) webhooks.Delivery {
	t.Helper()
	var d webhooks.Delivery
	require.Eventually(t, func() bool {
		found, _, err := w.App.Webhooks.Log(w.ctx, hook, webhooks.Asked{Event: event}, page.Request{Limit: 10})
		require.NoError(t, err)
		require.Len(t, found, 1)
		d = found[0]
		return d.Attempts == attempts && d.ClaimedUntil == nil
	}, time.Minute, 20*time.Millisecond, "attempt %d", attempts)
	return d
}

func TestADeadEndpointIsTriedByTheScheduleThenStoppedAndNothingIsLost(t *testing.T) {
	w := beginTimed(t)
	h := w.hook(t, "token.created", "token.revoked")
	w.sink.status(http.StatusInternalServerError)
	id := w.token(t, "one")
	for i, text := range []string{"5s", "5m", "30m", "2h", "5h", "10h", "14h", "20h", "24h"} {
		wait, err := time.ParseDuration(text)
		require.NoError(t, err)
		d := w.tried(t, h.Webhook.ID, "token.created", int64(i+1))
		require.Equal(t, webhooks.Waiting, d.State)
		after := d.NextAt.Sub(*d.LastAt)
		require.True(t, after >= wait && after <= wait+wait/10, "%s after attempt %d", after, i+1)
		w.clock.Advance(d.NextAt.Sub(w.clock.Now()))
	}
	d := w.tried(t, h.Webhook.ID, "token.created", 10)
	require.Equal(t, webhooks.Failed, d.State)
	stopped, err := w.App.Webhooks.Find(w.ctx, h.Webhook.ID)
	require.NoError(t, err)
	require.Equal(t, webhooks.Stopped, stopped.State)
	require.Equal(t, webhooks.Failing, stopped.Cause)
	notices, _, err := w.App.Notify.Notices(t.Context(), w.me, notify.Filter{}, page.Request{Limit: 5})
	require.NoError(t, err)
	require.Equal(t, "webhooks.stopped", notices[0].Notice.Kind)
	sent := map[string]bool{}
	for _, g := range w.sink.all() {
		sent[g.id()] = true
		require.True(t, verified(*h.Secret, g), "each attempt is signed for its own time")
	}
	require.Len(t, sent, 1, "every attempt has the same webhook-id")

	// What happens while it is stopped waits, and what was given up comes again when it is asked for.
	w.sink.status(http.StatusNoContent)
	_, err = w.App.Tokens.Revoke(w.ctx, id, "No longer needed.")
	require.NoError(t, err)
	require.Equal(t, webhooks.Waiting, w.tried(t, h.Webhook.ID, "token.revoked", 0).State)
	_, err = w.App.Webhooks.Resume(w.ctx, h.Webhook.ID)
	require.NoError(t, err)
	w.sink.of(t, "token.revoked")
	n, err := w.App.Webhooks.ReplayFailed(w.ctx, h.Webhook.ID, d.CreatedAt)
	require.NoError(t, err)
	require.EqualValues(t, 1, n)
	require.Equal(t, webhooks.Delivered, w.tried(t, h.Webhook.ID, "token.created", 1).State)
	for _, g := range w.sink.of(t, "token.created") {
		require.Equal(t, d.MessageID, g.id())
	}
	w.clock.Advance(31 * 24 * time.Hour)
	require.NoError(t, w.App.Webhooks.Forget(t.Context()))
	left, _, err := w.App.Webhooks.Log(w.ctx, h.Webhook.ID, webhooks.Asked{}, page.Request{Limit: 10})
	require.NoError(t, err)
	require.Empty(t, left)
}

// TestWhatAProcessLeftUnderWayIsMadeAgainUnderTheSameId lets the one who claimed an attempt never come back in time.
func TestWhatAProcessLeftUnderWayIsMadeAgainUnderTheSameId(t *testing.T) {
	w := beginTimed(t)
	h := w.hook(t, "token.created")
	var first atomic.Bool
	stuck, free := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(free) })
	w.sink.answers(func(http.ResponseWriter, *http.Request) {
		if first.CompareAndSwap(false, true) {
			close(stuck)
			<-free
		}
	})
	w.token(t, "one")
	<-stuck
	require.Len(t, w.sink.all(), 1, "while one has it, nobody else does")
	w.clock.Advance(2 * time.Minute)
	require.Equal(t, webhooks.Delivered, w.tried(t, h.Webhook.ID, "token.created", 1).State)
	free <- struct{}{}
	got := w.sink.of(t, "token.created")
	require.Len(t, got, 2)
	require.Equal(t, got[0].id(), got[1].id())
	require.EqualValues(t, 1, w.tried(t, h.Webhook.ID, "token.created", 1).Attempts, "who came back late changes nothing")
}

func TestAnEndpointThatIsGoneStopsAndOneThatIsBusyIsLeftAlone(t *testing.T) {
	w := beginTimed(t)
	gone := w.hook(t, "token.created")
	w.sink.status(http.StatusGone)
	w.token(t, "one")
	require.Eventually(t, func() bool {
		e, err := w.App.Webhooks.Find(w.ctx, gone.Webhook.ID)
		return err == nil && e.State == webhooks.Stopped && e.Cause == webhooks.Gone
	}, time.Minute, 20*time.Millisecond)
	busy := w.hook(t, "token.revoked")
	w.sink.answers(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Retry-After", "600")
		rw.WriteHeader(http.StatusTooManyRequests)
	})
	w.dev.Do(t, "POST", "/tokens/"+w.token(t, "two")+"/revoke", map[string]any{"reason": "Not needed."}).Want(t, 200, nil)
	d := w.tried(t, busy.Webhook.ID, "token.revoked", 1)
	require.GreaterOrEqual(t, d.NextAt.Sub(*d.LastAt), 10*time.Minute)
}

func TestATokenThatExpiresIsToldOfOnce(t *testing.T) {
	w := beginTimed(t)
	h := w.hook(t, "token.expiring", "token.expired")
	w.dev.Do(t, "POST", "/apps/"+w.app+"/tokens", map[string]any{"name": "brief", "environment": "sandbox", "scopes": []string{}, "expiresAt": w.clock.Now().Add(3 * 24 * time.Hour)}).Want(t, 201, nil)
	w.clock.Advance(2*24*time.Hour + time.Hour)
	require.NoError(t, w.App.Tokens.Remind(t.Context()))
	require.True(t, verified(*h.Secret, w.sink.of(t, "token.expiring")[0]))
	w.clock.Advance(24 * time.Hour)
	for range 2 {
		require.NoError(t, w.App.Tokens.Remind(t.Context()))
	}
	require.Equal(t, webhooks.Delivered, w.tried(t, h.Webhook.ID, "token.expired", 1).State)
}
