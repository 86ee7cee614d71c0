package enforce

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret/secrettest"
)

func TestThePlainListenerRefusesTokensAndReportsTheGoodOnes(t *testing.T) {
	w := newWorld(t)
	g := openGate(t, w, nil)
	broken := secrettest.Mistyped(w.full)
	for _, c := range []struct {
		name, value, peer string
		reported          bool
	}{
		{"Authorization", "Bearer " + w.full, "203.0.113.9:1", true},
		{"Authorization", "bearer " + w.full, "[2001:db8::1]:1", true},
		{"X-API-Key", w.full, "203.0.113.9:1", true},
		{"X-API-Key", broken, "203.0.113.9:1", false},
		{"Authorization", "Basic " + w.full, "203.0.113.9:1", false},
		{"Authorization", "Bearer " + w.full, "127.0.0.1:1", false},
		{"", "", "203.0.113.9:1", false},
	} {
		request := httptest.NewRequest(http.MethodPost, "http://gateway.example/museum/tickets", nil)
		request.RemoteAddr = c.peer
		if c.name != "" {
			request.Header.Set(c.name, c.value)
		}
		answer := httptest.NewRecorder()
		g.RefusePlain(answer, request)
		require.Equal(t, 403, answer.Code)
		require.Equal(t, "application/problem+json", answer.Header().Get("Content-Type"))
		code, _ := problemCode(t, answer.Body.String())
		require.Equal(t, "tls_required", code)
		if !c.reported {
			require.Empty(t, g.reports, c)
			continue
		}
		seen := <-g.reports
		require.Equal(t, w.token.ID, seen.token)
		require.Equal(t, exposure, seen.what)
	}
	require.Empty(t, g.events, "nothing was served")
}
