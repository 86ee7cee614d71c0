package apitest

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/rbac"
)

type ceremony struct {
	PublicKey json.RawMessage `json:"publicKey"`
}

// Admin sets the portal up through its one-time link and answers the first administrator, signed in.
func (p *Portal) Admin(t *testing.T) *Client {
	t.Helper()
	link, open, err := p.App.Accounts.SetupLink(t.Context(), p.URL)
	require.NoError(t, err)
	require.True(t, open)
	c := p.Nobody()
	c.Email = "admin@example.com"
	var begun ceremony
	body := map[string]any{"secret": queryOf(t, link, "secret"), "email": c.Email, "name": "Ada Admin"}
	c.Do(t, http.MethodPost, "/setup/begin", body).Want(t, 200, &begun)
	credential, err := c.key.Register(begun.PublicKey)
	require.NoError(t, err)
	c.Do(t, http.MethodPost, "/setup/finish", map[string]any{"credential": json.RawMessage(credential)}).Want(t, 201, nil)
	c.refresh(t)
	return c
}

// Developer signs a person up by e-mail and passkey, and answers them signed in.
func (p *Portal) Developer(t *testing.T, email string) *Client {
	t.Helper()
	c := p.Nobody()
	c.Email = email
	c.Do(t, http.MethodPost, "/auth/sign-up", map[string]any{"email": email, "name": "Person " + email[:1]}).Want(t, 202, nil)
	var link string
	require.Eventually(t, func() bool { return p.mailed(email) }, time.Minute, 5*time.Millisecond)
	_, link = p.MailTo(t, email)
	c.Do(t, http.MethodPost, "/auth/verify-email", map[string]any{"token": queryOf(t, link, "token")}).Want(t, 200, nil)
	c.Enrol(t)
	return c
}

func (p *Portal) mailed(address string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range p.mails {
		if m.To == address {
			return true
		}
	}
	return false
}

// Enrol registers the client's authenticator and takes over the session that comes of it.
func (c *Client) Enrol(t *testing.T) {
	t.Helper()
	var begun ceremony
	c.Do(t, http.MethodPost, "/auth/passkeys/register/begin", map[string]any{}).Want(t, 200, &begun)
	credential, err := c.key.Register(begun.PublicKey)
	require.NoError(t, err)
	c.Do(t, http.MethodPost, "/auth/passkeys/register/finish", map[string]any{"credential": json.RawMessage(credential)}).Want(t, 201, nil)
	c.refresh(t)
}

// Operator signs a person up and gives them a role, by the administrator's hand.
func (p *Portal) Operator(t *testing.T, admin *Client, email string, role rbac.Role) *Client {
	t.Helper()
	c := p.Developer(t, email)
	admin.StepUp(t)
	admin.Do(t, http.MethodPut, "/people/"+c.Account+"/roles", map[string]any{"roles": []string{string(role)}}).Want(t, 200, nil)
	c.SignIn(t)
	return c
}

// SignIn signs the person in with their passkey.
func (c *Client) SignIn(t *testing.T) {
	t.Helper()
	c.cookies, c.csrf = map[string]string{}, ""
	var begun ceremony
	c.Do(t, http.MethodPost, "/auth/sign-in/begin", map[string]any{}).Want(t, 200, &begun)
	credential, err := c.key.Assert(begun.PublicKey)
	require.NoError(t, err)
	c.Do(t, http.MethodPost, "/auth/sign-in/finish", map[string]any{"credential": json.RawMessage(credential)}).Want(t, 200, nil)
	c.refresh(t)
}

// StepUp opens the window in which delicate acts pass.
func (c *Client) StepUp(t *testing.T) {
	t.Helper()
	var begun ceremony
	c.Do(t, http.MethodPost, "/auth/step-up/begin", map[string]any{}).Want(t, 200, &begun)
	credential, err := c.key.Assert(begun.PublicKey)
	require.NoError(t, err)
	c.Do(t, http.MethodPost, "/auth/step-up/finish", map[string]any{"credential": json.RawMessage(credential)}).Want(t, 200, nil)
	c.refresh(t)
}

func (c *Client) refresh(t *testing.T) {
	t.Helper()
	var me struct {
		Account struct {
			ID string `json:"id"`
		} `json:"account"`
		CSRFToken string `json:"csrfToken"`
	}
	c.Do(t, http.MethodGet, "/me", nil).Want(t, 200, &me)
	c.csrf, c.Account = me.CSRFToken, me.Account.ID
}
