package apitest

import (
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/web"
)

// audited answers the length of the audit log before a request that may change something.
func (p *Portal) audited(t *testing.T, method string) int64 {
	t.Helper()
	if method == http.MethodGet {
		return 0
	}
	n, err := p.App.Audit.Count(t.Context())
	require.NoError(t, err)
	return n
}

// checkAudit fails the test when a change succeeded and the audit log did not grow, unless its route says why it leaves
// no entry.
func (p *Portal) checkAudit(t *testing.T, method, target string, answer Answer, before int64) {
	t.Helper()
	if method == http.MethodGet || answer.Status >= 300 || answer.Header.Get(web.HeaderReplayed) != "" {
		return
	}
	path, _, _ := strings.Cut(target, "?")
	for _, r := range p.App.Routes() {
		if r.Method == method && matches(r.Path, path) {
			if r.Unaudited == "" {
				require.Greater(t, p.audited(t, method), before, "%s %s left no audit entry", method, r.Path)
			}
			return
		}
	}
}
