package app_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/fault"
	"github.com/gatehouse-dev/gatehouse/backend/web"
	"github.com/gatehouse-dev/gatehouse/embed"
)

// forOperators holds the codes, and by a dot at their end the rooms, that only those who run the portal meet. The guide
// doesn't list them; each has its page at /problems/{code}.
var forOperators = strings.Fields(`
	apps.own_app blocks. leaks. mails. operators. outbound.
	access.grant_stale access.no_own_limits access.own_grant access.own_request
	accounts.address_taken accounts.escalation accounts.last_admin accounts.not_found accounts.own_roles accounts.own_state
	accounts.setup_done accounts.setup_secret accounts.state
	campaigns.nobody campaigns.not_found campaigns.over campaigns.too_many
	catalog.breaking_changes catalog.built_in catalog.compared_with_other catalog.host_taken catalog.import_failed
	catalog.in_use catalog.label_taken catalog.no_address catalog.plan_name_taken catalog.scope_in_use
	catalog.scope_not_found catalog.slug_taken catalog.stale catalog.was_published catalog.wrong_state
	enforce.redis_refused
	guides.image_broken guides.image_size guides.image_type guides.images_full guides.revision_not_found guides.stale
	keys.not_found keys.too_early keys.wrong_state
	policy.level_unknown policy.nothing_planned policy.own_app policy.own_exception policy.stale
	policy.profile_set policy.profile_unknown
	terms.stale
	tokens.import_refused tokens.match_changed tokens.match_too_many tokens.revocation_not_found tokens.view_not_found
	tokens.views_too_many`)

var codeRow = regexp.MustCompile("(?m)^\\| `([a-z_.]+)` \\|")

func operatorsOnly(code string) bool {
	for _, known := range forOperators {
		if code == known || strings.HasSuffix(known, ".") && strings.HasPrefix(code, known) {
			return true
		}
	}
	return false
}

func TestTheGuideOfErrorsSaysWhatThePortalSays(t *testing.T) {
	text, err := fs.ReadFile(embed.Guides(), "errors.md")
	require.NoError(t, err)
	doors, portal, found := strings.Cut(string(text), "\n## In the portal and its API\n")
	require.True(t, found)
	for _, f := range fault.All() {
		if operatorsOnly(f.Code) || strings.Contains(doors, "| `"+f.Code+"` |") {
			continue
		}
		row := fmt.Sprintf("\n| `%s` | %d | %s | %s |\n", f.Code, web.Status(f.Kind), f.Message, f.Fix)
		require.True(t, strings.Contains(portal, row), "put this row into the guide, or the code into forOperators: %s", row)
	}
}

func TestTheGuideOfErrorsNamesNoCodeThatIsGone(t *testing.T) {
	text, err := fs.ReadFile(embed.Guides(), "errors.md")
	require.NoError(t, err)
	for _, row := range codeRow.FindAllStringSubmatch(string(text), -1) {
		_, declared := fault.ByCode(row[1])
		require.True(t, declared, row[1])
		require.Equal(t, 1, strings.Count(string(text), "\n"+row[0]), "%s has one row", row[1])
	}
}

func TestTheProblemPagesNameTheStatusThatTheGatewayAnswers(t *testing.T) {
	p := apitest.New(t)
	for code, status := range map[string]int{"upstream_timeout": 504, "request_timeout": 408, "method_not_allowed": 405, "apps.not_found": 404} {
		response, err := http.Get(p.URL + "/problems/" + code)
		require.NoError(t, err)
		var told struct{ Status int }
		require.NoError(t, json.NewDecoder(response.Body).Decode(&told))
		require.NoError(t, response.Body.Close())
		require.Equal(t, status, told.Status, code)
	}
}
