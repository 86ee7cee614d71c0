package webhooks_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestATokensEventsComeSignedWithoutTheSecret(t *testing.T) {
	w := begin(t)
	h := w.hook(t, "token.created", "token.revoked")
	var made struct {
		Token  struct{ ID string }
		Secret string
	}
	w.dev.Do(t, "POST", "/apps/"+w.app+"/tokens", map[string]any{"name": "kiosk", "environment": "sandbox", "scopes": []string{}}).Want(t, 201, &made)
	w.dev.Do(t, "POST", "/tokens/"+made.Token.ID+"/suspend", map[string]any{"reason": "A pause."}).Want(t, 200, nil)
	w.dev.Do(t, "POST", "/tokens/"+made.Token.ID+"/revoke", map[string]any{"reason": "Not needed: " + made.Secret}).Want(t, 200, nil)
	created, revoked := w.sink.of(t, "token.created")[0], w.sink.of(t, "token.revoked")[0]
	for _, g := range []got{created, revoked} {
		require.True(t, verified(*h.Secret, g), g.header)
		require.False(t, verified("whsec_"+strings.Repeat("A", 44), g))
		require.Equal(t, "application/json", g.header.Get("Content-Type"))
		require.Empty(t, g.header.Get("Cookie")+g.header.Get("Authorization"))
		require.NotContains(t, g.body, made.Secret)
		require.LessOrEqual(t, len(g.body), 20480)
	}
	require.NotEqual(t, created.id(), revoked.id())
	data, _ := revoked.payload(t)["data"].(map[string]any)
	require.Equal(t, map[string]any{"id": w.app, "name": "Timetable"}, data["app"])
	require.Equal(t, map[string]any{"id": made.Token.ID, "name": "kiosk", "environment": "sandbox"}, data["token"])
	require.Equal(t, "Not needed: [token]", data["reason"])
	require.Equal(t, w.Settings.Public.String()+"/tokens/"+made.Token.ID, data["link"])
	for _, g := range w.sink.all() {
		require.NotEqual(t, "token.suspended", g.payload(t)["type"], "nobody chose it")
	}
	require.Eventually(t, func() bool { return len(w.log(t, h.Webhook.ID, "?state=delivered")) == 2 }, time.Minute, 20*time.Millisecond)
	one := w.log(t, h.Webhook.ID, "?event=token.revoked")
	require.Len(t, one, 1)
	require.EqualValues(t, 200, one[0].Status)
	require.Equal(t, revoked.id(), one[0].MessageID)
	require.Nil(t, one[0].NextAt)
	var whole delivery
	w.dev.Do(t, "GET", "/webhooks/"+h.Webhook.ID+"/deliveries/"+one[0].ID, nil).Want(t, 200, &whole)
	require.Equal(t, revoked.body, whole.Body)
}

func TestASecretIsShownOnceAndRotatesWithAnOverlap(t *testing.T) {
	w := begin(t)
	h := w.hook(t, "token.created")
	for _, path := range []string{"/webhooks/" + h.Webhook.ID, "/apps/" + w.app + "/webhooks"} {
		require.NotContains(t, string(w.dev.Do(t, "GET", path, nil).Want(t, 200, nil).Body), "whsec_")
	}
	var next hook
	w.dev.Do(t, "POST", "/webhooks/"+h.Webhook.ID+"/rotate-secret", map[string]any{}).Want(t, 200, &next)
	w.token(t, "one")
	g := w.sink.of(t, "token.created")[0]
	require.Len(t, strings.Fields(g.header.Get("webhook-signature")), 2)
	require.True(t, verified(*h.Secret, g))
	require.True(t, verified(*next.Secret, g))

	var third hook
	w.dev.Do(t, "POST", "/webhooks/"+h.Webhook.ID+"/rotate-secret", map[string]any{"overlapSeconds": 0}).Want(t, 200, &third)
	var d delivery
	w.dev.Do(t, "POST", "/webhooks/"+h.Webhook.ID+"/test", nil).Want(t, 200, &d)
	require.Equal(t, "delivered", d.State)
	g = w.sink.of(t, "webhook.test")[0]
	require.True(t, verified(*third.Secret, g))
	require.False(t, verified(*next.Secret, g))
}

func TestAnotherAddressNeedsAnotherSecret(t *testing.T) {
	w := begin(t)
	h, other := w.hook(t, "token.created"), newSink(t)
	at := "/webhooks/" + h.Webhook.ID
	require.Equal(t, "webhooks.secret_required", w.dev.Do(t, "PATCH", at, map[string]any{"url": other.URL}).Want(t, 422, nil).Code())
	var moved hook
	w.dev.Do(t, "PATCH", at, map[string]any{"url": other.URL, "newSecret": true}).Want(t, 200, &moved)
	w.token(t, "one")
	g := other.of(t, "token.created")[0]
	require.True(t, verified(*moved.Secret, g))
	require.False(t, verified(*h.Secret, g), "the new receiver never sees what the old secret signs")
	require.Empty(t, w.sink.all())
	var kept hook
	w.dev.Do(t, "PATCH", at, map[string]any{"events": []string{"token.revoked"}}).Want(t, 200, &kept)
	require.Nil(t, kept.Secret)
}

func TestAddressesThatMustNotBeCalledAreRefused(t *testing.T) {
	w := begin(t)
	for _, address := range []string{
		"http://example.com/", "https://10.0.0.1/", "https://[::1]/", "https://169.254.169.254/", "ftp://example.com", "https://u:p@example.com/", "https://x.example.com:22/#a", "",
		"https://does-not-exist.invalid/",
	} {
		w.dev.Do(t, "POST", "/apps/"+w.app+"/webhooks", map[string]any{"url": address, "events": []string{"token.created"}}).Want(t, 422, nil)
	}
	w.dev.Do(t, "POST", "/apps/"+w.app+"/webhooks", map[string]any{"url": w.sink.URL, "events": []string{"access.requested"}}).Want(t, 422, nil)
	w.dev.Do(t, "POST", "/apps/"+w.app+"/webhooks", map[string]any{"url": w.sink.URL, "events": []string{"token.*"}}).Want(t, 422, nil)
}

func TestATestShowsWhatCameOfItAndNothingOfAPrivateAnswer(t *testing.T) {
	w := begin(t)
	h := w.hook(t, "token.created")
	w.sink.answers(func(rw http.ResponseWriter, _ *http.Request) {
		rw.WriteHeader(http.StatusTeapot)
		_, _ = rw.Write([]byte("canary"))
	})
	answer := w.dev.Do(t, "POST", "/webhooks/"+h.Webhook.ID+"/test", nil)
	var d delivery
	answer.Want(t, 200, &d)
	require.Equal(t, "failed", d.State)
	require.EqualValues(t, 418, d.Status)
	require.Contains(t, d.Problem, "418")
	require.NotContains(t, string(answer.Body), "canary")
	w.sink.answers(func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, "/elsewhere", http.StatusFound) })
	w.dev.Do(t, "POST", "/webhooks/"+h.Webhook.ID+"/test", nil).Want(t, 200, &d)
	require.Contains(t, d.Problem, "redirects")
	require.Len(t, w.sink.all(), 2)
}

func TestWebhooksBelongToTheirApp(t *testing.T) {
	w := begin(t)
	h := w.hook(t, "token.created")
	other := w.Developer(t, "other@example.com")
	other.StepUp(t)
	at := "/webhooks/" + h.Webhook.ID
	for _, call := range [][2]string{
		{"GET", at}, {"GET", at + "/deliveries"}, {"POST", at + "/pause"}, {"POST", at + "/resume"}, {"POST", at + "/test"}, {"DELETE", at}, {"GET", "/apps/" + w.app + "/webhooks"},
	} {
		other.Do(t, call[0], call[1], nil).Want(t, 404, nil)
		w.admin.Do(t, call[0], call[1], nil).Want(t, 404, nil)
		w.Nobody().Do(t, call[0], call[1], nil).Want(t, 401, nil)
	}
	other.Do(t, "POST", at+"/rotate-secret", map[string]any{}).Want(t, 404, nil)
	other.Do(t, "GET", "/webhooks", nil).Want(t, 403, nil)
	other.Do(t, "POST", "/webhooks", map[string]any{"url": w.sink.URL, "events": []string{"token.created"}}).Want(t, 403, nil)
	w.dev.Do(t, "DELETE", at, nil).Want(t, 204, nil)
	w.dev.Do(t, "GET", at, nil).Want(t, 404, nil)
}

func TestAnOperatorHearsOfTheWholePortal(t *testing.T) {
	w := begin(t)
	var h hook
	w.admin.Do(t, "POST", "/webhooks", map[string]any{"url": w.sink.URL, "events": []string{"app.created", "token.created"}}).Want(t, 201, &h)
	w.dev.Do(t, "POST", "/apps", map[string]any{"name": "Second", "purpose": "Another one."}).Want(t, 201, nil)
	require.True(t, verified(*h.Secret, w.sink.of(t, "app.created")[0]))
	w.sink.of(t, "token.created")
	w.dev.Do(t, "GET", "/webhooks/"+h.Webhook.ID, nil).Want(t, 404, nil)
	w.admin.Do(t, "GET", "/webhooks/"+h.Webhook.ID+"/deliveries", nil).Want(t, 200, nil)
}
