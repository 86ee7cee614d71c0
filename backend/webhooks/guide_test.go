package webhooks_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/webhooks"
)

const (
	guideFile = "../../embed/guides/webhooks.md"
	portal    = "https://developers.example.com"
	eventsAt  = "don't know.\n\n"
)

var update = flag.Bool("update", false, "write the list of events into the guide")

// listed answers what the guide says of the events, from the types that make the payloads.
func listed(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("| event | when |\n| --- | --- |\n")
	for _, e := range webhooks.Events() {
		sentence := e.Sentence
		if e.Portal {
			sentence += " For webhooks of the whole portal."
		}
		fmt.Fprintf(&b, "| `%s` | %s |\n", e.Name, sentence)
	}
	b.WriteString("\nBodies by example:\n")
	for _, e := range webhooks.Events() {
		body, err := json.MarshalIndent(e.Example(portal), "", "  ")
		require.NoError(t, err)
		fmt.Fprintf(&b, "\n```json\n%s\n```\n", body)
	}
	return b.String()
}

func TestTheGuideListsEveryEventWithItsBody(t *testing.T) {
	guide, err := os.ReadFile(guideFile)
	require.NoError(t, err)
	before, after, found := strings.Cut(string(guide), eventsAt)
	require.True(t, found)
	if *update {
		require.NoError(t, os.WriteFile(guideFile, []byte(before+eventsAt+listed(t)), 0o600))
		return
	}
	require.Equal(t, listed(t), after, "run go test ./backend/webhooks -run Guide -update")
}

var sample = regexp.MustCompile("(?s)```(js|py|go)\n(.*?)```")

func TestTheGuidesReceiversTakeWhatIsOursAndNothingElse(t *testing.T) {
	guide, err := os.ReadFile(guideFile)
	require.NoError(t, err)
	samples := sample.FindAllStringSubmatch(string(guide), -1)
	require.Len(t, samples, 3)
	w := begin(t)
	for _, found := range samples {
		t.Run(found[1], func(t *testing.T) {
			address := free(t)
			var made hook
			w.dev.Do(t, "POST", "/apps/"+w.app+"/webhooks", map[string]any{"url": "http://" + address, "events": []string{"token.created"}}).Want(t, 201, &made)
			receive(t, found[1], found[2], address, *made.Secret)
			var d delivery
			w.dev.Do(t, "POST", "/webhooks/"+made.Webhook.ID+"/test", nil).Want(t, 200, &d)
			require.Equal(t, "delivered", d.State, d.Problem)
			var next hook
			w.dev.Do(t, "POST", "/webhooks/"+made.Webhook.ID+"/rotate-secret", map[string]any{}).Want(t, 200, &next)
			w.dev.Do(t, "POST", "/webhooks/"+made.Webhook.ID+"/test", nil).Want(t, 200, &d)
			require.Equal(t, "delivered", d.State, "the old secret signs too")
			w.dev.Do(t, "POST", "/webhooks/"+made.Webhook.ID+"/rotate-secret", map[string]any{"overlapSeconds": 0}).Want(t, 200, &next)
			w.dev.Do(t, "POST", "/webhooks/"+made.Webhook.ID+"/test", nil).Want(t, 200, &d)
			require.EqualValues(t, 400, d.Status, "it knows another secret")
		})
	}
}

func free(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer ln.Close()
	return ln.Addr().String()
}

// receive runs a program of the guide at an address until the test ends.
func receive(t *testing.T, language, text, address, secret string) {
	t.Helper()
	dir := t.TempDir()
	_, port, err := net.SplitHostPort(address)
	require.NoError(t, err)
	file, run := map[string]string{"js": "receiver.mjs", "py": "receiver.py", "go": "receiver.go"}[language], map[string][]string{"js": {"node"}, "py": {"python3"}, "go": {"go", "build", "-o", "receiver"}}[language]
	path, err := exec.LookPath(run[0])
	if err != nil {
		t.Skipf("the guide's receiver needs %s", run[0])
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, file), []byte(strings.ReplaceAll(text, "8000", port)), 0o600))
	command := exec.CommandContext(t.Context(), path, append(run[1:], file)...)
	command.Dir = dir
	if language == "go" {
		out, err := command.CombinedOutput()
		require.NoError(t, err, "%s", out)
		command = exec.CommandContext(t.Context(), filepath.Join(dir, "receiver"))
		command.Dir = dir
	}
	command.Env = append(os.Environ(), "GATEHOUSE_WEBHOOK_SECRET="+secret)
	require.NoError(t, command.Start())
	t.Cleanup(func() {
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	require.Eventually(t, func() bool {
		r, err := http.Post("http://"+address, "application/json", strings.NewReader("{}"))
		if err != nil {
			return false
		}
		defer r.Body.Close()
		return r.StatusCode == 400 // it runs, and takes nothing that isn't signed
	}, time.Minute, 50*time.Millisecond)
}
