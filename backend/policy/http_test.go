package policy_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
)

func TestOneQuestionAboutAnAppNamesFewAPIs(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	ada := p.Developer(t, "ada@example.com")
	var app struct{ App struct{ ID string } }
	ada.Do(t, http.MethodPost, "/apps", map[string]any{"name": "Weather", "purpose": "To know when it rains."}).Want(t, 201, &app)
	path := "/apps/" + app.App.ID + "/policy?apis="
	ada.Do(t, http.MethodGet, path+strings.Repeat("museum,", 1000), nil).Want(t, 200, nil)
	different := ""
	for i := range 201 {
		different += strconv.Itoa(i) + ","
	}

	ada.Do(t, http.MethodGet, path+different, nil).Want(t, 422, nil)
}
