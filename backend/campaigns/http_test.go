package campaigns_test

import (
	"encoding/csv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// wide makes an app with a token that is said to hold a scope without need, and answers the token's id.
func wide(t *testing.T, p *apitest.Portal, who *apitest.Client, name string) string {
	t.Helper()
	var made struct{ App, Token struct{ ID string } }
	who.Do(t, "POST", "/apps", map[string]any{"name": name, "purpose": "Shows crossings on a big screen."}).Want(t, 201, &made)
	_, err := p.App.Store.WriterPool().ExecContext(t.Context(), `INSERT INTO token_advice (token_id, app_id, scopes, networks, risk, calls, computed_at)
		VALUES (?, ?, '["museum:write"]', '[]', 3, 7, 1)`, made.Token.ID, made.App.ID)
	require.NoError(t, err)
	return made.Token.ID
}

type shown struct {
	Items []struct {
		Token, Name, App, AppName string
		Campaign                  *struct{ ID, Words string }
		Keep                      *struct{ Reason string }
	}
}

func TestACampaignReachesOwnersThroughTheAPIAndEachSeesTheirOwnTokensOnly(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	guard := p.Operator(t, admin, "guard@example.com", rbac.SecurityAdmin)
	auditor := p.Operator(t, admin, "auditor@example.com", rbac.Auditor)
	ada, bob := p.Developer(t, "ada@example.com"), p.Developer(t, "bob@example.com")
	require.NoError(t, p.App.Campaigns.Look(t.Context()))
	mine, other := wide(t, p, ada, "=SUM(A1)"), wide(t, p, bob, "Zanzibar")

	start := map[string]any{"name": "Clean-up", "words": "Please look.", "filter": map[string]any{}}
	ada.Do(t, "POST", "/campaigns", start).Want(t, 403, nil)
	auditor.Do(t, "POST", "/campaigns", start).Want(t, 403, nil)
	require.Equal(t, "step_up_required", guard.Do(t, "POST", "/campaigns", start).Code())
	var preview struct{ Tokens, Owners int64 }
	guard.Do(t, "POST", "/campaigns/previews", map[string]any{"filter": map[string]any{"risk": "high"}}).Want(t, 200, &preview)
	require.EqualValues(t, 2, preview.Owners)
	guard.StepUp(t)
	var made struct{ ID string }
	guard.Do(t, "POST", "/campaigns", start).Want(t, 201, &made)
	require.Equal(t, "campaigns.nobody", guard.Do(t, "POST", "/campaigns", start).Code())
	require.NoError(t, p.App.Campaigns.Tell(t.Context()))
	letter, _ := p.MailTo(t, "ada@example.com")
	require.Contains(t, letter.Subject, "1 token of yours could be narrower")
	require.Contains(t, letter.Text, "Please look.")
	require.Contains(t, letter.Text, "museum:write")
	require.Contains(t, letter.Text, p.URL+"/tokens/"+mine)
	require.NotContains(t, letter.Text, "Zanzibar")

	var asks shown
	ada.Do(t, "GET", "/token-asks", nil).Want(t, 200, &asks)
	require.Len(t, asks.Items, 1)
	require.Equal(t, mine, asks.Items[0].Token)
	require.Equal(t, "Please look.", asks.Items[0].Campaign.Words)
	var list struct {
		Items []struct {
			Point  string
			Tokens []struct{ ID string }
		}
	}
	ada.Do(t, "GET", "/apps/"+asks.Items[0].App+"/checklist", nil).Want(t, 200, &list)
	for _, item := range list.Items {
		if item.Point == "asked" {
			require.Equal(t, mine, item.Tokens[0].ID)
		}
	}
	ada.Do(t, "GET", "/tokens/"+other+"/ask", nil).Want(t, 404, nil)
	ada.Do(t, "POST", "/tokens/"+other+"/keep", map[string]any{"reason": "Not mine."}).Want(t, 404, nil)
	guard.Do(t, "POST", "/tokens/"+other+"/keep", map[string]any{"reason": "Not mine."}).Want(t, 404, nil)
	ada.Do(t, "POST", "/tokens/"+mine+"/keep", map[string]any{"reason": "+1 a year"}).Want(t, 200, nil)
	asks = shown{}
	ada.Do(t, "GET", "/token-asks", nil).Want(t, 200, &asks)
	require.Empty(t, asks.Items)

	ada.Do(t, "GET", "/least-privilege/tokens", nil).Want(t, 403, nil)
	var kept shown
	auditor.Do(t, "GET", "/least-privilege/tokens?state=kept", nil).Want(t, 200, &kept)
	require.Equal(t, "+1 a year", kept.Items[0].Keep.Reason)
	lines, err := csv.NewReader(strings.NewReader(string(auditor.Do(t, "GET", "/least-privilege/tokens.csv", nil).Body))).ReadAll()
	require.NoError(t, err)
	require.Len(t, lines, 3)
	require.Contains(t, lines[1:][0][4]+lines[2][4], "'=SUM(A1)")

	var one struct {
		Tokens, Told, Kept, Waiting int64
		EndedAt                     *string
	}
	auditor.Do(t, "GET", "/campaigns/"+made.ID, nil).Want(t, 200, &one)
	require.Equal(t, []int64{2, 2, 1, 1}, []int64{one.Tokens, one.Told, one.Kept, one.Waiting})
	auditor.Do(t, "POST", "/campaigns/"+made.ID+"/end", nil).Want(t, 403, nil)
	guard.Do(t, "POST", "/campaigns/"+made.ID+"/end", nil).Want(t, 200, &one)
	require.NotNil(t, one.EndedAt)
	require.Equal(t, "campaigns.over", guard.Do(t, "POST", "/campaigns/"+made.ID+"/end", nil).Code())
	guard.Do(t, "GET", "/campaigns/"+made.ID+"/tokens?outcome=odd", nil).Want(t, 422, nil)
}
