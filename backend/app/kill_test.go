package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
	"github.com/gatehouse-dev/gatehouse/backend/app"
	"github.com/gatehouse-dev/gatehouse/backend/config"
	"github.com/gatehouse-dev/gatehouse/backend/digest"
	"github.com/gatehouse-dev/gatehouse/backend/transport/transporttest"
	"github.com/gatehouse-dev/gatehouse/openapi/portal"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// envServe makes the test binary be the server, so that there is a process to kill.
const envServe = "GATEHOUSE_TEST_SERVE"

var page = fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}}

func TestMain(m *testing.M) {
	worker := len(os.Args) == 2 && os.Args[1] == digest.Command // a server under test has started it, with an empty environment
	if os.Getenv(envServe) == "" && !worker {
		os.Exit(m.Run())
	}
	code, err := app.Main(os.Args[1:], app.Carried{Version: "test", Web: page, Guides: fstest.MapFS{}, Seed: fstest.MapFS{}, Mail: os.DirFS("../../embed/mail"), Document: portal.Document()})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	os.Exit(code)
}

const (
	kills      = 50
	killBudget = 10 * time.Minute
)

// ledger holds what the server has acknowledged.
type ledger struct {
	mu      sync.Mutex
	revoked map[string]bool // by token id; false = made and not yet revoked
}

func (l *ledger) note(id string, revoked bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.revoked[id] = revoked
}

// victim is the server that gets killed.
type victim struct {
	data, url string
	args      []string
	machine   string
	client    *http.Client
	through   []string // the program that starts the server, which gets it as arguments
	stderr    *os.File
}

func (v *victim) start(t *testing.T) *exec.Cmd {
	t.Helper()
	line := append(append(slices.Clone(v.through), os.Args[0], "serve"), v.args...)
	command := exec.Command(line[0], line[1:]...)
	command.Env = append(os.Environ(), envServe+"=1")
	if testing.Verbose() {
		command.Stderr = os.Stderr
	}
	if v.stderr != nil {
		command.Stderr = v.stderr
	}
	require.NoError(t, command.Start())
	require.Eventually(t, func() bool {
		response, err := v.client.Get(v.url + "/readyz")
		if err != nil {
			return false
		}
		_ = response.Body.Close()
		return response.StatusCode == 200
	}, 2*time.Minute, 5*time.Millisecond, "a busy machine starts it slowly")
	return command
}

// do answers the status and the body; status 0 means that the server went away.
func (v *victim) do(method, path string, body any) (int, map[string]any) {
	text, _ := json.Marshal(body)
	r, err := http.NewRequest(method, v.url+"/api/v1"+path, bytes.NewReader(text))
	if err != nil {
		return 0, nil
	}
	if method == http.MethodGet {
		r.Body, r.ContentLength = http.NoBody, 0
	}
	r.Header.Set("Authorization", "Bearer "+v.machine)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("If-Match", "*")
	response, err := v.client.Do(r)
	if err != nil {
		return 0, nil
	}
	defer response.Body.Close()
	read, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, nil
	}
	var answer map[string]any
	_ = json.Unmarshal(read, &answer)
	return response.StatusCode, answer
}

// work makes tokens and revokes most of them, until the server is gone.
func (v *victim) work(app, name string, l *ledger) {
	for i := 0; ; i++ {
		status, made := v.do("POST", "/apps/"+app+"/tokens", map[string]any{"name": fmt.Sprintf("%s-%d", name, i), "environment": "sandbox", "scopes": []string{}})
		if status != 201 {
			return
		}
		id := made["token"].(map[string]any)["id"].(string)
		l.note(id, false)
		if status, _ := v.do("POST", "/tokens/"+id+"/revoke", map[string]any{"reason": "test"}); status != 200 {
			return
		}
		l.note(id, true)
	}
}

func TestNothingAcknowledgedIsLostWhenTheServerIsKilled(t *testing.T) {
	v := prepare(t)
	l := &ledger{revoked: map[string]bool{}}
	deadline := time.Now().Add(killBudget)
	done := 0
	for ; done < kills && time.Now().Before(deadline); done++ {
		command := v.start(t)
		app := v.register(t, done)
		var workers sync.WaitGroup
		for w := range 4 {
			workers.Go(func() { v.work(app, fmt.Sprintf("k%d-%d", done, w), l) })
		}
		time.AfterFunc(time.Duration(10+rand.IntN(120))*time.Millisecond, func() { _ = command.Process.Signal(syscall.SIGKILL) })
		workers.Wait()
		_ = command.Process.Kill()
		_ = command.Wait()
		v.client.CloseIdleConnections()
	}
	require.GreaterOrEqual(t, done, kills, "the machine was too slow for all kills")
	command := v.start(t)
	for id, revoked := range l.revoked {
		status, token := v.do("GET", "/tokens/"+id, nil)
		require.Equal(t, 200, status, "an acknowledged token is gone: %s", id)
		if revoked {
			require.Equal(t, "revoked", token["state"], "an acknowledged revocation is gone: %s", id)
		}
	}
	t.Logf("%d kills, %d acknowledged tokens", done, len(l.revoked))
	require.NoError(t, command.Process.Signal(syscall.SIGTERM))
	require.NoError(t, command.Wait(), "SIGTERM stops in order")
	verify := exec.Command(os.Args[0], "audit", "verify", "--data", v.data)
	verify.Env = append(os.Environ(), envServe+"=1")
	output, err := verify.CombinedOutput()
	require.NoError(t, err, "%s", output)
}

// prepare makes a data directory with machines of role admin and an app of the first one.
func prepare(t *testing.T) *victim {
	t.Helper()
	return prepareIn(t, t.TempDir(), "")
}

// prepareIn is prepare with a data directory and, unless it is empty, the URL of a PostgreSQL database.
func prepareIn(t *testing.T, data, database string) *victim {
	t.Helper()
	v := &victim{data: data, client: &http.Client{Timeout: time.Minute, Transport: &http.Transport{MaxIdleConnsPerHost: 32}}}
	port := transporttest.FreePort(t)
	v.url = "http://127.0.0.1:" + port
	v.args = []string{"--data", v.data, "--listen", "127.0.0.1:" + port, "--gateway-listen", "127.0.0.1:0", "--internal-listen", "127.0.0.1:0", "--log-level", "error"}
	if database != "" {
		v.args = append(v.args, "--database", database)
	}
	settings, err := config.Config{
		Data: v.data, Listen: "127.0.0.1:0", GatewayListen: "127.0.0.1:0", InternalListen: "127.0.0.1:0", PublicURL: "http://localhost:8080",
		GatewayURL: "http://localhost:8081", SignUp: "open", UsageDays: 1, UpstreamTimeout: time.Minute, Database: database,
		ServeCachedUpTo: 10 * time.Second, Concurrency: config.Concurrency{ConcurrencyTotal: 4096, ConcurrencyPerAPI: 1024, ConcurrencyPerApp: 256, Connections: 1024, ConnsPerAddress: 256},
	}.Check()
	require.NoError(t, err)
	a, err := app.New(t.Context(), app.Options{Settings: settings, Carried: app.Carried{Web: page, Mail: apitest.Templates(t), Guides: fstest.MapFS{}}})
	require.NoError(t, err)
	_, secret, err := a.Operators.CreateLocally(t.Context(), "ledger", rbac.Admin, time.Hour)
	require.NoError(t, err)
	v.machine = string(secret)
	require.NoError(t, a.Close(t.Context()))
	return v
}

// register makes an app for one life of the server: what a kill leaves unrevoked stays below the tokens that an app may
// have.
func (v *victim) register(t *testing.T, life int) string {
	t.Helper()
	status, made := v.do("POST", "/apps", map[string]any{"name": fmt.Sprintf("Life %d", life), "purpose": "Counts what was acknowledged."})
	require.Equal(t, 201, status, "%v", made)
	return made["app"].(map[string]any)["id"].(string)
}
