package accounts_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestUntilTheFirstAdminOnlySetupAnswers(t *testing.T) {
	p := apitest.New(t)
	nobody := p.Nobody()
	nobody.Do(t, http.MethodGet, "/portal", nil).Want(t, 200, nil)
	require.Equal(t, "setup_needed", nobody.Do(t, http.MethodGet, "/me", nil).Want(t, 503, nil).Code())
	wrong := map[string]any{"secret": "wrong", "email": "root@example.com", "name": "Root"}
	require.Equal(t, "accounts.setup_secret", nobody.Do(t, http.MethodPost, "/setup/begin", wrong).Want(t, 403, nil).Code())

	p.Admin(t)

	nobody.Do(t, http.MethodGet, "/me", nil).Want(t, 401, nil)
	require.Equal(t, "accounts.setup_done", nobody.Do(t, http.MethodPost, "/setup/begin", wrong).Want(t, 410, nil).Code())
}

func TestSignUpAnswersTheSameForKnownAndUnknownAddresses(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	p.Developer(t, "known@example.com")

	known := p.Nobody().Do(t, http.MethodPost, "/auth/sign-up", map[string]any{"email": "Known@example.com", "name": "Eve"}).Want(t, 202, nil)
	unknown := p.Nobody().Do(t, http.MethodPost, "/auth/sign-up", map[string]any{"email": "new@example.com", "name": "Eve"}).Want(t, 202, nil)

	require.Equal(t, unknown.Body, known.Body)
	mail, _ := p.MailTo(t, "known@example.com")
	require.NotContains(t, mail.Text, "#token=")
}

func TestWayInRefusesBadInput(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	nobody := p.Nobody()
	for name, row := range map[string]struct {
		path   string
		body   any
		status int
	}{
		"header injection": {"/auth/sign-up", map[string]any{"email": "a@b\r\nBcc: x", "name": "Eve"}, 422},
		"no name":          {"/auth/sign-up", map[string]any{"email": "a@b.example"}, 422},
		"own verification": {"/auth/sign-up", map[string]any{"email": "a@b.example", "name": "Eve", "emailVerified": true}, 400},
		"wrong type":       {"/auth/sign-up", map[string]any{"email": 7, "name": "Eve"}, 400},
		"not JSON":         {"/auth/sign-up", []byte("email=a"), 400},
		"unknown link":     {"/auth/verify-email", map[string]any{"token": "nothing"}, 410},
		"no link":          {"/auth/verify-email", map[string]any{}, 422},
		"wrong code":       {"/auth/recover", map[string]any{"email": "a@b.example", "code": "x"}, 401},
		"no enrolment":     {"/auth/passkeys/register/begin", map[string]any{}, 401},
		"name at sign-in":  {"/auth/sign-in/begin", map[string]any{"email": "a@b.example"}, 400},
	} {
		require.Equal(t, row.status, nobody.Do(t, http.MethodPost, row.path, row.body).Status, name)
	}
}

func TestConfirmationMakesNoSession(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	c := p.Nobody()
	c.Do(t, http.MethodPost, "/auth/sign-up", map[string]any{"email": "ada@example.com", "name": "Ada"}).Want(t, 202, nil)
	_, link := p.MailTo(t, "ada@example.com")
	token := link[len(p.URL+"/verify-email#token="):]

	c.Do(t, http.MethodPost, "/auth/verify-email", map[string]any{"token": token}).Want(t, 200, nil)

	require.Empty(t, c.Cookie())
	c.Do(t, http.MethodGet, "/me", nil).Want(t, 401, nil)
	c.Do(t, http.MethodPost, "/auth/verify-email", map[string]any{"token": token}).Want(t, 410, nil)
}

func TestPeopleAreForOperators(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	ada := p.Developer(t, "ada@example.com")
	for _, path := range []string{"/people", "/people/" + ada.Account} {
		p.Nobody().Do(t, http.MethodGet, path, nil).Want(t, 401, nil)
		ada.Do(t, http.MethodGet, path, nil).Want(t, 403, nil)
		admin.Do(t, http.MethodGet, path, nil).Want(t, 200, nil)
	}
	admin.Do(t, http.MethodGet, "/people/acc_unknown", nil).Want(t, 404, nil)
}

func TestRolesNeedStepUpAndTheVersionThatWasRead(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	ada := p.Developer(t, "ada@example.com")
	path, body := "/people/"+ada.Account+"/roles", map[string]any{"roles": []string{"developer", "approver"}}
	require.Equal(t, "step_up_required", admin.Do(t, http.MethodPut, path, body).Want(t, 403, nil).Code())
	admin.StepUp(t)
	admin.Send(t, http.MethodPut, path, body, nil).Want(t, 428, nil)
	admin.Send(t, http.MethodPut, path, body, map[string]string{"If-Match": `"99"`}).Want(t, 412, nil)
	admin.Do(t, http.MethodPut, path, map[string]any{}).Want(t, 422, nil)
	tag := admin.Do(t, http.MethodGet, "/people/"+ada.Account, nil).Header.Get("ETag")

	admin.Send(t, http.MethodPut, path, body, map[string]string{"If-Match": tag}).Want(t, 200, nil)

	ada.Do(t, http.MethodGet, "/me", nil).Want(t, 401, nil)
	ada.SignIn(t)
	ada.Do(t, http.MethodGet, "/people", nil).Want(t, 200, nil)
}

func TestDisabledPersonIsOutAtOnceAndCannotComeBack(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	ada := p.Developer(t, "ada@example.com")
	admin.StepUp(t)

	admin.Do(t, http.MethodPost, "/people/"+ada.Account+"/disable", map[string]any{}).Want(t, 200, nil)

	ada.Do(t, http.MethodGet, "/me", nil).Want(t, 401, nil)
	admin.Do(t, http.MethodPost, "/people/"+ada.Account+"/disable", map[string]any{}).Want(t, 409, nil)
	admin.Do(t, http.MethodPost, "/people/"+ada.Account+"/enable", map[string]any{}).Want(t, 200, nil)
	ada.SignIn(t)
}

func TestInvitedPersonJoinsWithTheirRoles(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	admin.StepUp(t)
	body := map[string]any{"email": "pub@example.com", "name": "Pub", "roles": []string{"publisher"}}
	admin.Do(t, http.MethodPost, "/people/invitations", body).Want(t, 202, nil)
	_, link := p.MailTo(t, "pub@example.com")
	c := p.Nobody()
	c.Do(t, http.MethodPost, "/auth/verify-email", map[string]any{"token": link[len(p.URL+"/verify-email#token="):]}).Want(t, 200, nil)

	c.Enrol(t)

	var me struct{ Permissions []rbac.Permission }
	c.Do(t, http.MethodGet, "/me", nil).Want(t, 200, &me)
	require.Contains(t, me.Permissions, rbac.APIsWrite)
}

func TestNobodyVerifiesTheirOwnAddressByRenaming(t *testing.T) {
	p := apitest.New(t)
	ada := p.Admin(t)

	ada.Do(t, http.MethodPatch, "/me", map[string]any{"name": "Ada", "emailVerified": true}).Want(t, 400, nil)
	ada.Do(t, http.MethodPatch, "/me", map[string]any{"name": "Ada", "email": "x@example.com"}).Want(t, 400, nil)
	ada.Do(t, http.MethodPatch, "/me", map[string]any{"name": "Ada Lovelace"}).Want(t, 200, nil)
}
