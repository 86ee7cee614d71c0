package app_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/rbac"
)

func TestAnImportedKeyOpensEveryDoorAtOnceAndEndsWithItsRotation(t *testing.T) {
	j := begin(t)
	j.live(t)
	security := j.Operator(t, j.admin, "security@example.com", rbac.SecurityAdmin)
	key := "acme-" + strings.Repeat("k7Qm2Zx9", 5)
	sum := sha256.Sum256([]byte(key))
	text := "sha256,alphabet,length,prefix,last4,app,name,environment,scopes\n" +
		fmt.Sprintf("%s,base62,%d,acme-,2Zx9,%s,Old screen,live,ferries:crossings:read\n", hex.EncodeToString(sum[:]), len(key), j.app)
	body := map[string]any{"text": text, "dryRun": true}
	require.Equal(t, 403, j.dev.Do(t, "POST", "/token-imports", body).Status)
	security.StepUp(t)
	security.Do(t, "POST", "/token-imports", body).Want(t, 200, nil)
	crossings := j.Gateway + "/ferries/crossings"
	status, code, _ := j.call(t, "GET", crossings, key, nil)
	require.Equal(t, 401, status)
	require.Equal(t, "token_malformed", code)

	body["dryRun"] = false
	security.Do(t, "POST", "/token-imports", body).Want(t, 200, nil)
	_, verifier, err := j.App.Operators.CreateLocally(t.Context(), "proxy", rbac.Verifier, time.Hour)
	require.NoError(t, err)
	status, _, _ = j.call(t, "GET", crossings, key, nil)
	require.Equal(t, 200, status)
	status, code, _ = j.call(t, "POST", crossings, key, nil)
	require.Equal(t, 403, status)
	require.Equal(t, "scope_missing", code)
	_, _, answer := j.call(t, "POST", j.Internal+"/v1/verify", verifier, map[string]any{"token": key, "api": "ferries", "method": "GET", "path": "/crossings"})
	require.Equal(t, true, answer["valid"], "%v", answer)
	status, _, _ = j.call(t, "GET", j.Internal+"/forward-auth/ferries", key, nil, "Gatehouse-Verifier", verifier,
		"X-Forwarded-Method", "GET", "X-Forwarded-Host", "api.example.com", "X-Forwarded-Uri", "/crossings", "X-Forwarded-Proto", "https")
	require.Equal(t, 200, status)

	var page struct {
		Items []struct {
			ID, Name, Hint string
			Imported       bool
		}
	}
	j.dev.Do(t, "GET", "/apps/"+j.app+"/tokens", nil).Want(t, 200, &page)
	require.Equal(t, "Old screen", page.Items[0].Name)
	require.True(t, page.Items[0].Imported)
	require.Equal(t, "acme-…2Zx9", page.Items[0].Hint)

	var renewed struct{ Secret string }
	j.dev.StepUp(t)
	j.dev.Do(t, "POST", "/tokens/"+page.Items[0].ID+"/rotate", map[string]any{"overlapSeconds": 0}).Want(t, 200, &renewed)
	status, code, _ = j.call(t, "GET", crossings, key, nil)
	require.Equal(t, 401, status)
	require.Equal(t, "token_rotated", code)
	status, _, _ = j.call(t, "GET", crossings, renewed.Secret, nil)
	require.Equal(t, 200, status)
	j.dev.Do(t, "POST", "/tokens/"+page.Items[0].ID+"/revoke", map[string]any{"reason": "Over."}).Want(t, 200, nil)
	status, _, _ = j.call(t, "GET", crossings, renewed.Secret, nil)
	require.Equal(t, 401, status)
}
