package digest

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/openapi/document"
)

// TestMain lets this program be the workers that the tests start: real ones and misbehaving ones.
func TestMain(m *testing.M) {
	if len(os.Args) != 2 {
		os.Exit(m.Run())
	}
	switch os.Args[1] {
	case Command:
		os.Exit(Work(os.Stdin, os.Stdout, os.Stderr))
	case "crash":
		panic("as asked")
	case "hang":
		select {}
	case "babble":
		_, _ = os.Stdout.WriteString(strings.Repeat("nonsense", 1<<16))
		os.Exit(0)
	case "stop":
		_, _ = os.Stdout.Write([]byte{frameHead, 0, 0, 0, 2, '{', '}', frameBody, 0, 0, 9})
		os.Exit(0)
	case "eat", "open", "call":
		os.Exit(misuse(os.Args[1]))
	}
	os.Exit(m.Run())
}

// misuse tries what a worker can't do.
func misuse(how string) int {
	if err := confine(); err != nil {
		return 9
	}
	var err error
	switch how {
	case "eat":
		for held := [][]byte{}; ; {
			block := make([]byte, 64<<20)
			for i := 0; i < len(block); i += 4096 {
				block[i] = 1
			}
			held = append(held, block)
		}
	case "open":
		_, err = os.Open("/etc/passwd")
	case "call":
		_, err = net.Dial("tcp", "127.0.0.1:1")
	}
	// The answer travels as the message of a finding.
	return map[bool]int{true: 0, false: 8}[writeResult(os.Stdout, Result{Failed: []document.Finding{{Message: fmt.Sprint(err)}}}) == nil]
}

func process(t *testing.T, mode string, deadline time.Duration) *Process {
	t.Helper()
	p, err := NewProcess()
	require.NoError(t, err)
	p.args, p.deadline = []string{mode}, deadline
	return p
}

const small = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {get: {operationId: a, responses: {'200': {description: d}}}}}\n"

func TestAWorkerAnswersWhatThisProcessWould(t *testing.T) {
	sources := map[string]Source{
		"sound":  {Name: "openapi.yaml", Data: []byte(small), Off: map[string]bool{"operation-id": true}},
		"broken": {Name: "openapi.yaml", Data: []byte("openapi: [")},
		"bomb":   {Name: "x", Data: Compress(make([]byte, SourceBytesMax+9<<20))},
	}
	for name, source := range sources {
		want, err := InProcess{}.Digest(t.Context(), source)
		require.NoError(t, err)
		got, err := process(t, Command, time.Minute).Digest(t.Context(), source)
		require.NoError(t, err)
		require.Equal(t, want, got, name)
	}
}

func TestWhateverHappensToAWorkerIsAFinding(t *testing.T) {
	for mode, rule := range map[string]string{"crash": "crash", "hang": "time", "babble": "crash", "stop": "crash", "eat": "memory"} {
		deadline := 30 * time.Second
		if mode == "hang" {
			deadline = 200 * time.Millisecond
		}
		if mode == "eat" && (raced || !confined()) {
			continue
		}
		r, err := process(t, mode, deadline).Digest(t.Context(), Source{Name: "openapi.yaml", Data: []byte(small)})
		require.NoError(t, err, mode)
		require.Len(t, r.Failed, 1, mode)
		require.Equal(t, rule, r.Failed[0].Rule, mode)
		require.NotEmpty(t, r.Failed[0].Fix)
		require.Empty(t, r.Operations)
	}
}

func TestAWorkerOpensNeitherFilesNorSockets(t *testing.T) {
	if !confined() {
		t.Skip("only Linux takes files and sockets away")
	}
	for _, mode := range []string{"open", "call"} {
		r, err := process(t, mode, 30*time.Second).Digest(t.Context(), Source{})
		require.NoError(t, err)
		require.Contains(t, r.Failed[0].Message, "too many open files", mode)
	}
}

func TestReferencesThatLeaveTheUploadAreRefusedByTheWorker(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	for _, target := range []string{
		"file:///etc/passwd", "/etc/passwd", "http://" + listener.Addr().String() + "/x.yaml", "//" + listener.Addr().String() + "/x", "../x.yaml", "..\\x.yaml", "C:\\x.yaml", "%2e%2e/x.yaml",
	} {
		text := fmt.Sprintf("openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {/a: {$ref: '%s'}}\n", target)
		r, err := process(t, Command, 30*time.Second).Digest(t.Context(), Source{Name: "openapi.yaml", Data: []byte(text)})
		require.NoError(t, err)
		require.NotEmpty(t, r.Failed, target)
		require.Equal(t, "refused-reference", r.Failed[0].Rule, target)
	}
	require.NoError(t, listener.(*net.TCPListener).SetDeadline(time.Now().Add(50*time.Millisecond)))
	_, err = listener.Accept()
	require.Error(t, err, "something called")
}

func TestACancelledImportIsNoFinding(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(100*time.Millisecond, cancel)
	_, err := process(t, "hang", time.Minute).Digest(ctx, Source{})
	require.ErrorIs(t, err, context.Canceled)
}

func confined() bool { _, err := os.Stat("/proc/self/statm"); return err == nil }

func TestTheLargestDocumentsAreReadWithinTheDeadline(t *testing.T) {
	if raced {
		t.Skip("the race detector makes a worker ten times slower than it is")
	}
	dir := os.Getenv("GATEHOUSE_SPECS")
	if dir == "" {
		dir = filepath.Join("..", "..", "..", "shared", "specs")
	}
	for _, name := range []string{"github.json", "stripe.json", "kubernetes.v2.json", "digitalocean-multifile.tar.gz"} {
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Skip("the real documents are not here: set GATEHOUSE_SPECS to their directory")
		}
		began := time.Now()
		r, err := process(t, Command, Deadline).Digest(t.Context(), Source{Name: "openapi.json", Data: data})
		require.NoError(t, err)
		require.Empty(t, r.Failed, name)
		largest, total := 0, 0
		for _, o := range r.Operations {
			largest, total = max(largest, len(o.Chunk)), total+len(o.Chunk)
		}
		for _, s := range r.Schemas {
			total += len(s.Chunk)
		}
		require.Less(t, largest, 100_000, name)
		t.Logf("%s: %s, %d operations, largest %d kB, index %d kB, all pieces %d kB", name, time.Since(began), len(r.Operations), largest/1000, len(r.Index)/1000, total/1000)
	}
}

func TestStagesAreToldInTheirOrderByAWorkerAsInThisProcess(t *testing.T) {
	for name, d := range map[string]Digester{"here": InProcess{}, "worker": process(t, Command, 30*time.Second)} {
		var told []document.Stage
		r, err := d.Digest(t.Context(), Source{Name: "openapi.yaml", Data: []byte(small), Begin: func(s document.Stage) { told = append(told, s) }})
		require.NoError(t, err)
		require.Empty(t, r.Failed)
		require.Equal(t, stages[:], told, name)
	}
}

func TestAWorkerThatTellsStagesForEverIsRefused(t *testing.T) {
	var endless bytes.Buffer
	for range 20 {
		writeStage(&endless, StageCheck)
	}
	writeStage(&endless, "<script>")
	told := 0
	_, err := readResult(&endless, func(s document.Stage) { told++; require.Equal(t, StageCheck, s) })
	require.ErrorIs(t, err, errFrame)
	require.LessOrEqual(t, told, len(stages)+1)
}

func FuzzFrames(f *testing.F) {
	var whole bytes.Buffer
	r, err := InProcess{}.Digest(context.Background(), Source{Name: "openapi.yaml", Data: []byte(small)})
	require.NoError(f, err)
	require.NoError(f, writeResult(&whole, r))
	f.Add(whole.Bytes())
	f.Add([]byte{frameHead, 0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := readResult(bytes.NewReader(data), func(document.Stage) {})
		if err != nil && (r.Operations != nil || r.Schemas != nil) {
			t.Fatal("a broken result is half there")
		}
	})
}

func FuzzUnpack(f *testing.F) {
	f.Add([]byte("PK\x03\x04"))
	f.Add(Compress([]byte("openapi: 3.1.0")))
	f.Fuzz(func(t *testing.T, data []byte) {
		files, err := Unpack("openapi.yaml", data)
		if err != nil {
			return
		}
		for name := range files {
			if strings.HasPrefix(name, "/") || strings.HasPrefix(name, "..") {
				t.Fatalf("a file leaves the archive: %q", name)
			}
		}
	})
}
