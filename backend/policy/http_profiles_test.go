package policy_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestAProfileIsSwitchedByWhoeverSetsPolicyWithAFreshPasskey(t *testing.T) {
	p := apitest.New(t)
	admin := p.Admin(t)
	guard, dev := p.Operator(t, admin, "guard@example.com", rbac.SecurityAdmin), p.Developer(t, "ada@example.com")
	on, whichever := map[string]any{"on": true}, map[string]string{"If-Match": "*"}
	dev.Do(t, http.MethodGet, "/policy-profiles", nil).Want(t, 403, nil)
	dev.Send(t, http.MethodPut, "/policy-profiles/pci", on, whichever).Want(t, 403, nil)

	var listed struct {
		Items []struct {
			ID      string
			On      bool
			By      string
			Rules   map[string]any
			Demands []struct {
				Rule string
				Met  bool
			}
		}
		Version int64
	}
	guard.Do(t, http.MethodGet, "/policy-profiles", nil).Want(t, 200, &listed)
	require.Len(t, listed.Items, 3)
	require.EqualValues(t, 90, listed.Items[0].Rules["rotationBlockDays"])

	guard.StepUp(t)
	guard.Send(t, http.MethodPut, "/policy-profiles/sox", on, whichever).Want(t, 404, nil)
	guard.Send(t, http.MethodPut, "/policy-profiles/pci", on, nil).Want(t, 428, nil)
	guard.Send(t, http.MethodPut, "/policy-profiles/pci?apply=report&from=2099-01-01T00:00:00Z", on, whichever).Want(t, 422, nil)
	guard.Send(t, http.MethodPut, "/policy-profiles/pci", on, whichever).Want(t, 200, &listed)
	require.True(t, listed.Items[0].On)
	for _, profile := range listed.Items[:2] {
		for _, d := range profile.Demands {
			require.True(t, d.Met, "%s: the stricter profile meets what HIPAA asks: %s", profile.ID, d.Rule)
		}
	}
	require.NotContains(t, listed.Items[0].By, "u:", "people are named")
	guard.Send(t, http.MethodPut, "/policy-profiles/pci", on, whichever).Want(t, 409, nil)
	guard.Send(t, http.MethodPut, "/policy-profiles/pci", map[string]any{"on": false}, whichever).Want(t, 422, nil)
	guard.Send(t, http.MethodPut, "/policy-profiles/pci", map[string]any{"on": false, "reason": "The shop moved."}, whichever).Want(t, 200, &listed)
	require.False(t, listed.Items[0].On)
}
