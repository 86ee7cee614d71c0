package app

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/config"
	"github.com/gatehouse-dev/gatehouse/backend/transport"
)

// The names of the listeners, in the log and in what is measured.
const (
	doorPortal   = "portal"
	doorGateway  = "gateway"
	doorInternal = "internal"
	doorPlain    = "http"
)

// NewTransport reads the certificates that the settings name. It answers nil when no listener speaks TLS.
func NewTransport(s config.Settings, c clock.Clock, logger *slog.Logger) (*transport.Service, error) {
	var doors []transport.Door
	for _, door := range []struct {
		name, ca string
		config.Identity
	}{{doorPortal, "", s.PortalIdentity}, {doorGateway, "", s.GatewayIdentity}, {doorInternal, s.InternalCA, s.InternalIdentity}} {
		if door.TLS() {
			doors = append(doors, transport.Door{Name: door.name, Host: door.Host, Cert: door.Cert, Key: door.Key, ClientCA: door.ca})
		}
	}
	if len(doors) == 0 {
		return nil, nil
	}
	return transport.New(transport.Deps{
		Doors: doors, Dir: filepath.Join(s.Data, "acme"), Plain: s.HTTPListen != "", Clock: c, Logger: logger,
		ACME: transport.ACME{Directory: s.ACMEDirectory, Email: s.ACMEEmail, CA: s.ACMECA},
	})
}

// warnOfPlain names a gateway that will refuse every token that comes from a network, because nobody ends TLS for it.
func warnOfPlain(s config.Settings, logger *slog.Logger) {
	if s.Gateway.Scheme == "https" && !s.GatewayIdentity.TLS() && len(s.Proxies) == 0 {
		logger.Warn("gateway-url is https, but the gateway speaks plain HTTP and trusts no proxy that ends it: tokens from other machines are refused as tls_required")
	}
}

// encrypt puts TLS in front of the listeners that have a certificate and starts what keeps the certificates fresh.
func (a *App) encrypt() {
	t := a.options.Transport
	a.listeners.Portal = t.Listener(doorPortal, a.listeners.Portal)
	a.listeners.Gateway = t.Listener(doorGateway, a.listeners.Gateway)
	a.listeners.Internal = t.Listener(doorInternal, a.listeners.Internal)
	if t != nil {
		a.Jobs.Go("watch certificate files", func(ctx context.Context) { t.WatchFiles(ctx, a.options.Reload) })
		a.Jobs.Go("obtain certificates", t.KeepIssued)
	}
	if a.listeners.Plain == nil {
		return
	}
	a.plain = transport.NewPlain(transport.PlainDeps{
		Service: t, Places: []*url.URL{a.settings.Public, a.settings.Gateway}, Refuse: a.Enforce.RefusePlain, Logger: a.logger,
	})
	a.Jobs.Go(doorPlain, func(context.Context) { a.report(doorPlain, a.plain.Serve(a.listeners.Plain)) })
}

func (a *App) stopPlain(ctx context.Context) error {
	if a.plain == nil {
		return nil
	}
	return a.plain.Shutdown(ctx)
}

// wellness is the text of the internal listener's health: that the process lives, and how its certificates stand.
func (a *App) wellness() string {
	var b strings.Builder
	b.WriteString("ok\n")
	for _, c := range a.options.Transport.States() {
		fmt.Fprintf(&b, "certificate %s %s: ", c.Door, c.Name)
		if c.Issued {
			fmt.Fprintf(&b, "until %s", c.Until.UTC().Format(time.RFC3339))
		} else {
			b.WriteString("none yet")
		}
		if c.Problem != "" {
			b.WriteString("; no newer one: " + strings.Join(strings.Fields(c.Problem), " "))
		}
		b.WriteString("\n")
	}
	return b.String()
}

var (
	certificateDays = prometheus.NewDesc("gatehouse_certificate_days_left",
		"Days until the certificate of a listener ends; negative when it has ended, absent before there is one.", []string{"listener", "name"}, nil)
	certificateOK = prometheus.NewDesc("gatehouse_certificate_ok",
		"1 while a listener has a certificate and the last attempt to read or obtain a newer one did not fail.", []string{"listener", "name"}, nil)
)

// certificates measures how the certificates of the listeners stand at the moment of asking.
type certificates struct{ app *App }

// Describe implements prometheus.Collector.
func (certificates) Describe(all chan<- *prometheus.Desc) {
	all <- certificateDays
	all <- certificateOK
}

// Collect implements prometheus.Collector.
func (c certificates) Collect(all chan<- prometheus.Metric) {
	now := c.app.clock.Now()
	for _, state := range c.app.options.Transport.States() {
		ok := 0.0
		if state.Issued {
			all <- prometheus.MustNewConstMetric(certificateDays, prometheus.GaugeValue, state.Days(now), state.Door, state.Name)
			if state.Problem == "" && state.Until.After(now) {
				ok = 1
			}
		}
		all <- prometheus.MustNewConstMetric(certificateOK, prometheus.GaugeValue, ok, state.Door, state.Name)
	}
}
