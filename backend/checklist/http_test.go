package checklist_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
)

func TestChecklistIsOfOnesOwnApp(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	ada, bob := p.Developer(t, "ada@example.com"), p.Developer(t, "bob@example.com")
	var app struct{ App struct{ ID string } }
	ada.Do(t, http.MethodPost, "/apps", map[string]any{"name": "Weather", "purpose": "To know when it rains."}).Want(t, 201, &app)
	path := "/apps/" + app.App.ID + "/checklist"
	var list struct {
		Items []struct{ Point, State string }
		Place string
	}

	ada.Do(t, http.MethodGet, path, nil).Want(t, 200, &list)

	require.Len(t, list.Items, 9)
	require.Empty(t, list.Place)
	ada.Do(t, http.MethodPut, path+"/secret-place", map[string]any{"place": "drawer"}).Want(t, 422, nil)
	ada.Do(t, http.MethodPut, path+"/secret-place", map[string]any{"place": "secret-manager"}).Want(t, 200, &list)
	require.Equal(t, "secret-manager", list.Place)
	require.Equal(t, "done", list.Items[8].State)
	ada.Do(t, http.MethodPut, path+"/secret-place", map[string]any{"place": "elsewhere"}).Want(t, 200, &list)
	require.Equal(t, "open", list.Items[8].State)
	p.Nobody().Do(t, http.MethodGet, path, nil).Want(t, 401, nil)
	bob.Do(t, http.MethodGet, path, nil).Want(t, 404, nil)
	bob.Do(t, http.MethodPut, path+"/secret-place", map[string]any{"place": "ci"}).Want(t, 404, nil)
	admin.Do(t, http.MethodGet, path, nil).Want(t, 200, nil)
	admin.Do(t, http.MethodPut, path+"/secret-place", map[string]any{"place": "ci"}).Want(t, 404, nil)
}
