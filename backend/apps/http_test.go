package apps_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

type view struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	State     string `json:"state"`
	OwnerName string `json:"ownerName"`
	Version   int64  `json:"version"`
}

func registered(t *testing.T, c *apitest.Client, name string) view {
	t.Helper()
	var made struct {
		App view `json:"app"`
	}
	c.Do(t, http.MethodPost, "/apps", map[string]any{"name": name, "purpose": "Tests"}).Want(t, 201, &made)
	return made.App
}

func TestAppsOverHTTPBelongToTheirOwners(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	owner, other := p.Developer(t, "owner@example.com"), p.Developer(t, "other@example.com")
	app := registered(t, owner, "Kiosk")
	require.Equal(t, "Person o", app.OwnerName)
	path := "/apps/" + app.ID

	type row struct {
		method, path string
		body         any
	}
	rows := []row{
		{"GET", path, nil}, {"PATCH", path, map[string]any{"name": "Mine"}}, {"DELETE", path, nil},
	}
	for _, r := range rows {
		require.Equal(t, 401, p.Nobody().Do(t, r.method, r.path, r.body).Status, r.method)
		require.Equal(t, 404, other.Do(t, r.method, r.path, r.body).Status, r.method)
	}
	require.Equal(t, 403, owner.Do(t, "POST", path+"/suspend", map[string]any{"reason": "x"}).Status)
	require.Equal(t, 200, admin.Do(t, "GET", path, nil).Status)
	require.Equal(t, 404, admin.Do(t, "DELETE", path, nil).Status)

	var suspended view
	admin.Do(t, "POST", path+"/suspend", map[string]any{"reason": "Scraping"}).Want(t, 200, &suspended)
	require.Equal(t, "suspended", suspended.State)
	admin.Do(t, "POST", path+"/resume", map[string]any{"reason": ""}).Want(t, 200, nil)

	var mine, all struct {
		Items []view `json:"items"`
	}
	other.Do(t, "GET", "/apps?all=true", nil).Want(t, 200, &mine)
	require.Empty(t, mine.Items)
	p.Operator(t, admin, "watch@example.com", rbac.Auditor).Do(t, "GET", "/apps?all=true&q=kio", nil).Want(t, 200, &all)
	require.Len(t, all.Items, 1)
	require.Equal(t, 204, owner.Do(t, "DELETE", path, nil).Status)
	require.Equal(t, 404, owner.Do(t, "GET", path, nil).Status)
}

func TestBadAppsOverHTTPAreRefused(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	owner := p.Developer(t, "owner@example.com")
	app := registered(t, owner, "Kiosk")
	for name, r := range map[string]struct {
		method, path string
		body         any
		match        string
		status       int
	}{
		"wrong type":      {"POST", "/apps", map[string]any{"name": 1}, "", 400},
		"unknown member":  {"POST", "/apps", map[string]any{"name": "a", "purpose": "", "owner": "u:acc_9"}, "", 400},
		"state by hand":   {"PATCH", "/apps/" + app.ID, map[string]any{"state": "active"}, "*", 400},
		"too long":        {"POST", "/apps", map[string]any{"name": strings.Repeat("a", 81), "purpose": ""}, "", 422},
		"wrong encoding":  {"POST", "/apps", []byte("{\"name\":\"\xff\"}"), "", 400},
		"name taken":      {"POST", "/apps", map[string]any{"name": "Kiosk", "purpose": ""}, "", 409},
		"script origin":   {"POST", "/apps", map[string]any{"name": "b", "purpose": "", "redirectOrigins": []string{"javascript:alert(1)"}}, "", 422},
		"not a contact":   {"POST", "/apps", map[string]any{"name": "b", "purpose": "", "contacts": []string{"nobody"}}, "", 422},
		"no If-Match":     {"PATCH", "/apps/" + app.ID, map[string]any{"name": "b"}, "", 428},
		"stale":           {"PATCH", "/apps/" + app.ID, map[string]any{"name": "b"}, `"99"`, 412},
		"unknown app":     {"PATCH", "/apps/app_0", map[string]any{"name": "b"}, "*", 404},
		"too many":        {"GET", "/apps?limit=201", nil, "", 422},
		"forged cursor":   {"GET", "/apps?cursor=x", nil, "", 400},
		"suspend by self": {"POST", "/apps/" + app.ID + "/suspend", map[string]any{"reason": "x"}, "", 403},
	} {
		headers := map[string]string{}
		if r.match != "" {
			headers["If-Match"] = r.match
		}
		answer := owner.Send(t, r.method, r.path, r.body, headers)
		require.Equal(t, r.status, answer.Status, "%s: %s", name, answer.Body)
	}
}
