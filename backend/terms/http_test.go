package terms_test

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestAChangeWaitsForTheAcceptanceOfTheNewestPolicy(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	ada := p.Developer(t, "ada@example.com")
	text := map[string]any{"markdown": "# Rules\n\nBe kind.", "summary": "", "asks": true}
	app := map[string]any{"name": "Weather", "purpose": "To know when it rains."}
	var none struct{ Version int64 }
	p.Nobody().Do(t, http.MethodGet, "/terms", nil).Want(t, 200, &none)
	require.Zero(t, none.Version)
	ada.Do(t, http.MethodPost, "/terms/versions", text).Want(t, 403, nil)
	admin.Do(t, http.MethodPost, "/terms/versions", text).Want(t, 403, nil)
	admin.StepUp(t)
	admin.Do(t, http.MethodPost, "/terms/preview", map[string]any{"markdown": "x"}).Want(t, 200, nil)

	admin.Send(t, http.MethodPost, "/terms/versions", text, map[string]string{"If-Match": `"0"`}).Want(t, 201, nil)

	admin.Send(t, http.MethodPost, "/terms/versions", text, map[string]string{"If-Match": `"0"`}).Want(t, 403, nil)
	var problem struct{ Code string }
	ada.Do(t, http.MethodPost, "/apps", app).Want(t, 403, &problem)
	require.Equal(t, "terms_required", problem.Code)
	var me struct{ TermsDue int64 }
	ada.Do(t, http.MethodGet, "/me", nil).Want(t, 200, &me)
	require.EqualValues(t, 1, me.TermsDue)
	ada.Do(t, http.MethodGet, "/apps", nil).Want(t, 200, nil)
	ada.StepUp(t)
	ada.Do(t, http.MethodDelete, "/me/sessions", nil).Want(t, 204, nil)
	ada.Do(t, http.MethodPost, "/tokens/tok_absent/revoke", map[string]any{"reason": "It leaked."}).Want(t, 404, nil)
	ada.Do(t, http.MethodPost, "/me/notices/read", map[string]any{}).Want(t, 204, nil)
	_, machine, err := p.App.Operators.CreateLocally(t.Context(), "deploy", rbac.Publisher, time.Hour)
	require.NoError(t, err)
	p.Machine(machine).Do(t, http.MethodPost, "/apis", map[string]any{"slug": "ferries", "name": "Ferries", "summary": "Cross the strait.", "visibility": "public"}).Want(t, 201, nil)
	admin.Do(t, http.MethodPost, "/operator-tokens", map[string]any{"name": "deploy", "role": "publisher", "ttlSeconds": 3600}).Want(t, 403, &problem)
	require.Equal(t, "terms_required", problem.Code, "who has not accepted it makes no program that goes on instead")
	ada.Do(t, http.MethodPost, "/me/terms", map[string]any{"version": 2}).Want(t, 412, nil)
	ada.Do(t, http.MethodPost, "/me/terms", map[string]any{"version": 1}).Want(t, 204, nil)
	ada.Do(t, http.MethodPost, "/apps", app).Want(t, 201, nil)
	ada.Do(t, http.MethodGet, "/me", nil).Want(t, 200, &me)
	require.Zero(t, me.TermsDue)
}

func TestThePolicyIsForEverybodyAndItsEvidenceIsNot(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	ada := p.Developer(t, "ada@example.com")
	admin.StepUp(t)
	admin.Do(t, http.MethodPost, "/terms/versions", map[string]any{"markdown": "Be **kind**.", "summary": "", "asks": true}).Want(t, 201, nil)
	admin.Do(t, http.MethodPost, "/me/terms", map[string]any{"version": 1}).Want(t, 204, nil)
	var text struct{ HTML, Markdown string }
	var list struct{ Items []struct{ Version int64 } }

	p.Nobody().Do(t, http.MethodGet, "/terms", nil).Want(t, 200, &text)
	p.Nobody().Do(t, http.MethodGet, "/terms/versions", nil).Want(t, 200, &list)

	require.Contains(t, text.HTML, "<strong>kind</strong>")
	require.Len(t, list.Items, 1)
	p.Nobody().Do(t, http.MethodGet, "/terms/versions/1", nil).Want(t, 200, nil)
	p.Nobody().Do(t, http.MethodGet, "/terms/versions/7", nil).Want(t, 404, nil)
	p.Nobody().Do(t, http.MethodGet, "/terms/versions/x", nil).Want(t, 404, nil)
	ada.Do(t, http.MethodGet, "/terms/acceptances", nil).Want(t, 403, nil)
	ada.Do(t, http.MethodGet, "/terms/acceptances.csv", nil).Want(t, 403, nil)
	var evidence struct {
		Items            []struct{ Name string }
		Accepted, People int64
	}
	admin.Do(t, http.MethodGet, "/terms/acceptances", nil).Want(t, 200, &evidence)
	require.Len(t, evidence.Items, 1)
	require.EqualValues(t, 1, evidence.Accepted)
	require.EqualValues(t, 2, evidence.People)
	admin.Do(t, http.MethodGet, "/terms/acceptances.csv", nil).Want(t, 200, nil)
}
