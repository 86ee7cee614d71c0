package oauth_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var sample = regexp.MustCompile("(?s)```(sh|js)\n(.*?)```")

// samples answers the commands and programs of the guide, aimed at a running portal.
func (w *world) samples(t *testing.T) []string {
	t.Helper()
	guide, err := os.ReadFile("../../embed/guides/oauth.md")
	require.NoError(t, err)
	aim := strings.NewReplacer("https://developers.example.com", w.URL, "https://gateway.example.com/harbour/vessels", w.Gateway+"/ferries/crossings",
		"https://gateway.example.com/harbour", w.Gateway+"/ferries", "harbour:vessels:read", readScope)
	var all []string
	for _, found := range sample.FindAllStringSubmatch(string(guide), -1) {
		all = append(all, aim.Replace(found[2]))
	}
	require.Len(t, all, 6)
	return all
}

func run(t *testing.T, dir string, env []string, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("the guide's samples need %s", name)
	}
	command := exec.CommandContext(t.Context(), path, args...)
	command.Dir, command.Env = dir, append(os.Environ(), env...)
	out, err := command.Output()
	require.NoError(t, err, "%s", out)
	return string(out)
}

func TestTheGuidesCommandsWork(t *testing.T) {
	w := begin(t)
	c, samples := w.register(t, nil), w.samples(t)
	env := []string{"GATEHOUSE_CLIENT_ID=" + c.Client.ID, "GATEHOUSE_CLIENT_SECRET=" + *c.Secret}
	shell := func(script string) string { return run(t, t.TempDir(), env, "sh", "-euc", script) }
	if _, err := exec.LookPath("curl"); err != nil {
		t.Skip("the guide's samples need curl")
	}
	var issued struct {
		Token string `json:"access_token"`
		Scope string
	}
	require.NoError(t, json.Unmarshal([]byte(shell(samples[0])), &issued))
	require.Equal(t, readScope, issued.Scope)
	env = append(env, "ACCESS_TOKEN="+issued.Token)
	require.Contains(t, shell(samples[1]), "c1")
	require.Contains(t, shell(samples[5]), `"active":true`)
	require.Contains(t, shell(samples[1]), "token_revoked", "the last command gave it back")
}

func TestTheGuidesProgramsWork(t *testing.T) {
	w := begin(t)
	samples, dir := w.samples(t), t.TempDir()
	for name, i := range map[string]int{"keys.mjs": 2, "token.mjs": 3} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(samples[i]), 0o600))
	}
	set := run(t, dir, nil, "node", "keys.mjs")
	c := w.register(t, map[string]any{"authMethod": "private_key_jwt", "keySet": json.RawMessage(set)})
	var issued struct {
		Token string `json:"access_token"`
	}
	require.NoError(t, json.Unmarshal([]byte(run(t, dir, []string{"GATEHOUSE_CLIENT_ID=" + c.Client.ID}, "node", "token.mjs")), &issued))
	status, code := w.call(t, "GET", issued.Token)
	require.Equal(t, 200, status, code)
}

func TestTheGuidesProgramProvesItsKey(t *testing.T) {
	w := begin(t)
	c, dir := w.register(t, nil), t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "bound.mjs"), []byte(w.samples(t)[4]), 0o600))
	for _, binding := range []string{"none", "dpop", "dpop_nonce"} {
		w.dev.Do(t, "PATCH", "/oauth-clients/"+c.Client.ID, map[string]any{"binding": binding}).Want(t, 200, nil)
		out := run(t, dir, []string{"GATEHOUSE_CLIENT_ID=" + c.Client.ID, "GATEHOUSE_CLIENT_SECRET=" + *c.Secret}, "node", "bound.mjs")
		require.Contains(t, out, "200 ", binding)
		require.Contains(t, out, "c1", binding)
	}
}
