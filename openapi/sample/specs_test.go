package sample_test

import (
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/sample"
)

// envAll makes the test look at every operation of every document, and not at a few of each.
const envAll = "GATEHOUSE_ALL"

// kept are what realOperations found, because reading the documents takes longer than all that is done with them.
var kept []sample.Chunk

// realOperations takes operations out of every real document, spread over it.
func realOperations(t *testing.T, of int) (chunks []sample.Chunk) {
	t.Helper()
	if kept != nil {
		return kept
	}
	dir := os.Getenv("GATEHOUSE_SPECS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "specs")
	}
	paths, err := filepath.Glob(filepath.Join(dir, "*.*"))
	require.NoError(t, err)
	for _, path := range paths {
		if ext := filepath.Ext(path); ext != ".json" && ext != ".yaml" {
			continue
		}
		data, err := os.ReadFile(path)
		require.NoError(t, err)
		name := filepath.Base(path)
		b, err := document.Import(t.Context(), document.Source{Name: name, Files: map[string][]byte{name: data}}, document.Limits{})
		require.NoError(t, err)
		step := max(1, len(b.Operations())/of)
		if os.Getenv(envAll) != "" {
			step = 1
		}
		for i := 0; i < len(b.Operations()); i += step {
			chunks = append(chunks, b.OperationChunk(b.Operations()[i].ID))
		}
	}
	if len(chunks) == 0 {
		t.Skip("the real documents are not here: set GATEHOUSE_SPECS to their directory")
	}
	kept = chunks
	return chunks
}

// batches hold the commands that read many files without running them, by language. %d is the number of the sample.
var batches = map[string]struct {
	file    string
	command []string
}{
	"curl":       {"s%d.sh", []string{"bash", "-c", `for f in "$@"; do bash -n "$f" || exit 1; done`, "check"}},
	"javascript": {"s%d.mjs", []string{"node", "--no-warnings", "--experimental-vm-modules", "-e", readModules, "--"}},
	"node":       {"s%d.mjs", []string{"node", "--no-warnings", "--experimental-vm-modules", "-e", readModules, "--"}},
	"python":     {"s%d.py", []string{"python3", "-c", "import ast, sys\nfor name in sys.argv[1:]: ast.parse(open(name, encoding='utf-8').read(), name)"}},
	"java":       {"S%d.java", []string{"javac", "-proc:none"}},
	"php":        {"s%d.php", []string{"php", "-l"}},
	"ruby":       {"s%d.rb", []string{"ruby", "-c"}},
	"rust":       {"s%d.rs", []string{"rustfmt", "--edition", "2021", "--emit", "stdout"}},
}

// readModules parses each file as a module; nothing is linked or run.
const readModules = `const {SourceTextModule} = require("vm"), {readFileSync} = require("fs");
for (const name of process.argv.slice(1)) new SourceTextModule(readFileSync(name, "utf8"), {identifier: name});`

func TestSamplesOfRealOperationsAreSyntacticallyCorrect(t *testing.T) {
	chunks := realOperations(t, 6)
	for _, l := range sample.Languages() {
		t.Run(l.ID, func(t *testing.T) {
			batch, known := batches[l.ID]
			if !known && l.ID != "go" {
				t.Skip("no tool is known that checks the syntax of " + l.Label)
			}
			dir, paths := t.TempDir(), []string{}
			for i, chunk := range chunks {
				code, err := sample.Render(l.ID, chunk, "https://api.example.com")
				require.NoError(t, err)
				if l.ID == "go" {
					formatted, err := format.Source([]byte(code))
					require.NoError(t, err, code)
					require.Equal(t, string(formatted), code)
					continue
				}
				number := strconv.Itoa(i)
				code = strings.Replace(code, "class Sample", "class S"+number, 1)
				paths = append(paths, filepath.Join(dir, strings.Replace(batch.file, "%d", number, 1)))
				require.NoError(t, os.WriteFile(paths[len(paths)-1], []byte(code), 0o600))
			}
			readBatch(t, batch.command, paths)
			t.Logf("%d samples", len(chunks))
		})
	}
}

func readBatch(t *testing.T, command, paths []string) {
	t.Helper()
	if len(paths) == 0 {
		return
	}
	if _, err := exec.LookPath(command[0]); err != nil {
		t.Skip(command[0] + " is not installed")
	}
	one := command[0] == "php" || command[0] == "ruby" // these read one file at a time
	for len(paths) > 0 {
		n := min(len(paths), 500)
		if one {
			n = 1
		}
		arguments := append(append([]string(nil), command[1:]...), paths[:n]...)
		out, err := exec.CommandContext(t.Context(), command[0], arguments...).CombinedOutput()
		require.NoError(t, err, "%.2000s", out)
		paths = paths[n:]
	}
}

// TestNoSampleHoldsAToken looks for what a token looks like: nothing but the name of the variable may stand there.
func TestNoSampleHoldsAToken(t *testing.T) {
	for _, chunk := range realOperations(t, 6) {
		all, err := sample.All(chunk, "https://api.example.com")
		require.NoError(t, err)
		for _, code := range all {
			require.NotRegexp(t, `(?i)bearer [a-z0-9._-]{8}|gth_(live|sandbox)_`, code)
		}
	}
}
