package operators_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
)

func TestOperatorTokensAreMadeByPeopleAfterStepUp(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	ada := p.Developer(t, "ada@example.com")
	body := map[string]any{"name": "deploy", "role": "admin", "ttlSeconds": 3600}
	p.Nobody().Do(t, http.MethodPost, "/operator-tokens", body).Want(t, 401, nil)
	ada.Do(t, http.MethodPost, "/operator-tokens", body).Want(t, 403, nil)
	require.Equal(t, "step_up_required", admin.Do(t, http.MethodPost, "/operator-tokens", body).Want(t, 403, nil).Code())
	admin.StepUp(t)
	admin.Do(t, http.MethodPost, "/operator-tokens", map[string]any{"name": "x", "role": "admin", "ttlSeconds": 1}).Want(t, 422, nil)
	admin.Do(t, http.MethodPost, "/operator-tokens", map[string]any{"name": "a\u202eyolped", "role": "admin", "ttlSeconds": 3600}).Want(t, 422, nil)
	var made struct {
		Token  struct{ ID string }
		Secret string
	}

	admin.Do(t, http.MethodPost, "/operator-tokens", body).Want(t, 201, &made)

	machine := p.Machine(made.Secret)
	machine.Do(t, http.MethodGet, "/people", nil).Want(t, 200, nil)
	require.Equal(t, "person_required", machine.Do(t, http.MethodPost, "/operator-tokens", body).Want(t, 403, nil).Code())
	var me struct {
		Account struct {
			ID, Name string
			Roles    []string
		}
		Permissions []string
		CSRFToken   string
	}
	machine.Do(t, http.MethodGet, "/me", nil).Want(t, 200, &me)
	require.Equal(t, made.Token.ID, me.Account.ID)
	require.Equal(t, "deploy", me.Account.Name)
	require.Equal(t, []string{"admin"}, me.Account.Roles)
	require.Contains(t, me.Permissions, "policy:write")
	require.Empty(t, me.CSRFToken)
	answer := admin.Do(t, http.MethodGet, "/operator-tokens", nil).Want(t, 200, nil)
	require.NotContains(t, string(answer.Body), made.Secret)
	admin.Do(t, http.MethodDelete, "/operator-tokens/"+made.Token.ID, nil).Want(t, 204, nil)
	machine.Do(t, http.MethodGet, "/people", nil).Want(t, 401, nil)
	admin.Do(t, http.MethodDelete, "/operator-tokens/"+made.Token.ID, nil).Want(t, 409, nil)
	admin.Do(t, http.MethodDelete, "/operator-tokens/opt_unknown", nil).Want(t, 404, nil)
}

func TestBadBearerIsNotMendedByAGoodCookie(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)

	answer := admin.Send(t, http.MethodGet, "/me", nil, map[string]string{"Authorization": "Bearer gth_op_wrong"})

	answer.Want(t, 401, nil)
}
