package app_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/mydata"
)

// secretOf answers the secret of the link in the newest mail to an address.
func secretOf(t *testing.T, p *apitest.Portal, address, page string) map[string]any {
	t.Helper()
	_, link := p.MailTo(t, address)
	token, ours := strings.CutPrefix(link, p.URL+page+"#token=")
	require.True(t, ours, link)
	return map[string]any{"token": token}
}

// readdress changes the address of somebody and answers what sets it back.
func readdress(t *testing.T, p *apitest.Portal, c *apitest.Client, to string) map[string]any {
	t.Helper()
	c.StepUp(t)
	c.Do(t, "POST", "/me/email", map[string]any{"email": to}).Want(t, 202, nil)
	c.Do(t, "POST", "/me/email/change/confirm", secretOf(t, p, to, "/confirm-email")).Want(t, 200, nil)
	from := c.Email
	c.Email = to
	return secretOf(t, p, from, "/undo-email")
}

// TestAnAddressIsChangedByItsPersonAndSetBackByItsFormerOwner is IDN-11.
func TestAnAddressIsChangedByItsPersonAndSetBackByItsFormerOwner(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	ada, bob := p.Developer(t, "ada@example.com"), p.Developer(t, "bob@example.com")
	want := map[string]any{"email": "ada@new.example"}
	require.Equal(t, "step_up_required", ada.Do(t, "POST", "/me/email", want).Want(t, 403, nil).Code())
	ada.StepUp(t)
	require.Equal(t, 400, ada.Do(t, "POST", "/me/email", map[string]any{"email": "ada@new.example", "verified": true}).Status)
	require.Equal(t, 422, ada.Do(t, "POST", "/me/email", map[string]any{"email": "a@b\r\nBcc: x"}).Status)
	ada.Do(t, "POST", "/me/email", map[string]any{"email": "Bob@example.com"}).Want(t, 202, nil)
	wanted, _ := p.MailTo(t, "bob@example.com")
	require.Equal(t, "address-wanted", wanted.Template)
	require.NotContains(t, wanted.Text, "#token=")
	ada.Do(t, "POST", "/me/email", want).Want(t, 202, nil)
	stale := secretOf(t, p, "ada@new.example", "/confirm-email")
	ada.Do(t, "POST", "/me/email/change/resend", map[string]any{}).Want(t, 202, nil)
	confirm := secretOf(t, p, "ada@new.example", "/confirm-email")
	require.Equal(t, 401, p.Nobody().Do(t, "POST", "/me/email/change/confirm", confirm).Status)
	for who, row := range map[string]struct {
		client *apitest.Client
		token  map[string]any
	}{"somebody else": {bob, confirm}, "the link before": {ada, stale}} {
		require.Equal(t, "accounts.email_change_gone", row.client.Do(t, "POST", "/me/email/change/confirm", row.token).Want(t, 410, nil).Code(), who)
	}

	var said accounts.EmailState
	ada.Do(t, "POST", "/me/email/change/confirm", confirm).Want(t, 200, &said)

	require.Equal(t, "ada@new.example", said.Email)
	require.Equal(t, "ada@example.com", said.Former[0].Email)
	undo := secretOf(t, p, "ada@example.com", "/undo-email")
	told, _ := p.MailTo(t, "ada@new.example")
	require.Equal(t, "notice", told.Template)
	ada.Do(t, "POST", "/me/email", map[string]any{"email": "ada@third.example"}).Want(t, 202, nil)
	ada.Do(t, "DELETE", "/me/email/change", nil).Want(t, 204, nil)
	require.Equal(t, "accounts.no_email_change", ada.Do(t, "DELETE", "/me/email/change", nil).Want(t, 404, nil).Code())

	nobody := p.Nobody()
	var back accounts.RestoredEmail
	nobody.Do(t, "POST", "/auth/undo-email", undo).Want(t, 200, &back)

	require.Equal(t, "ada@example.com", back.Email)
	require.Empty(t, nobody.Cookie(), "it makes no session")
	ada.Do(t, "GET", "/me", nil).Want(t, 401, nil)
	require.Equal(t, "accounts.undo_gone", nobody.Do(t, "POST", "/auth/undo-email", undo).Want(t, 410, nil).Code())
	ada.SignIn(t)
	ada.Do(t, "GET", "/me/email", nil).Want(t, 200, &said)
	require.Equal(t, accounts.EmailState{Email: "ada@example.com", Former: []accounts.FormerEmail{}}, said)
}

// TestWhatFollowsAnAddressAndWhatStaysWithIt: an invitation is for whoever proved the address it was sent to, so it stays; what tells
// others how to reach the person follows; what was sent stays where it was sent.
func TestWhatFollowsAnAddressAndWhatStaysWithIt(t *testing.T) {
	p := apitest.New(t)
	p.Admin(t)
	owner, ada, bob := p.Developer(t, "owner@example.com"), p.Developer(t, "ada@example.com"), p.Developer(t, "bob@example.com")
	invite := func(by *apitest.Client, team, email string) string {
		var made struct{ ID string }
		by.Do(t, "POST", "/teams/"+team+"/invitations", map[string]any{"email": email, "role": "viewer"}).Want(t, 201, &made)
		return made.ID
	}
	offers := func() []string {
		var found struct{ Items []struct{ ID string } }
		ada.Do(t, "GET", "/me/team-invitations", nil).Want(t, 200, &found)
		ids := []string{}
		for _, o := range found.Items {
			ids = append(ids, o.ID)
		}
		return ids
	}
	contacts := func() []string {
		var found struct{ Items []struct{ Contacts []string } }
		owner.Do(t, "GET", "/apps", nil).Want(t, 200, &found)
		return found.Items[0].Contacts
	}
	notice := func() string {
		text, err := p.App.Store.Read(t.Context()).Raw("SELECT body FROM notices WHERE account_id = ? AND kind = 'teams.invited'", bob.Account).Rows()
		require.NoError(t, err)
		defer text.Close()
		require.True(t, text.Next())
		var body string
		require.NoError(t, text.Scan(&body))
		return body
	}
	old := invite(owner, team(t, owner, "Old"), "ada@example.com")
	fresh := invite(owner, team(t, owner, "Fresh"), "ada@new.example")
	invite(ada, team(t, ada, "Ada's"), "bob@example.com")
	owner.Do(t, "POST", "/apps", map[string]any{"name": "Kiosk", "purpose": "Names contacts.", "contacts": []string{"Ada@example.com", "ops@example.com"}}).Want(t, 201, nil)
	require.Equal(t, []string{old}, offers())
	require.Eventually(t, func() bool {
		m, _ := p.MailTo(t, "bob@example.com")
		return m.Template == "team-invitation"
	}, time.Minute, 20*time.Millisecond)

	undo := readdress(t, p, ada, "ada@new.example")

	require.Equal(t, []string{fresh}, offers())
	ada.Do(t, "POST", "/me/team-invitations/"+old+"/accept", map[string]any{}).Want(t, 404, nil)
	require.Equal(t, []string{"ada@new.example", "ops@example.com"}, contacts())
	require.Contains(t, notice(), "is ada@new.example.")
	var mine mydata.MyData
	ada.Do(t, "POST", "/me/export", map[string]any{}).Want(t, 200, &mine)
	require.Equal(t, "ada@new.example", mine.Account.Email)
	require.Equal(t, "ada@example.com", mine.Email.Former[0].Email)
	sent := map[string]string{}
	for _, m := range mine.Mails {
		sent[m.Template] = m.To
	}
	require.Equal(t, "ada@example.com", sent["welcome"])
	require.Equal(t, "ada@example.com", sent["address-changed"])
	require.Equal(t, "ada@new.example", sent["confirm-address"])

	p.Nobody().Do(t, "POST", "/auth/undo-email", undo).Want(t, 200, nil)
	ada.SignIn(t)

	require.Equal(t, []string{old}, offers())
	ada.Do(t, "POST", "/me/team-invitations/"+old+"/accept", map[string]any{}).Want(t, 200, nil)
	require.Equal(t, []string{"ada@example.com", "ops@example.com"}, contacts())
	require.Contains(t, notice(), "is ada@example.com.")
}

func TestEveryAddressOfWhoDeletesTheirAccountIsForgotten(t *testing.T) {
	j := begin(t)
	first := j.dev.Email
	j.dev.Do(t, "PATCH", "/me", map[string]any{"name": "Dorothea Quay"}).Want(t, 200, nil)
	readdress(t, j.Portal, j.dev, "second@new.example")
	readdress(t, j.Portal, j.dev, "third@new.example")
	j.dev.Do(t, "POST", "/me/email", map[string]any{"email": "fourth@new.example"}).Want(t, 202, nil)
	addresses := []string{first, "second@new.example", "third@new.example", "fourth@new.example"}
	for _, address := range addresses {
		require.NotEmpty(t, j.found(t, address), address)
	}
	var preview struct{ Apps int }
	j.dev.Do(t, "GET", "/me/deletion", nil).Want(t, 200, &preview)

	j.dev.Do(t, "POST", "/me/deletion", map[string]any{"confirm": "third@new.example", "apps": preview.Apps}).Want(t, 204, nil)

	require.Empty(t, j.found(t, append(addresses, "Dorothea")...))
}
