package enforce

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

const (
	tryTimeout     = 5 * time.Second // of the answer that a test asks for
	refusalTimeout = 250 * time.Millisecond
)

// UpstreamTrial is what a test of an upstream's connection found.
type UpstreamTrial struct {
	OK      bool          `json:"ok"` // every target answered
	Targets []TargetTrial `json:"targets"`
} //@name UpstreamTrial

// TargetTrial is one server: the steps as far as they came.
type TargetTrial struct {
	URL   string      `json:"url"`
	OK    bool        `json:"ok"`
	Steps []TrialStep `json:"steps"`
} //@name TargetTrial

// TrialStep says in words what happened.
type TrialStep struct {
	Name    string `json:"name" enums:"credential,connection,answer"`
	OK      bool   `json:"ok"`
	Message string `json:"message"`
	Fix     string `json:"fix,omitempty"` // how to mend what failed
	MS      int    `json:"ms"`
} //@name TrialStep

// TryUpstream connects to every target of an upstream that need not be stored, and asks it once: for the path of its
// health checks, else for its address. What it answers is not shown.
func (s *Service) TryUpstream(u catalog.Upstream) (UpstreamTrial, error) {
	trial := UpstreamTrial{OK: true, Targets: []TargetTrial{}}
	if u.Kind != catalog.HTTP {
		return trial, nil
	}
	p, err := s.upstreams.open(&Upstream{Kind: string(u.Kind), URL: u.URL, Config: &u})
	if err != nil {
		return trial, fmt.Errorf("try an upstream: %w", err)
	}
	defer p.close()
	trial.Targets = make([]TargetTrial, len(p.targets))
	var all sync.WaitGroup
	for i, t := range p.targets {
		all.Go(func() { trial.Targets[i] = t.try() })
	}
	all.Wait()
	for _, one := range trial.Targets {
		trial.OK = trial.OK && one.OK
	}
	return trial, nil
}

func (t *target) try() TargetTrial {
	trial := TargetTrial{URL: t.url, Steps: []TrialStep{}}
	var shown credentialField
	steps := []struct {
		name string
		run  func() (string, error)
	}{{"credential", func() (string, error) { return t.tryCredential(&shown) }}, {"connection", t.tryConnection}, {"answer", func() (string, error) { return t.tryAnswer(shown) }}}
	for _, step := range steps {
		before := clock.Monotonic()
		words, err := step.run()
		if err == nil && words == "" {
			continue
		}
		fix := ""
		if err != nil {
			words, fix = diagnose(err)
		}
		trial.OK = err == nil
		trial.Steps = append(trial.Steps, TrialStep{Name: step.name, OK: trial.OK, Message: words, Fix: fix, MS: int((clock.Monotonic() - before) / 1e6)})
		if err != nil {
			break
		}
	}
	return trial
}

func (t *target) tryCredential(shown *credentialField) (words string, err error) {
	if *shown, err = t.pool.show(); err != nil {
		return "", err
	}
	if _, ok := t.pool.credential.(*oauth); ok {
		return "The authorization server gave a token.", nil
	}
	return "", nil
}

func (t *target) tryConnection() (string, error) {
	conn, err := t.open(0)
	if err != nil {
		return "", err
	}
	defer conn.end()
	if conn.secure == nil {
		return fmt.Sprintf("Connected to %s, without TLS.", conn.wire.RemoteAddr()), nil
	}
	if err := refusal(conn.secure); err != nil {
		return "", err
	}
	state := conn.secure.ConnectionState()
	leaf := state.PeerCertificates[0]
	return fmt.Sprintf("Connected to %s with %s. Its certificate is valid until %s.", conn.wire.RemoteAddr(), tls.VersionName(state.Version), leaf.NotAfter.UTC().Format("2 January 2006")), nil
}

// refusal waits a moment for the word of a server that does not take our certificate: in TLS 1.3 it comes after the
// handshake.
func refusal(conn *tls.Conn) error {
	if err := conn.SetReadDeadline(clock.In(refusalTimeout)); err != nil {
		return err
	}
	_, err := conn.Read(make([]byte, 1))
	var network net.Error
	if err == nil || errors.As(err, &network) && network.Timeout() {
		return nil
	}
	return &connectError{err}
}

func (t *target) tryAnswer(shown credentialField) (string, error) {
	path, health := string(t.basePath)+"/", t.pool.health
	if health != nil {
		path = health.Path
	}
	status, err := t.get("gatehouse-test", shown, path, min(tryTimeout, t.pool.total))
	if err != nil {
		return "", err
	}
	if health != nil && !health.Takes(status) {
		return "", statusError{status, health.Status}
	}
	if status == fasthttp.StatusUnauthorized || status == fasthttp.StatusForbidden {
		return fmt.Sprintf("It answered %d to GET %s: it is there, and may want another credential.", status, path), nil
	}
	return fmt.Sprintf("It answered %d to GET %s.", status, path), nil
}
