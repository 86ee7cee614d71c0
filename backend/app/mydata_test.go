package app_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/mydata"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// TestAPersonGetsAllThatIsKeptOfThemAndNothingElse is IDN-10 and S-PRV-01.
func TestAPersonGetsAllThatIsKeptOfThemAndNothingElse(t *testing.T) {
	j := begin(t)
	_, secret := j.live(t)
	ada := j.Developer(t, "ada@example.com")
	ada.Do(t, "PATCH", "/me", map[string]any{"name": "Ada Canary"}).Want(t, 200, nil)
	require.Equal(t, "step_up_required", ada.Do(t, "POST", "/me/export", map[string]any{}).Want(t, 403, nil).Code())
	ada.StepUp(t)
	ada.Do(t, "POST", "/apps", map[string]any{"name": "Kiosk of Ada", "purpose": "Not the other's.", "contacts": []string{"canary@example.com"}}).Want(t, 201, nil)
	for range 230 { // more acts than one page of the log has
		ada.Do(t, "PATCH", "/me", map[string]any{"name": "Ada Canary"}).Want(t, 200, nil)
	}
	team(t, ada, "Harbour of Ada")
	ada.Do(t, "PUT", "/apis/ferries/follow", map[string]any{}).Want(t, 200, nil)
	j.dev.StepUp(t)

	keyed := ada.Send(t, "POST", "/me/export", map[string]any{}, map[string]string{"Idempotency-Key": "once"})
	require.Equal(t, "idempotency_key_invalid", keyed.Want(t, 400, nil).Code(), "an answer that is kept would outlive the account")
	answer := ada.Do(t, "POST", "/me/export", map[string]any{}).Want(t, 200, nil)
	text := string(answer.Body)
	var mine mydata.MyData
	require.NoError(t, json.Unmarshal(answer.Body, &mine))
	require.True(t, mine.Complete)
	require.Equal(t, "Ada Canary", mine.Account.Name)
	require.Len(t, mine.Passkeys, 1)
	require.Len(t, mine.Sessions, 1)
	require.Equal(t, "Harbour of Ada", mine.Teams[0].Name)
	require.Equal(t, []string{"canary@example.com"}, mine.Apps[0].Contacts)
	require.NotEmpty(t, mine.Tokens)
	require.NotEmpty(t, mine.Notices)
	require.NotEmpty(t, mine.Mails)
	require.NotEmpty(t, mine.Choices)
	require.Equal(t, []string{"ferries"}, mine.Followed)
	require.Greater(t, len(mine.Acts), 230)
	require.Equal(t, "people.export", mine.Acts[0].Action, "the export itself too")
	require.NotEmpty(t, mine.Acts[0].Network)
	for _, not := range []string{"dev@example.com", "Timetable", secret, "#token=", "gth_live_", "gth_test_"} {
		require.NotContains(t, text, not)
	}

	other := string(j.dev.Do(t, "POST", "/me/export", map[string]any{}).Want(t, 200, nil).Body)
	require.Contains(t, other, "We sell tickets at the quay.")
	require.NotContains(t, other, "Canary")
	require.NotContains(t, other, secret[len(secret)-20:])
	for range 10 {
		answer = ada.Do(t, "POST", "/me/export", map[string]any{})
	}
	require.Equal(t, 429, answer.Status)
	require.Equal(t, "person_required", j.machine(t).Do(t, "POST", "/me/export", map[string]any{}).Want(t, 403, nil).Code())
}

// machine answers a caller with an operator token.
func (j *journey) machine(t *testing.T) *apitest.Client {
	t.Helper()
	_, token, err := j.App.Operators.CreateLocally(t.Context(), "script", rbac.Auditor, time.Hour)
	require.NoError(t, err)
	return j.Machine(token)
}
