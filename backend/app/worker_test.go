package app_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// bomb is a small document within every limit whose pieces are large: each of many operations reaches all of the schemas.
func bomb() string {
	var b strings.Builder
	b.WriteString(`{"openapi":"3.1.0","info":{"title":"Bomb","version":"1"},"components":{"schemas":{`)
	for i := range 1500 {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `"S%d":{"type":"object","description":"%x","properties":{"a":{"$ref":"#/components/schemas/S%d"},"b":{"$ref":"#/components/schemas/S%d"}}}`,
			i, i*i*7919, (i+1)%1500, (i*31)%1500)
	}
	b.WriteString(`}},"paths":{`)
	for i := range 19_000 {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, `"/p%d":{"get":{"responses":{"200":{"description":"d","content":{"application/json":{"schema":{"$ref":"#/components/schemas/S%d"}}}}}}}`, i, i%1500)
	}
	b.WriteString("}}")
	return b.String()
}

func TestADocumentThatNeverEndsFailsAndTheServerAnswersMeanwhile(t *testing.T) {
	v := prepare(t)
	command := v.start(t)
	defer func() { _ = command.Process.Kill(); _ = command.Wait() }()
	status, made := v.do("POST", "/apis", map[string]any{"slug": "bomb", "name": "Bomb", "visibility": "public"})
	require.Equal(t, 201, status, "%v", made)
	status, made = v.do("POST", "/apis/bomb/versions", map[string]any{"label": "1", "text": bomb()})
	require.Equal(t, 202, status, "%v", made)
	var version map[string]any
	answers := 0
	over := func() bool {
		response, err := v.client.Get(v.url + "/readyz")
		require.NoError(t, err)
		_ = response.Body.Close()
		require.Equal(t, http.StatusOK, response.StatusCode)
		answers++
		_, version = v.do("GET", "/apis/bomb/versions/1", nil)
		return version["state"] != "importing"
	}
	// The worker's own deadline ends this; how fast it answers meanwhile is for the benchmarks to say.
	for !over() {
		require.Less(t, answers, 20_000, "the import never ended")
		<-time.After(20 * time.Millisecond)
	}
	require.Equal(t, "failed", version["state"], "%v", version)
	finding := version["findings"].([]any)[0].(map[string]any)
	require.Equal(t, "time", finding["rule"], "%v", finding)
	require.Greater(t, answers, 20)
	t.Logf("%d answers meanwhile", answers)
	status, made = v.do("POST", "/apis/bomb/versions", map[string]any{"label": "2", "text": "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n"})
	require.Equal(t, 202, status, "%v", made)
	for polls := 0; version["label"] != "2" || version["state"] == "importing"; polls++ {
		require.Less(t, polls, 20_000, "the next import never ended")
		<-time.After(20 * time.Millisecond)
		_, version = v.do("GET", "/apis/bomb/versions/2", nil)
	}
	require.Equal(t, "draft", version["state"], "the next document is read as ever")
	require.NoError(t, command.Process.Signal(syscall.SIGTERM))
}

func TestTheImportWorkerIsNoCommandForPeople(t *testing.T) {
	help := exec.Command(os.Args[0], "--help")
	help.Env = []string{envServe + "=1"}
	out, err := help.CombinedOutput()
	require.NoError(t, err, "%s", out)
	require.Contains(t, string(out), "serve")
	require.NotContains(t, string(out), "import-worker")
}
