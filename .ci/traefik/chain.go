package main

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/traefik/traefik/v3/entrypoint"
	"github.com/traefik/traefik/v3/pkg/config/dynamic"
	"github.com/traefik/traefik/v3/pkg/config/static"
	"github.com/traefik/traefik/v3/pkg/middlewares/auth"
	"github.com/traefik/traefik/v3/pkg/middlewares/headers"
	"github.com/traefik/traefik/v3/pkg/middlewares/redirect"
	router "github.com/traefik/traefik/v3/pkg/muxer/http"
	"github.com/traefik/traefik/v3/pkg/proxy/httputil"
)

// handler is all that happens to a call that comes in at an entry point.
func (c *configuration) handler(name string, e *static.EntryPoint) (http.Handler, error) {
	parser, err := router.NewSyntaxParser()
	if err != nil {
		return nil, err
	}
	routes := router.NewMuxer(parser, nil)
	if r := e.HTTP.Redirections; r != nil {
		to, known := c.static.EntryPoints[r.EntryPoint.To]
		if !known {
			return nil, fmt.Errorf("there is no entry point %q", r.EntryPoint.To)
		}
		_, port, err := net.SplitHostPort(to.GetAddress())
		if err != nil {
			return nil, err
		}
		leads, err := redirect.NewRedirectScheme(context.Background(), http.NotFoundHandler(),
			dynamic.RedirectScheme{Scheme: r.EntryPoint.Scheme, Port: port, Permanent: r.EntryPoint.Permanent}, name)
		if err != nil {
			return nil, err
		}
		if err := routes.AddRoute("HostRegexp(`^.+$`)", "default", r.EntryPoint.Priority, "", leads); err != nil {
			return nil, err
		}
	}
	for id, r := range c.dynamic.HTTP.Routers {
		if !slices.Contains(r.EntryPoints, name) {
			continue
		}
		handler, err := c.route(r)
		if err != nil {
			return nil, fmt.Errorf("router %s: %w", id, err)
		}
		if err := routes.AddRoute(r.Rule, r.RuleSyntax, router.GetRulePriority(r.Rule), "", handler); err != nil {
			return nil, fmt.Errorf("router %s: %w", id, err)
		}
	}
	return entrypoint.Wrap(e, routes)
}

// route is a router's middlewares, the first outermost, and its service.
func (c *configuration) route(r *dynamic.Router) (http.Handler, error) {
	service, known := c.dynamic.HTTP.Services[r.Service]
	if !known {
		return nil, fmt.Errorf("there is no service %q", r.Service)
	}
	handler, err := forward(service.LoadBalancer)
	for _, name := range slices.Backward(r.Middlewares) {
		if err != nil {
			break
		}
		handler, err = c.middleware(name, handler)
	}
	return handler, err
}

func (c *configuration) middleware(name string, next http.Handler) (http.Handler, error) {
	m, known := c.dynamic.HTTP.Middlewares[name]
	switch {
	case !known:
		return nil, fmt.Errorf("there is no middleware %q", name)
	case m.Headers != nil:
		return headers.New(context.Background(), next, *m.Headers, name)
	case m.ForwardAuth != nil:
		return auth.NewForward(context.Background(), next, *m.ForwardAuth, name)
	}
	return nil, fmt.Errorf("this program has no middleware such as %q", name)
}

// transports is the one transport, with Traefik's own defaults.
type transports struct{ http.RoundTripper }

func (t transports) Get(string) (*dynamic.ServersTransport, error)     { return nil, nil }
func (t transports) GetRoundTripper(string) (http.RoundTripper, error) { return t.RoundTripper, nil }
func (t transports) GetTLSConfig(string) (*tls.Config, error)          { return nil, nil }

func forward(b *dynamic.ServersLoadBalancer) (http.Handler, error) {
	if b == nil || len(b.Servers) != 1 {
		return nil, errors.New("this program has services of one server only")
	}
	target, err := url.Parse(b.Servers[0].URL)
	if err != nil {
		return nil, err
	}
	plain := &http.Transport{IdleConnTimeout: 90 * time.Second, ExpectContinueTimeout: time.Second}
	builder := httputil.NewProxyBuilder(transports{plain}, nil)
	return builder.Build("default", target, *b.PassHostHeader, b.Servers[0].PreservePath, time.Duration(b.ResponseForwarding.FlushInterval))
}

// serve listens with the configured certificates; an entry point that only leads elsewhere has none.
func (c *configuration) serve(e *static.EntryPoint, handler http.Handler) error {
	server := &http.Server{Addr: e.GetAddress(), Handler: handler, ReadTimeout: time.Duration(e.Transport.RespondingTimeouts.ReadTimeout), MaxHeaderBytes: e.HTTP.MaxHeaderBytes}
	if e.HTTP.Redirections != nil {
		return server.ListenAndServe()
	}
	server.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	for _, pair := range c.dynamic.TLS.Certificates {
		certificate, err := pair.GetCertificate()
		if err != nil {
			return err
		}
		server.TLSConfig.Certificates = append(server.TLSConfig.Certificates, certificate)
	}
	return server.ListenAndServeTLS("", "")
}
