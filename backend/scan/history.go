package scan

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// ErrNoGit says that there is no program git, which reads histories.
var ErrNoGit = errors.New("reading a history needs the program git, which is not installed")

// quietly keeps git from starting anything that the repository names, such as filters, pagers, hooks and signature checks,
// and from the network: what is scanned is not trusted.
var quietly = []string{
	"--no-pager", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=" + os.DevNull, "-c", "core.quotePath=true", "-c", "log.showSignature=false",
	"-c", "protocol.allow=never", "-c", "diff.external=", "-c", "core.attributesFile=" + os.DevNull,
}

// History scans everything that any commit of a repository added: of all branches, tags, stashes and of the reflog, which
// still holds what a rewritten history left out. A token that a file has held through many commits is found once, where it
// came. It returns ErrNoGit, and git's own words when directory is no repository.
func (s *Scan) History(ctx context.Context, directory string) error {
	program, err := exec.LookPath("git")
	if err != nil {
		return ErrNoGit
	}
	mark := "commit-" + rand.Text()
	args := append([]string{"-C", directory}, quietly...)
	args = append(args, "log", "--all", "--reflog", "-p", "-U0", "-a", "-m", "--root", "--full-history", "--no-ext-diff", "--no-textconv", "--no-color",
		"--no-renames", "-O"+os.DevNull, "--src-prefix=a/", "--dst-prefix=b/", "--submodule=short", "--format="+mark+" %H %cI%n%B%n"+mark)
	git := exec.CommandContext(ctx, program, args...) // #nosec G204 -- the program is git, and directory no option
	git.Env = append(os.Environ(), "GIT_CONFIG_NOSYSTEM=1", "GIT_TERMINAL_PROMPT=0", "GIT_NO_LAZY_FETCH=1", "GIT_OPTIONAL_LOCKS=0")
	var complaint bytes.Buffer
	git.Stderr = &complaint
	out, err := git.StdoutPipe()
	if err != nil {
		return err
	}
	if err := git.Start(); err != nil {
		return fmt.Errorf("start git: %w", err)
	}
	h := history{scan: s, mark: mark, repository: directory}
	readErr := h.read(out)
	if readErr != nil {
		_ = git.Process.Kill()
	}
	if err := git.Wait(); err != nil && readErr == nil {
		return fmt.Errorf("git could not read the history of %s: %s", directory, strings.TrimSpace(complaint.String()))
	}
	return readErr
}

// history reads what git log prints.
type history struct {
	scan       *Scan
	mark       string
	repository string

	commit, when string
	path         string
	message      bool
	line         int // of the next line that is added
	added, gone  int // lines that the hunk still has
}

func (h *history) read(r io.Reader) error {
	reader := bufio.NewReaderSize(r, bufferBytes)
	for {
		text, err := reader.ReadBytes('\n')
		if len(text) > 0 {
			h.take(bytes.TrimSuffix(text, []byte("\n")))
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the history: %w", err)
		}
	}
}

// take reads one line. Inside a hunk, lines are counted, so that no content is taken for a heading.
func (h *history) take(text []byte) {
	switch {
	case h.added+h.gone > 0:
		h.content(text)
	case bytes.HasPrefix(text, []byte(h.mark)):
		fields := strings.Fields(string(text))
		if h.message = len(fields) == 3; h.message {
			h.commit, h.when, h.path, h.line = fields[1], fields[2], "", 1
		}
	case h.message:
		h.find(text)
		h.line++
	case bytes.HasPrefix(text, []byte("+++ ")):
		h.path = pathOf(string(text[4:]))
	case bytes.HasPrefix(text, []byte("@@")):
		h.hunk(string(text))
	}
}

func (h *history) content(text []byte) {
	switch {
	case bytes.HasPrefix(text, []byte("+")):
		h.added--
		h.find(text[1:])
		h.line++
	case bytes.HasPrefix(text, []byte("-")):
		h.gone--
	}
}

func (h *history) find(text []byte) {
	h.scan.Finder.line(text, func(m Match) {
		m.Line = h.line
		h.scan.add(Finding{Match: m, Path: h.path, Commit: h.commit, CommittedAt: h.when, Repository: h.repository})
	})
}

// hunk reads "@@ -12,3 +40,2 @@"; a merge has one "-" for each parent, but -m shows merges parent by parent.
func (h *history) hunk(text string) {
	for _, field := range strings.Fields(text)[1:] {
		if field == "@@" {
			return
		}
		from, count, many := strings.Cut(field[1:], ",")
		lines := 1
		if many {
			lines, _ = strconv.Atoi(count)
		}
		switch field[0] {
		case '-':
			h.gone = lines
		case '+':
			h.added = lines
			h.line, _ = strconv.Atoi(from)
		}
	}
}

// pathOf reads what follows "+++ ": b/path, or the same in quotes with escapes, or /dev/null.
func pathOf(text string) string {
	text = strings.TrimSuffix(text, "\t")
	if strings.HasPrefix(text, `"`) {
		if plain, err := strconv.Unquote(text); err == nil {
			text = plain
		}
	}
	return strings.TrimPrefix(text, "b/")
}
