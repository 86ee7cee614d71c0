package transport

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// PlainDeps is what the plain listener is made of. All fields but Service are required.
type PlainDeps struct {
	// Service has the answers that an ACME service looks for; nil has none.
	Service *Service
	// Places are the public addresses, best first: a name leads to the first one that has it.
	Places []*url.URL
	// Refuse answers what must not be repeated over HTTPS as if nothing had happened: what changes something, and what
	// carried a credential through the network.
	Refuse http.HandlerFunc
	Logger *slog.Logger
}

// Plain is the server of the plain listener.
type Plain struct {
	deps   PlainDeps
	places map[string]string // name: where it leads to
	server *http.Server
}

// NewPlain answers a server that is ready to serve.
func NewPlain(deps PlainDeps) *Plain {
	p := &Plain{deps: deps, places: map[string]string{}}
	for _, place := range deps.Places {
		name := strings.ToLower(place.Hostname())
		if _, taken := p.places[name]; !taken && place.Scheme == "https" {
			p.places[name] = "https://" + place.Host
		}
	}
	p.server = &http.Server{
		Handler: p, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second, WriteTimeout: 10 * time.Second,
		IdleTimeout: 15 * time.Second, MaxHeaderBytes: 16 << 10, ErrorLog: slog.NewLogLogger(deps.Logger.Handler(), slog.LevelDebug),
	}
	return p
}

// Serve answers requests on ln until Shutdown.
func (p *Plain) Serve(ln net.Listener) error {
	if err := p.server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Shutdown lets running answers end, until ctx does.
func (p *Plain) Shutdown(ctx context.Context) error { return p.server.Shutdown(ctx) }

// ServeHTTP implements http.Handler. It leads to addresses of the configuration only, never to what a Host header says.
func (p *Plain) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	if strings.HasPrefix(r.URL.Path, challengePath) {
		p.answerChallenge(w, r)
		return
	}
	reads := r.Method == http.MethodGet || r.Method == http.MethodHead
	if !reads || r.Header["Authorization"] != nil || r.Header["X-Api-Key"] != nil {
		w.Header().Set("Connection", "close")
		p.deps.Refuse(w, r)
		return
	}
	if !strings.HasPrefix(r.URL.RequestURI(), "/") { // x:@evil.example would become a part of the host
		http.Error(w, "The address of the request is none.", http.StatusBadRequest)
		return
	}
	name := r.Host
	if host, _, err := net.SplitHostPort(r.Host); err == nil {
		name = host
	}
	place, known := p.places[strings.ToLower(strings.Trim(name, "[]"))]
	if !known {
		http.Error(w, "Nothing is served under this name.", http.StatusMisdirectedRequest)
		return
	}
	w.Header().Set("Location", place+r.URL.RequestURI())
	w.WriteHeader(http.StatusPermanentRedirect)
}

func (p *Plain) answerChallenge(w http.ResponseWriter, r *http.Request) {
	if s := p.deps.Service; s != nil && s.issuer != nil {
		if answer, ok := s.issuer.challenges.token(r.URL.Path); ok {
			w.Header().Set("Content-Type", "text/plain")
			_, _ = io.WriteString(w, answer)
			return
		}
	}
	http.NotFound(w, r)
}
