package sample_test

import (
	"encoding/json"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
	"github.com/gatehouse-dev/gatehouse/openapi/sample"
)

// hostile is a text that ends literals, comments and lines in one language or another.
const hostile = "a'b\"c\\d`e${f}#{g}$(h)\n\r\t\u0001\u2028 */ ?> \\u0041 \U0001F600 %s {0} \ufeff"

func operations(t testing.TB) map[string]sample.Chunk {
	t.Helper()
	text, err := json.Marshal(hostile)
	require.NoError(t, err)
	doc := `{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{
	 "/orders/{id}":{"put":{"operationId":"json","parameters":[{"name":"id","in":"path","required":true,"example":` + string(text) + `},
	    {"name":"q","in":"query","required":true,"example":` + string(text) + `},{"name":"X-A","in":"header","required":true,"example":` + string(text) + `}],
	    "requestBody":{"content":{"application/json":{"example":{"a":` + string(text) + `,"b":[1,true,null,{}],` + string(text) + `:-1.5e3}}}},"responses":{"200":{"description":"","content":{"application/json":{}}}}}},
	 "/form":{"post":{"operationId":"form","requestBody":{"content":{"application/x-www-form-urlencoded":{"schema":{"type":"object","properties":{"a":{"type":"string"}}}}}},"responses":{}}},
	 "/upload":{"post":{"operationId":"multipart","requestBody":{"content":{"multipart/form-data":{"schema":{"type":"object","properties":{"note":{"type":"string","example":` + string(text) + `},"file":{"type":"string","format":"binary"}}}}}},"responses":{}}},
	 "/text":{"post":{"operationId":"text","requestBody":{"content":{"text/plain":{"example":` + string(text) + `}}},"responses":{}}},
	 "/open":{"get":{"operationId":"open","security":[{}],"responses":{"204":{"description":""}}}}}}`
	b, err := document.Import(t.Context(), document.Source{Files: map[string][]byte{"openapi.json": []byte(doc)}}, document.Limits{})
	require.NoError(t, err)
	out := map[string]sample.Chunk{}
	for _, o := range b.Operations() {
		out[o.ID] = b.OperationChunk(o.ID)
	}
	return out
}

func TestEverySampleReadsTheTokenFromTheEnvironment(t *testing.T) {
	for id, chunk := range operations(t) {
		all, err := sample.All(chunk, "https://api.example.com/orders/")
		require.NoError(t, err)
		require.Len(t, all, len(sample.Languages()))
		for i, code := range all {
			language := sample.Languages()[i].ID
			one, err := sample.Render(language, chunk, "https://api.example.com/orders/")
			require.NoError(t, err)
			require.Equal(t, code, one)
			require.Contains(t, code, "https://api.example.com/orders/")
			require.Equal(t, id != "open", strings.Contains(code, sample.TokenVariable), "%s %s", language, id)
		}
	}
}

func TestRenderRefusesUnknownLanguagesAndBrokenChunks(t *testing.T) {
	_, err := sample.Render("cobol", sample.Chunk(`{}`), "https://example.com")
	require.ErrorContains(t, err, "cobol")
	_, err = sample.Render("curl", sample.Chunk(`{`), "https://example.com")
	require.Error(t, err)
}

// checkers hold the command that reads a file without running it, by language.
var checkers = map[string]struct {
	file    string
	command []string
}{
	"curl": {"sample.sh", []string{"bash", "-n", "FILE"}}, "javascript": {"sample.mjs", []string{"node", "--check", "FILE"}},
	"node": {"sample.mjs", []string{"node", "--check", "FILE"}}, "python": {"sample.py", []string{"python3", "-m", "py_compile", "FILE"}},
	"php":  {"sample.php", []string{"php", "-l", "FILE"}},
	"ruby": {"sample.rb", []string{"ruby", "-c", "FILE"}},
	"rust": {"sample.rs", []string{"rustfmt", "--emit", "stdout", "FILE"}},
}

func TestSamplesAreSyntacticallyCorrect(t *testing.T) {
	for id, chunk := range operations(t) {
		for _, l := range sample.Languages() {
			t.Run(id+"/"+l.ID, func(t *testing.T) {
				code, err := sample.Render(l.ID, chunk, "https://api.example.com")
				require.NoError(t, err)
				if l.ID == "java" {
					t.Skip("compiled together below, because the compiler starts slowly")
				}
				if l.ID == "go" {
					out, err := format.Source([]byte(code))
					require.NoError(t, err, code)
					require.Equal(t, string(out), code)
					return
				}
				parse(t, l.ID, code)
			})
		}
	}
}

func parse(t *testing.T, language, code string) {
	t.Helper()
	checker, known := checkers[language]
	if !known {
		t.Skip("no tool is known that checks the syntax of " + language)
	}
	if _, err := exec.LookPath(checker.command[0]); err != nil {
		t.Skip(checker.command[0] + " is not installed")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, checker.file)
	require.NoError(t, os.WriteFile(path, []byte(code), 0o600))
	arguments := make([]string, 0, len(checker.command))
	for _, a := range checker.command[1:] {
		arguments = append(arguments, strings.ReplaceAll(a, "FILE", path))
	}
	out, err := exec.CommandContext(t.Context(), checker.command[0], arguments...).CombinedOutput()
	require.NoError(t, err, "%s\n%s", out, code)
}

func TestJavaSamplesCompile(t *testing.T) {
	if _, err := exec.LookPath("javac"); err != nil {
		t.Skip("javac is not installed")
	}
	dir := t.TempDir()
	arguments := []string{"-proc:none", "-d", dir}
	for id, chunk := range operations(t) {
		code, err := sample.Render("java", chunk, "https://api.example.com")
		require.NoError(t, err)
		path := filepath.Join(dir, "Sample"+id+".java")
		require.NoError(t, os.WriteFile(path, []byte(strings.Replace(code, "class Sample", "class Sample"+id, 1)), 0o600))
		arguments = append(arguments, path)
	}
	out, err := exec.CommandContext(t.Context(), "javac", arguments...).CombinedOutput()
	require.NoError(t, err, "%s", out)
}

func TestCurlSendsTheHostileTextUnchanged(t *testing.T) {
	code, err := sample.Render("curl", operations(t)["text"], "https://api.example.com")
	require.NoError(t, err)
	script := "curl() { printf '%s' \"${@: -1}\"; }\n" + code
	out, err := exec.CommandContext(t.Context(), "bash", "-c", script).Output()
	require.NoError(t, err)
	require.Equal(t, hostile, string(out))
}

func TestPythonHoldsTheHostileTextUnchanged(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is not installed")
	}
	code, err := sample.Render("python", operations(t)["json"], "https://api.example.com")
	require.NoError(t, err)
	code = strings.Replace(code, "import requests", "import json\nclass requests:\n    def request(*a, **k):\n        print(json.dumps(k['json']['a']))\n        raise SystemExit", 1)
	cmd := exec.CommandContext(t.Context(), "python3", "-c", code)
	cmd.Env = append(os.Environ(), sample.TokenVariable+"=x")
	out, err := cmd.Output()
	require.NoError(t, err)
	var got string
	require.NoError(t, json.Unmarshal(out, &got))
	require.Equal(t, hostile, got)
}

func TestPythonShowsWhatARefusalSays(t *testing.T) {
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is not installed")
	}
	code, err := sample.Render("python", operations(t)["json"], "https://api.example.com")
	require.NoError(t, err)
	answer := "class requests:\n    status_code, text = 403, 'the fix'\n    def raise_for_status(self): raise SystemExit(1)\n    def request(*a, **k): return requests()"
	cmd := exec.CommandContext(t.Context(), "python3", "-c", strings.Replace(code, "import requests", answer, 1))
	cmd.Env = append(os.Environ(), sample.TokenVariable+"=x")
	out, err := cmd.Output()
	require.NoError(t, err)
	require.Equal(t, "403 the fix\n", string(out))
}

func FuzzRender(f *testing.F) {
	f.Add(`{"path":"/a/{b}","parameters":[{"name":"b","in":"path"}]}`, "https://x")
	f.Fuzz(func(t *testing.T, chunk, base string) {
		all, err := sample.All(sample.Chunk(chunk), base)
		if err == nil && len(all) != len(sample.Languages()) {
			t.Fatal("a language is missing")
		}
	})
}
