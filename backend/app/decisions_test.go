package app_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// refused calls with a token until a code comes, and answers the page that mends it.
func (j *journey) refused(t *testing.T, token, want string) (label, link string) {
	t.Helper()
	var answer map[string]any
	for range 3 {
		_, code, got := j.call(t, "GET", j.Gateway+"/ferries/crossings", token, nil)
		if answer = got; code == want {
			break
		}
	}
	require.Equal(t, want, answer["code"])
	var decision struct{ Fix struct{ Label, Link string } }
	j.dev.Do(t, "GET", fmt.Sprint("/decisions/", answer["decisionId"]), nil).Want(t, 200, &decision)
	return decision.Fix.Label, decision.Fix.Link
}

func TestAnotherPlanIsOfferedOnlyWhereThereIsOne(t *testing.T) {
	j := begin(t)
	var plans struct{ Items []struct{ ID, Name string } }
	j.admin.Do(t, "GET", "/apis/ferries/plans", nil).Want(t, 200, &plans)
	narrow := map[string]any{
		"name": "Free", "approval": "automatic", "environments": []string{"sandbox"},
		"limits": []any{map[string]any{"name": "day", "requests": 1, "windowSeconds": 86400}},
	}
	for _, plan := range plans.Items {
		if plan.Name == "Free" {
			j.admin.Send(t, "PATCH", "/apis/ferries/plans/"+plan.ID, narrow, map[string]string{"If-Match": "*"}).Want(t, 200, nil)
		}
	}

	label, _ := j.refused(t, j.sandbox, "rate_limited")
	require.Empty(t, label, "the plan for live is none that it could ask for")
	narrow["name"] = "Wide"
	j.admin.Do(t, "POST", "/apis/ferries/plans", narrow).Want(t, 201, nil)
	label, link := j.refused(t, j.sandbox, "rate_limited")
	require.Equal(t, "Ask for another plan", label)
	require.Equal(t, "/requests/new?api=ferries&app="+j.app+"&environment=sandbox", link)
}

func TestACallWithoutAGrantLeadsToTheFormWithWhatItNeeds(t *testing.T) {
	j := begin(t)
	j.live(t)
	_, booking := j.try(t, j.dev, "listCrossings", "live")
	var grants struct {
		Items []struct{ ID, Environment string }
	}
	j.dev.Do(t, "GET", "/apps/"+j.app+"/grants", nil).Want(t, 200, &grants)
	for _, grant := range grants.Items {
		if grant.Environment == "live" {
			j.admin.StepUp(t)
			j.admin.Do(t, "POST", "/grants/"+grant.ID+"/end", map[string]any{"reason": "It is over."}).Want(t, 200, nil)
		}
	}

	status, code, answer := j.console(t, "GET", booking)

	require.Equal(t, 403, status)
	require.Equal(t, "grant_missing", code)
	var decision struct{ Fix struct{ Link string } }
	j.dev.Do(t, "GET", fmt.Sprint("/decisions/", answer["decisionId"]), nil).Want(t, 200, &decision)
	require.Equal(t, "/requests/new?api=ferries&app="+j.app+"&environment=live&operation=listCrossings&scopes=ferries%3Acrossings%3Aread", decision.Fix.Link)
}
