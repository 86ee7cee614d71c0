package app_test

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/app"
)

func TestTheCommandLineLetsALockedOutAdminIn(t *testing.T) {
	v := prepare(t)
	within(t, v.data, "", func(ctx context.Context, a *app.App) error {
		return a.Store.Tx(ctx, func(ctx context.Context) error {
			_, err := a.Accounts.AddDemo(ctx, "ada@example.com", "Ada", "admin")
			return err
		})
	})
	link := func() string {
		c := gatehouse("admin", "recover", "--email", "Ada@example.com", "--data", v.data)
		output, err := c.Output()
		require.NoError(t, err)
		_, secret, found := strings.Cut(strings.TrimSpace(string(output)), "/recover#link=")
		require.True(t, found, "%s", output)
		require.GreaterOrEqual(t, len(secret), 22, "128 bits")
		return secret
	}
	early := link() // no server runs
	server := v.serve(t)
	open := func(secret string) (int, map[string]any) {
		body, _ := json.Marshal(map[string]any{"link": secret})
		r, err := http.NewRequest(http.MethodPost, v.url+"/api/v1/auth/recover/link", strings.NewReader(string(body)))
		require.NoError(t, err)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Sec-Fetch-Site", "same-origin")
		response, err := v.client.Do(r)
		require.NoError(t, err)
		defer response.Body.Close()
		var answer map[string]any
		require.NoError(t, json.NewDecoder(response.Body).Decode(&answer))
		return response.StatusCode, answer
	}
	late := link() // beside the running server
	status, answer := open(early)
	require.Equal(t, http.StatusGone, status, "a newer link replaces it: %v", answer)
	status, answer = open(late)
	require.Equal(t, http.StatusOK, status, "%v", answer)
	status, answer = open(late)
	require.Equal(t, http.StatusGone, status)
	require.Equal(t, "accounts.recovery_link_gone", answer["code"])
	v.stop(t, server)
	require.Contains(t, runs(t, 1, "admin", "recover", "--email", "bob@example.com", "--data", v.data), "nobody here has the address bob@example.com")
}
