package scan

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

func TestAskingTooOftenWaitsAndGoesOn(t *testing.T) {
	asked := 0
	portal := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if asked++; asked == 2 {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			_, _ = w.Write([]byte(`{"detail":"Too often."}`))
			return
		}
		_, _ = w.Write([]byte(`{"outcome":"over"}`))
	}))
	defer portal.Close()
	s := &Scan{Finder: NewFinder("gth"), Stdin: strings.NewReader(token(t, secret.Live).Full + " " + token(t, secret.Test).Full)}
	require.NoError(t, s.Path(t.Context(), "-"))
	answers, err := Ask(t.Context(), http.DefaultClient, portal.URL, s.Findings(), false)
	require.NoError(t, err)
	require.Len(t, answers, 2)
	require.Equal(t, 3, asked)
}
