package webhooks_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// stops holds that an endpoint stops without a further message.
func (w *world) stops(t *testing.T, hook string, before int) {
	t.Helper()
	require.Eventually(t, func() bool {
		var state, cause string
		err := w.App.Store.ReaderPool().QueryRowContext(t.Context(), "SELECT state, cause FROM webhook_endpoints WHERE id = '"+hook+"'").Scan(&state, &cause)
		return err == nil && state == "stopped" && cause == "orphaned"
	}, time.Minute, 20*time.Millisecond)
	require.Len(t, w.sink.all(), before, "nothing came after the right was gone")
}

func TestNothingComesAfterAnAccountIsDisabled(t *testing.T) {
	w := begin(t)
	h := w.hook(t, "token.created", "token.suspended")
	w.token(t, "one")
	w.sink.of(t, "token.created")
	me, err := w.App.Accounts.ByEmail(t.Context(), "dev@example.com")
	require.NoError(t, err)
	w.admin.Do(t, "POST", "/people/"+me.ID+"/disable", map[string]any{}).Want(t, 200, nil) // which suspends the token
	w.stops(t, h.Webhook.ID, 1)
}

func TestNothingComesAfterARoleIsGone(t *testing.T) {
	w := begin(t)
	guard := w.Operator(t, w.admin, "guard@example.com", rbac.SecurityAdmin)
	guard.StepUp(t)
	var h hook
	guard.Do(t, "POST", "/webhooks", map[string]any{"url": w.sink.URL, "events": []string{"token.created"}}).Want(t, 201, &h)
	w.token(t, "one")
	w.sink.of(t, "token.created")
	me, err := w.App.Accounts.ByEmail(t.Context(), "guard@example.com")
	require.NoError(t, err)
	w.admin.StepUp(t)
	w.admin.Do(t, "PUT", "/people/"+me.ID+"/roles", map[string]any{"roles": []string{"developer"}}).Want(t, 200, nil)
	w.token(t, "two")
	w.stops(t, h.Webhook.ID, 1)
}

func TestNothingComesAfterSomebodyLeftTheTeamUntilAnotherTakesItOver(t *testing.T) {
	w := begin(t)
	mate := w.Developer(t, "mate@example.com")
	mate.StepUp(t)
	team := w.team(t, mate, "mate@example.com")
	w.dev.Do(t, "POST", "/apps/"+w.app+"/transfer", map[string]any{"team": team}).Want(t, 200, nil)
	var h hook
	mate.Do(t, "POST", "/apps/"+w.app+"/webhooks", map[string]any{"url": w.sink.URL, "events": []string{"token.created"}}).Want(t, 201, &h)
	w.token(t, "one")
	w.sink.of(t, "token.created")
	mate.Do(t, "POST", "/teams/"+team+"/leave", nil).Want(t, 204, nil)
	mate.Do(t, "GET", "/webhooks/"+h.Webhook.ID, nil).Want(t, 404, nil)
	w.token(t, "two")
	w.stops(t, h.Webhook.ID, 1)
	w.dev.Do(t, "POST", "/webhooks/"+h.Webhook.ID+"/resume", nil).Want(t, 200, nil)
	w.token(t, "three")
	require.Eventually(t, func() bool { return len(w.sink.all()) >= 2 }, time.Minute, 20*time.Millisecond)
}

// team makes a team of the developer's, with a mate who develops.
func (w *world) team(t *testing.T, mate *apitest.Client, email string) string {
	t.Helper()
	var made, offered struct{ ID string }
	w.dev.Do(t, "POST", "/teams", map[string]any{"name": "Harbour"}).Want(t, 201, &made)
	w.dev.Do(t, "POST", "/teams/"+made.ID+"/invitations", map[string]any{"email": email, "role": "developer"}).Want(t, 201, &offered)
	mate.Do(t, "POST", "/me/team-invitations/"+offered.ID+"/accept", nil).Want(t, 200, nil)
	return made.ID
}

func TestADeadEndpointHoldsNobodyElseUp(t *testing.T) {
	w := begin(t)
	dead := newSink(t)
	free := make(chan struct{})
	t.Cleanup(func() { close(free) })
	dead.answers(func(http.ResponseWriter, *http.Request) { <-free })
	w.dev.Do(t, "POST", "/apps/"+w.app+"/webhooks", map[string]any{"url": dead.URL, "events": []string{"app.suspended", "token.created", "token.revoked"}}).Want(t, 201, nil)
	w.hook(t, "token.created", "token.revoked")
	for _, name := range []string{"a", "b", "c", "d", "e"} {
		w.dev.Do(t, "POST", "/tokens/"+w.token(t, name)+"/revoke", map[string]any{"reason": "Not needed."}).Want(t, 200, nil)
	}
	require.Eventually(t, func() bool { return len(w.sink.all()) == 10 }, 10*time.Second, 20*time.Millisecond)
	require.LessOrEqual(t, len(dead.all()), 2)
}
