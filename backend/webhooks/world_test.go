package webhooks_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/gatehouse-dev/gatehouse/backend/apitest"
)

// got is one attempt as the sink saw it.
type got struct {
	header http.Header
	body   string
	at     time.Time
}

func (g got) id() string { return g.header.Get("webhook-id") }

func (g got) payload(t *testing.T) map[string]any {
	t.Helper()
	var p map[string]any
	require.NoError(t, json.Unmarshal([]byte(g.body), &p))
	return p
}

// sink receives webhooks on this machine.
type sink struct {
	*httptest.Server
	mu     sync.Mutex
	seen   []got
	answer http.HandlerFunc
}

func newSink(t *testing.T) *sink {
	t.Helper()
	s := &sink{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.seen = append(s.seen, got{header: r.Header, body: string(body), at: time.Now()})
		answer := s.answer
		s.mu.Unlock()
		if answer != nil {
			answer(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *sink) answers(h http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = h
}

func (s *sink) status(code int) {
	s.answers(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) })
}

func (s *sink) all() []got {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]got{}, s.seen...)
}

// of answers the attempts of an event, of which it waits for the first.
func (s *sink) of(t *testing.T, event string) []got {
	t.Helper()
	var found []got
	require.Eventually(t, func() bool {
		found = nil
		for _, g := range s.all() {
			if g.payload(t)["type"] == event {
				found = append(found, g)
			}
		}
		return len(found) > 0
	}, time.Minute, 20*time.Millisecond, "%s never came", event)
	return found
}

// verified holds an attempt against the specification as a receiver would, with one secret.
func verified(secret string, g got) bool {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, "whsec_"))
	if err != nil || len(key) < 24 || len(key) > 64 {
		return false
	}
	seconds, err := strconv.ParseInt(g.header.Get("webhook-timestamp"), 10, 64)
	if err != nil || seconds <= 0 || strings.Contains(g.id(), ".") {
		return false
	}
	mac := hmac.New(sha256.New, key)
	_, _ = io.WriteString(mac, g.id()+"."+strconv.FormatInt(seconds, 10)+"."+g.body)
	want := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	for _, one := range strings.Split(g.header.Get("webhook-signature"), " ") {
		if hmac.Equal([]byte(one), []byte(want)) {
			return true
		}
	}
	return false
}

// world is a portal with a developer who has an app, and a sink.
type world struct {
	*apitest.Portal
	admin, dev *apitest.Client
	app        string
	sink       *sink
}

func begin(t *testing.T) *world { return beginIn(t, apitest.New(t)) }

func beginIn(t *testing.T, p *apitest.Portal) *world {
	t.Helper()
	w := &world{Portal: p, sink: newSink(t)}
	w.admin = w.Admin(t)
	w.dev = w.Developer(t, "dev@example.com")
	var made struct{ App struct{ ID string } }
	w.dev.Do(t, "POST", "/apps", map[string]any{"name": "Timetable", "purpose": "Shows crossings."}).Want(t, 201, &made)
	w.app = made.App.ID
	w.dev.StepUp(t)
	w.admin.StepUp(t)
	return w
}

type hook struct {
	Webhook struct {
		ID, State, Cause, Holder string
		Version                  int64
		Waiting, Failed          int64
	}
	Secret *string
}

func (w *world) hook(t *testing.T, events ...string) hook {
	t.Helper()
	var made hook
	w.dev.Do(t, "POST", "/apps/"+w.app+"/webhooks", map[string]any{"url": w.sink.URL + "/in", "events": events}).Want(t, 201, &made)
	require.NotNil(t, made.Secret)
	return made
}

func (w *world) token(t *testing.T, name string) string {
	t.Helper()
	var made struct{ Token struct{ ID string } }
	w.dev.Do(t, "POST", "/apps/"+w.app+"/tokens", map[string]any{"name": name, "environment": "sandbox", "scopes": []string{}}).Want(t, 201, &made)
	return made.Token.ID
}

type delivery struct {
	ID, MessageID, Event, State, Problem, Answer, Body string
	Attempts, Status                                   int64
	NextAt                                             *time.Time
}

func (w *world) log(t *testing.T, hook, query string) []delivery {
	t.Helper()
	var list struct{ Items []delivery }
	w.dev.Do(t, "GET", "/webhooks/"+hook+"/deliveries"+query, nil).Want(t, 200, &list)
	return list.Items
}
