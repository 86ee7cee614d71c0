package operators_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/rbac"
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

func TestWhatStandsOnAPersonIsShownAndHandedOverBeforeTheyAreDisabled(t *testing.T) {
	p := apitest.New(t)
	boss := p.Admin(t)
	ada := p.Operator(t, boss, "ada@example.com", rbac.Admin)
	eve := p.Developer(t, "eve@example.com")
	var made struct {
		Token  struct{ ID, OwnerName string }
		Secret string
	}
	ada.StepUp(t)
	ada.Do(t, http.MethodPost, "/operator-tokens", map[string]any{"name": "nginx", "role": "publisher", "ttlSeconds": 3600}).Want(t, 201, &made)
	require.Equal(t, "Person a", made.Token.OwnerName)
	var me, other struct{ Account struct{ ID string } }
	ada.Do(t, http.MethodGet, "/me", nil).Want(t, 200, &me)
	boss.Do(t, http.MethodGet, "/me", nil).Want(t, 200, &other)
	leaving := "/people/" + me.Account.ID + "/leaving"
	p.Nobody().Do(t, http.MethodGet, leaving, nil).Want(t, 401, nil)
	eve.Do(t, http.MethodGet, leaving, nil).Want(t, 403, nil)
	boss.Do(t, http.MethodGet, "/people/acc_unknown/leaving", nil).Want(t, 404, nil)
	type heirs []struct{ ID, Name string }
	var stops struct {
		Apps, Tokens, Clients int
		OperatorTokens        []struct {
			ID, Name, Role string
			Heirs          heirs
		}
	}

	boss.Do(t, http.MethodGet, leaving, nil).Want(t, 200, &stops)

	require.Len(t, stops.OperatorTokens, 1)
	require.Equal(t, "nginx", stops.OperatorTokens[0].Name)
	require.Equal(t, other.Account.ID, stops.OperatorTokens[0].Heirs[0].ID)
	owner, body := "/operator-tokens/"+made.Token.ID+"/owner", map[string]any{"account": other.Account.ID}
	p.Nobody().Do(t, http.MethodPut, owner, body).Want(t, 401, nil)
	eve.Do(t, http.MethodPut, owner, body).Want(t, 403, nil)
	boss.StepUp(t)
	require.Equal(t, "operators.heir", boss.Do(t, http.MethodPut, owner, map[string]any{"account": "acc_unknown"}).Want(t, 409, nil).Code())
	boss.Do(t, http.MethodPost, "/people/"+me.Account.ID+"/disable", nil).Want(t, 200, nil)
	machine := p.Machine(made.Secret)
	machine.Do(t, http.MethodGet, "/apis", nil).Want(t, 401, nil)
	var people struct {
		Items []struct {
			ID             string
			OperatorTokens int
		}
	}
	boss.Do(t, http.MethodGet, "/people?state=disabled", nil).Want(t, 200, &people)
	require.Equal(t, 1, people.Items[0].OperatorTokens)
	var heard struct{ Items []struct{ Title string } }
	boss.Do(t, http.MethodGet, "/me/notices", nil).Want(t, 200, &heard)
	require.Equal(t, "1 operator token is refused from now on", heard.Items[0].Title)

	boss.Do(t, http.MethodPut, owner, body).Want(t, 200, nil)

	machine.Do(t, http.MethodGet, "/apis", nil).Want(t, 200, nil)
	var list struct {
		Items []struct{ ID, OwnerName string }
	}
	boss.Do(t, http.MethodGet, "/operator-tokens?owner="+other.Account.ID, nil).Want(t, 200, &list)
	require.Equal(t, "Ada Admin", list.Items[0].OwnerName)
}

func TestAnAdminWhoDeletesTheirAccountHandsTheirTokensOverOrEndsThem(t *testing.T) {
	p := apitest.New(t)
	boss := p.Admin(t)
	ada := p.Operator(t, boss, "ada@example.com", rbac.Admin)
	var kept, ended struct {
		Token  struct{ ID string }
		Secret string
	}
	ada.StepUp(t)
	ada.Do(t, http.MethodPost, "/operator-tokens", map[string]any{"name": "nginx", "role": "verifier", "ttlSeconds": 3600}).Want(t, 201, &kept)
	ada.Do(t, http.MethodPost, "/operator-tokens", map[string]any{"name": "script", "role": "auditor", "ttlSeconds": 3600}).Want(t, 201, &ended)
	var preview struct {
		OperatorTokens []struct {
			ID    string
			Heirs []struct{ ID string }
		}
	}
	ada.Do(t, http.MethodGet, "/me/deletion", nil).Want(t, 200, &preview)
	require.Len(t, preview.OperatorTokens, 2)
	heir := preview.OperatorTokens[0].Heirs[0].ID
	body := map[string]any{"confirm": "ada@example.com", "apps": 0, "operatorTokens": []map[string]any{{"id": kept.Token.ID, "heir": heir}}}
	require.Equal(t, "accounts.more_ends", ada.Do(t, http.MethodPost, "/me/deletion", body).Want(t, 409, nil).Code())
	body["operatorTokens"] = []map[string]any{{"id": kept.Token.ID, "heir": heir}, {"id": ended.Token.ID, "heir": ""}}

	ada.Do(t, http.MethodPost, "/me/deletion", body).Want(t, 204, nil)

	p.Machine(kept.Secret).Do(t, http.MethodGet, "/me", nil).Want(t, 200, nil)
	p.Machine(ended.Secret).Do(t, http.MethodGet, "/me", nil).Want(t, 401, nil)
}

func TestAnAdminWhoLosesTheRoleLosesWhatTheirTokensDoBeyondThem(t *testing.T) {
	p := apitest.New(t)
	boss := p.Admin(t)
	ada := p.Operator(t, boss, "ada@example.com", rbac.Admin)
	var made struct {
		Token  struct{ ID string }
		Secret string
	}
	ada.StepUp(t)
	ada.Do(t, http.MethodPost, "/operator-tokens", map[string]any{"name": "script", "role": "admin", "ttlSeconds": 3600}).Want(t, 201, &made)
	machine := p.Machine(made.Secret)
	machine.Do(t, http.MethodGet, "/people", nil).Want(t, 200, nil)
	var me, other struct{ Account struct{ ID string } }
	ada.Do(t, http.MethodGet, "/me", nil).Want(t, 200, &me)
	boss.Do(t, http.MethodGet, "/me", nil).Want(t, 200, &other)
	boss.StepUp(t)

	boss.Send(t, http.MethodPut, "/people/"+me.Account.ID+"/roles", map[string]any{"roles": []string{"developer"}}, map[string]string{"If-Match": "*"}).Want(t, 200, nil)

	machine.Do(t, http.MethodGet, "/people", nil).Want(t, 401, nil)
	machine.Do(t, http.MethodGet, "/me", nil).Want(t, 401, nil)
	var list struct {
		Items []struct{ Refused, Unkept bool }
	}
	boss.Do(t, http.MethodGet, "/operator-tokens?owner="+me.Account.ID, nil).Want(t, 200, &list)
	require.True(t, list.Items[0].Refused && list.Items[0].Unkept)
	boss.Do(t, http.MethodPut, "/operator-tokens/"+made.Token.ID+"/owner", map[string]any{"account": other.Account.ID}).Want(t, 200, nil)
	machine.Do(t, http.MethodGet, "/people", nil).Want(t, 200, nil)
}
