package webhooks_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/webhooks"
)

const ferries = `openapi: 3.1.0
info: {title: Ferries, version: "1"}
paths:
  /crossings:
    get: {operationId: listCrossings, summary: List, security: [{login: ["crossings:read"]}], responses: {"200": {description: ok}}}
components:
  securitySchemes:
    login: {type: oauth2, flows: {clientCredentials: {tokenUrl: "https://example.com/token", scopes: {"crossings:read": Read}}}}
`

func TestWhatHappensToAccessAPIsClientsAndAppsIsTold(t *testing.T) {
	w := begin(t)
	var all, ofApp []string
	for _, e := range webhooks.Events() {
		if all = append(all, e.Name); !e.Portal {
			ofApp = append(ofApp, e.Name)
		}
	}
	operators := newSink(t)
	w.admin.Do(t, "POST", "/webhooks", map[string]any{"url": operators.URL, "events": all}).Want(t, 201, nil)
	w.admin.Do(t, "POST", "/apis", map[string]any{"slug": "ferries", "name": "Ferries", "summary": "Cross.", "visibility": "public"}).Want(t, 201, nil)
	w.admin.Do(t, "POST", "/apis/ferries/versions", map[string]any{"label": "1", "text": ferries}).Want(t, 202, nil)
	require.Eventually(t, func() bool {
		var v struct{ State string }
		w.admin.Do(t, "GET", "/apis/ferries/versions/1", nil).Want(t, 200, &v)
		return v.State == "draft"
	}, time.Minute, 50*time.Millisecond)
	w.admin.Do(t, "POST", "/apis/ferries/versions/1/publish", map[string]any{}).Want(t, 200, nil)
	w.admin.Do(t, "PUT", "/apis/ferries/upstreams", map[string]any{"sandbox": map[string]any{"kind": "mock"}}).Want(t, 200, nil)
	w.admin.Do(t, "POST", "/apis/ferries/plans", map[string]any{"name": "Free", "approval": "automatic", "limits": []any{}, "environments": []string{"sandbox"}}).Want(t, 201, nil)
	var made struct{ App struct{ ID string } }
	w.dev.Do(t, "POST", "/apps", map[string]any{"name": "Second", "purpose": "Has access."}).Want(t, 201, &made)
	w.app = made.App.ID
	w.hook(t, ofApp...)

	var client struct{ Client struct{ ID string } }
	w.dev.Do(t, "POST", "/apps/"+w.app+"/oauth-clients", map[string]any{"environment": "sandbox", "authMethod": "client_secret_basic", "scopes": []string{"ferries:crossings:read"}}).Want(t, 201, &client)
	w.dev.Do(t, "POST", "/oauth-clients/"+client.Client.ID+"/revoke", map[string]any{"reason": "Not needed."}).Want(t, 200, nil)
	w.admin.Do(t, "POST", "/apps/"+w.app+"/suspend", map[string]any{"reason": "Scraping."}).Want(t, 200, nil)
	w.admin.Do(t, "POST", "/apps/"+w.app+"/resume", map[string]any{"reason": "Fine."}).Want(t, 200, nil)
	w.admin.Do(t, "POST", "/apis/ferries/versions/1/deprecate", map[string]any{}).Want(t, 200, nil)
	var grants struct{ Items []struct{ ID string } }
	w.dev.Do(t, "GET", "/apps/"+w.app+"/grants", nil).Want(t, 200, &grants)
	require.NotEmpty(t, grants.Items)
	at := "/grants/" + grants.Items[0].ID
	w.admin.Do(t, "POST", at+"/pause", map[string]any{"reason": "Wait."}).Want(t, 200, nil)
	w.admin.StepUp(t)
	w.admin.Do(t, "POST", at+"/resume", map[string]any{"reason": "Go on."}).Want(t, 200, nil)
	w.admin.Do(t, "POST", at+"/end", map[string]any{"reason": "Over."}).Want(t, 200, nil)

	for _, event := range []string{"client.created", "client.revoked", "app.suspended", "app.resumed", "api.deprecated", "grant.paused", "grant.resumed", "grant.ended"} {
		for _, to := range []*sink{w.sink, operators} {
			g := to.of(t, event)
			require.Len(t, g, 1, event)
			decoder := json.NewDecoder(strings.NewReader(g[0].body))
			decoder.DisallowUnknownFields()
			var p webhooks.Payload
			require.NoError(t, decoder.Decode(&p), event)
			require.True(t, strings.HasPrefix(p.Data.Link, w.Settings.Public.String()+"/"), p.Data.Link)
			if strings.HasPrefix(event, "grant.") {
				require.Equal(t, &webhooks.API{Slug: "ferries", Name: "Ferries"}, p.Data.API)
				require.Equal(t, at, "/grants/"+p.Data.Grant.ID)
			}
		}
	}
	operators.of(t, "api.published")
	operators.of(t, "app.created")
	for _, g := range w.sink.all() {
		require.NotEqual(t, "app.created", g.payload(t)["type"])
	}
}
