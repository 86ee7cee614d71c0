package enforce

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"gopkg.in/yaml.v3"

	"github.com/gatehouse-dev/gatehouse/embed"
)

var fenced = regexp.MustCompile("(?ms)^```([a-z]+)\n(.*?)^```$")

const sampleCall = "https://gateway.example.com/harbour/port/status"

// samples answers the blocks of the guide about keeping tokens in one language.
func samples(t *testing.T, language string) []string {
	t.Helper()
	text, err := fs.ReadFile(embed.Guides(), "keeping-tokens-safe.md")
	require.NoError(t, err)
	var found []string
	for _, block := range fenced.FindAllStringSubmatch(string(text), -1) {
		if block[1] == language {
			found = append(found, block[2])
		}
	}
	require.NotEmpty(t, found, language)
	return found
}

func TestTheGuidesProgramsCallWithTheTokenOfTheirEnvironment(t *testing.T) {
	w := newWorld(t)
	w.api.Upstreams[Live] = Upstream{Kind: "http", URL: startUpstream(t, echo)}
	g := openGate(t, w, nil)
	kept := filepath.Join(t.TempDir(), "token")
	require.NoError(t, os.WriteFile(kept, []byte(w.full+"\n"), 0o600))
	for _, one := range []struct{ language, file, command string }{
		{"sh", "status.sh", "sh -eu"}, {"go", "status.go", "go run"}, {"js", "status.mjs", "node"},
		{"python", "status.py", "python3"}, {"java", "Status.java", "java"},
	} {
		t.Run(one.language, func(t *testing.T) {
			command := strings.Fields(one.command)
			if _, err := exec.LookPath(command[0]); err != nil {
				t.Skip("needs " + command[0])
			}
			path := filepath.Join(t.TempDir(), one.file)
			for _, code := range samples(t, one.language) {
				if !strings.Contains(code, sampleCall) {
					continue
				}
				code = strings.ReplaceAll(code, sampleCall, "http://"+g.gatewayAddr+"/museum/tickets")
				require.NoError(t, os.WriteFile(path, []byte(code), 0o600))
				for _, variable := range []string{"GATEHOUSE_TOKEN=" + w.full, "GATEHOUSE_TOKEN_FILE=" + kept} {
					program := exec.CommandContext(t.Context(), command[0], append(command[1:], path)...)
					program.Env = append(os.Environ(), variable)
					out, err := program.CombinedOutput()
					require.NoError(t, err, "%s", out)
					require.Contains(t, string(out), `"URI":"/tickets"`)
					require.NotContains(t, string(out), w.full)
				}
			}
		})
	}
}

func TestTheGuidesManifestsAreYAML(t *testing.T) {
	for _, manifest := range samples(t, "yaml") {
		var read map[string]any
		require.NoError(t, yaml.Unmarshal([]byte(manifest), &read))
		require.Contains(t, manifest, "GATEHOUSE_TOKEN")
	}
}
