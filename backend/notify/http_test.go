package notify_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
)

func TestKeptMailsAreForOperators(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	ada := p.Developer(t, "ada@example.com")
	p.Nobody().Do(t, http.MethodGet, "/mails", nil).Want(t, 401, nil)
	ada.Do(t, http.MethodGet, "/mails", nil).Want(t, 403, nil)
	var mails struct {
		Items []struct{ To, State, Text string }
	}

	admin.Do(t, http.MethodGet, "/mails", nil).Want(t, 200, &mails)

	require.NotEmpty(t, mails.Items)
	require.Equal(t, "kept", mails.Items[0].State)
	admin.Do(t, http.MethodPost, "/mails/test", map[string]any{"to": "ops@example.com"}).Want(t, 202, nil)
	admin.Do(t, http.MethodPost, "/mails/test", map[string]any{"to": "not an address"}).Want(t, 422, nil)
	ada.Do(t, http.MethodPost, "/mails/test", map[string]any{"to": "ops@example.com"}).Want(t, 403, nil)
}

func TestNoticesAreTheReadersOwn(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	ada, bob := p.Developer(t, "ada@example.com"), p.Developer(t, "bob@example.com")
	var adas struct{ Items []struct{ ID, Kind string } }
	ada.Do(t, http.MethodGet, "/me/notices", nil).Want(t, 200, &adas)
	require.Equal(t, "account.welcome", adas.Items[0].Kind)

	bob.Do(t, http.MethodPost, "/me/notices/read", map[string]any{"ids": []string{adas.Items[0].ID}}).Want(t, 204, nil)

	var me struct{ UnreadNotices int }
	ada.Do(t, http.MethodGet, "/me", nil).Want(t, 200, &me)
	require.Equal(t, len(adas.Items), me.UnreadNotices)
	ada.Do(t, http.MethodPost, "/me/notices/read", map[string]any{}).Want(t, 204, nil)
	ada.Do(t, http.MethodGet, "/me", nil).Want(t, 200, &me)
	require.Zero(t, me.UnreadNotices)
	ada.Do(t, http.MethodGet, "/me/notices?limit=201", nil).Want(t, 422, nil)
	ada.Do(t, http.MethodGet, "/me/notices?cursor=forged", nil).Want(t, 400, nil)
}

func TestPreferencesAreTheReadersOwn(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	ada := p.Developer(t, "ada@example.com")
	p.Nobody().Do(t, http.MethodGet, "/me/notice-preferences", nil).Want(t, 401, nil)

	ada.Do(t, http.MethodPut, "/me/notice-preferences/apis", map[string]any{"inApp": true, "mail": "weekly"}).Want(t, 200, nil)

	var mine struct {
		Items []struct {
			Topic, Mail   string
			InApp, Locked bool
		}
	}
	ada.Do(t, http.MethodGet, "/me/notice-preferences", nil).Want(t, 200, &mine)
	require.Equal(t, "security", mine.Items[0].Topic)
	require.True(t, mine.Items[0].Locked)
	require.Equal(t, "weekly", mine.Items[5].Mail)
	ada.Do(t, http.MethodPut, "/me/notice-preferences/security", map[string]any{"inApp": false, "mail": "off"}).Want(t, 409, nil)
	ada.Do(t, http.MethodPut, "/me/notice-preferences/weather", map[string]any{"inApp": false, "mail": "off"}).Want(t, 404, nil)
	ada.Do(t, http.MethodPut, "/me/notice-preferences/apis", map[string]any{"inApp": true, "mail": "hourly"}).Want(t, 422, nil)
	ada.Do(t, http.MethodGet, "/me/notices?unread=true&topic=account", nil).Want(t, 200, nil)
	ada.Do(t, http.MethodGet, "/me/notices?topic=weather", nil).Want(t, 404, nil)
	ada.Do(t, http.MethodGet, "/me/notices?unread=maybe", nil).Want(t, 422, nil)
}

func TestTextsOfMailsAreForOperators(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	ada := p.Developer(t, "ada@example.com")
	text := map[string]any{"subject": "Welcome, {{.Name}}", "body": "Come in.\n\n[Open]({{.Link}})"}
	p.Nobody().Do(t, http.MethodGet, "/mail-templates", nil).Want(t, 401, nil)
	ada.Do(t, http.MethodGet, "/mail-templates", nil).Want(t, 403, nil)
	ada.Send(t, http.MethodPut, "/mail-templates/welcome", text, map[string]string{"If-Match": "*"}).Want(t, 403, nil)
	var all struct{ Items []struct{ Name string } }
	admin.Do(t, http.MethodGet, "/mail-templates", nil).Want(t, 200, &all)
	require.NotEmpty(t, all.Items)
	admin.Send(t, http.MethodPut, "/mail-templates/welcome", text, map[string]string{"If-Match": "*"}).Want(t, 403, nil)
	admin.StepUp(t)
	admin.Do(t, http.MethodPost, "/mail-templates/welcome/preview", text).Want(t, 200, nil)
	admin.Send(t, http.MethodPut, "/mail-templates/welcome", text, nil).Want(t, 428, nil)
	admin.Send(t, http.MethodPut, "/mail-templates/welcome", text, map[string]string{"If-Match": `"0"`}).Want(t, 200, nil)
	admin.Send(t, http.MethodPut, "/mail-templates/welcome", text, map[string]string{"If-Match": `"0"`}).Want(t, 412, nil)
	admin.Send(t, http.MethodPut, "/mail-templates/welcome", map[string]any{"subject": "x", "body": "{{.Secret}}"}, map[string]string{"If-Match": "*"}).Want(t, 422, nil)
	admin.Send(t, http.MethodPut, "/mail-templates/absent", text, map[string]string{"If-Match": "*"}).Want(t, 404, nil)

	var back struct{ Edited bool }
	admin.Send(t, http.MethodDelete, "/mail-templates/welcome", nil, map[string]string{"If-Match": `"1"`}).Want(t, 200, &back)

	require.False(t, back.Edited)
}

func TestMailsAreRetriedByOperators(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	ada := p.Developer(t, "ada@example.com")
	ada.Do(t, http.MethodPost, "/mails/retry", nil).Want(t, 403, nil)
	ada.Do(t, http.MethodPost, "/mails/mal_x/retry", nil).Want(t, 403, nil)
	admin.Do(t, http.MethodPost, "/mails/retry", nil).Want(t, 409, nil)
	admin.Do(t, http.MethodPost, "/mails/mal_x/retry", nil).Want(t, 409, nil)
	admin.Do(t, http.MethodGet, "/mails?state=kept", nil).Want(t, 200, nil)
	admin.Do(t, http.MethodGet, "/mails?state=odd", nil).Want(t, 422, nil)
}
