package scan

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/secret"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
}

func places(s *Scan, under string) []string {
	out := []string{}
	for _, f := range s.Findings() {
		out = append(out, strings.TrimPrefix(f.place(), under+"/"))
	}
	return out
}

func TestADirectoryIsReadToItsGround(t *testing.T) {
	dir := t.TempDir()
	made := token(t, secret.Live).Full
	write(t, dir+"/a/b/.env", "X=1\nTOKEN="+made+"\n")
	write(t, dir+"/.git/config", made)
	write(t, dir+"/image.bin", "\x00\x01"+made+"\x00")
	write(t, dir+"/large.log", strings.Repeat("x", 1000)+made)
	write(t, dir+"/example.md", token(t, secret.Test).Full)
	require.NoError(t, os.Symlink(dir+"/a", dir+"/loop"))
	ignored := find(t, read(t, dir+"/example.md"))[0].ID
	var skipped []string
	s := &Scan{Finder: NewFinder("gth"), Ignore: []string{ignored}, BytesMax: 500, Skipped: func(path string, err error) {
		require.Error(t, err)
		skipped = append(skipped, filepath.Base(path))
	}}
	require.NoError(t, s.Path(t.Context(), dir))
	require.Equal(t, []string{"a/b/.env:2:7", "image.bin:1:3"}, places(s, filepath.ToSlash(dir)))
	require.Equal(t, []string{"large.log"}, skipped)
	require.Error(t, s.Path(t.Context(), dir+"/missing"))
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path) // #nosec G304 -- a file of this test
	require.NoError(t, err)
	return string(text)
}

func TestStandardInputIsRead(t *testing.T) {
	s := &Scan{Finder: NewFinder("gth"), Stdin: strings.NewReader("a\n" + token(t, secret.Live).Full)}
	require.NoError(t, s.Path(t.Context(), "-"))
	require.Equal(t, []string{"-:2:1"}, places(s, ""))
}

func TestAHistoryKeepsWhatWasTakenOut(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir := t.TempDir()
	git := func(args ...string) string {
		cmd := exec.CommandContext(t.Context(), "git", append([]string{"-C", dir, "-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "commit.gpgSign=false"}, args...)...) // #nosec G204 -- a command of this test
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", out)
		return strings.TrimSpace(string(out))
	}
	git("init", "-q", "-b", "main")
	gone, amended, message, merged := token(t, secret.Live), token(t, secret.Test), token(t, secret.Operator), token(t, secret.ClientSecret)
	write(t, dir+"/ä \"quoted\".txt", "one\n+++ b/trick\n@@ -1 +1 @@\n"+gone.Full+"\n")
	git("add", "-A")
	git("commit", "-q", "-m", "first")
	first := git("rev-parse", "HEAD")
	write(t, dir+"/ä \"quoted\".txt", "one\n")
	git("commit", "-q", "-a", "-m", "Take it out: "+message.Full)
	write(t, dir+"/b.txt", amended.Full)
	git("add", "-A")
	git("commit", "-q", "-m", "oops")
	git("reset", "-q", "--hard", "HEAD~1")
	git("checkout", "-q", "-b", "side")
	write(t, dir+"/c.bin", "\x00"+merged.Full)
	git("add", "-A")
	git("commit", "-q", "-m", "side")
	git("checkout", "-q", "main")
	git("merge", "-q", "--no-ff", "-m", "merge", "side")

	s := &Scan{Finder: NewFinder("gth")}
	require.NoError(t, s.History(t.Context(), dir))
	at := map[string][]Finding{}
	for _, f := range s.Findings() {
		require.NotEmpty(t, f.CommittedAt)
		at[f.ID] = append(at[f.ID], f)
	}
	require.Len(t, at, 4)
	require.Equal(t, "ä \"quoted\".txt", at[gone.ID][0].Path)
	require.Equal(t, 4, at[gone.ID][0].Line)
	require.Equal(t, first, at[gone.ID][0].Commit)
	require.Len(t, at[gone.ID], 1)
	require.Equal(t, "b.txt", at[amended.ID][0].Path)
	require.Contains(t, at[message.ID][0].place(), "message of commit")
	require.Equal(t, "c.bin", at[merged.ID][0].Path)

	require.ErrorContains(t, s.History(t.Context(), t.TempDir()), "not a git repository")
}

func TestARepositoryStartsNothing(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed")
	}
	dir, trap := t.TempDir(), filepath.Join(t.TempDir(), "sprung")
	run := func(args ...string) {
		out, err := exec.CommandContext(t.Context(), "git", append([]string{"-C", dir}, args...)...).CombinedOutput() // #nosec G204 -- a command of this test
		require.NoError(t, err, "%s", out)
	}
	run("init", "-q")
	write(t, dir+"/a.txt", "a\n")
	write(t, dir+"/.gitattributes", "*.txt diff=trap filter=trap\n")
	for _, name := range []string{"core.pager", "core.fsmonitor", "diff.external", "diff.trap.command", "diff.trap.textconv", "gpg.program", "core.sshCommand", "alias.log"} {
		command := "touch " + trap
		if name == "alias.log" {
			command = "!" + command
		}
		run("config", name, command)
	}
	run("config", "log.showSignature", "true")
	run("-c", "core.fsmonitor=false", "add", "-A")
	run("-c", "core.fsmonitor=false", "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "a")
	require.NoError(t, os.RemoveAll(trap))
	require.NoError(t, (&Scan{Finder: NewFinder("gth")}).History(t.Context(), dir))
	_, err := os.Stat(trap)
	require.True(t, errors.Is(err, os.ErrNotExist), "the repository started something")
}

func TestNoReportHoldsASecret(t *testing.T) {
	made := token(t, secret.Live)
	s := &Scan{Finder: NewFinder("gth"), Stdin: strings.NewReader(made.Full)}
	require.NoError(t, s.Path(t.Context(), "-"))
	findings := append(s.Findings(), Finding{Match: s.Findings()[0].Match, Path: "a b/ü.env", Commit: strings.Repeat("a", 40), CommittedAt: "2026-01-01T00:00:00Z"})
	var text, sarif, list bytes.Buffer
	require.NoError(t, WriteText(&text, findings))
	require.NoError(t, WriteSARIF(&sarif, "1.0", findings))
	require.NoError(t, WriteJSON(&list, findings))
	for _, report := range []string{text.String(), sarif.String(), list.String()} {
		require.NotContains(t, report, made.Full[30:])
		require.NotContains(t, report, secret.ProofOf(made.Full).String())
		require.Contains(t, report, made.Hint())
	}
	var log struct {
		Version string
		Runs    []struct {
			Results []struct {
				RuleID    string
				RuleIndex int
				Locations []struct {
					PhysicalLocation struct{ ArtifactLocation struct{ URI string } }
				}
			}
			Tool struct {
				Driver struct{ Rules []struct{ ID string } }
			}
		}
	}
	require.NoError(t, json.Unmarshal(sarif.Bytes(), &log))
	require.Equal(t, "2.1.0", log.Version)
	result := log.Runs[0].Results[1]
	require.Equal(t, "a%20b/%C3%BC.env", result.Locations[0].PhysicalLocation.ArtifactLocation.URI)
	require.Equal(t, result.RuleID, log.Runs[0].Tool.Driver.Rules[result.RuleIndex].ID)
	var empty bytes.Buffer
	require.NoError(t, WriteText(&empty, nil))
	require.Empty(t, empty.String())
}
