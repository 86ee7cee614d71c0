package app

import (
	"net"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/gatehouse-dev/gatehouse/backend/transport"
)

// newCrowds bounds what one address may hold at the listeners that strangers reach.
func (a *App) newCrowds() map[string]*transport.Crowd {
	crowds := map[string]*transport.Crowd{}
	bounds := transport.CrowdBounds{Most: a.settings.Connections, PerAddress: a.settings.ConnsPerAddress, Spared: a.settings.Proxies}
	for _, door := range []string{doorPortal, doorGateway, doorPlain} {
		crowds[door] = transport.NewCrowd(door, bounds, a.logger)
	}
	return crowds
}

// bePatient lets the listeners outlive a machine without file descriptors.
func (a *App) bePatient() {
	for name, ln := range map[string]*net.Listener{doorPortal: &a.listeners.Portal, doorGateway: &a.listeners.Gateway, doorInternal: &a.listeners.Internal, doorPlain: &a.listeners.Plain} {
		*ln = transport.NewPatient(name, *ln, a.logger)
		if patient, ok := (*ln).(*transport.Patient); ok {
			a.patients[name] = patient
		}
	}
}

// uncrowd puts the bounds in front of the listeners, before TLS: a handshake that never ends holds a connection too.
func (a *App) uncrowd() {
	a.listeners.Portal = a.crowds[doorPortal].Listener(a.listeners.Portal)
	a.listeners.Gateway = a.crowds[doorGateway].Listener(a.listeners.Gateway)
	a.listeners.Plain = a.crowds[doorPlain].Listener(a.listeners.Plain)
}

var acceptFailures = prometheus.NewDesc("gatehouse_accept_failures_total",
	"How often no connection could be taken because the machine had no file descriptors or memory left; it is tried again.", []string{"listener"}, nil)

// patience measures how often listeners had to wait.
type patience struct{ app *App }

// Describe implements prometheus.Collector.
func (patience) Describe(all chan<- *prometheus.Desc) { all <- acceptFailures }

// Collect implements prometheus.Collector.
func (g patience) Collect(all chan<- prometheus.Metric) {
	for name, patient := range g.app.patients {
		all <- prometheus.MustNewConstMetric(acceptFailures, prometheus.CounterValue, float64(patient.Failed()), name)
	}
}

// turnedAway measures how many connections the bounds have refused.
func (a *App) turnedAway() []prometheus.Collector {
	var all []prometheus.Collector
	for door, crowd := range a.crowds {
		labels := prometheus.Labels{"listener": door}
		all = append(all,
			prometheus.NewCounterFunc(prometheus.CounterOpts{
				Name: "gatehouse_connections_refused_total", ConstLabels: labels,
				Help: "Connections closed as they came, because their address held too many or all others were at work.",
			}, func() float64 { return float64(crowd.Refused()) }),
			prometheus.NewCounterFunc(prometheus.CounterOpts{
				Name: "gatehouse_connections_evicted_total", ConstLabels: labels,
				Help: "Connections that had been silent for long and were closed to make room for others.",
			}, func() float64 { return float64(crowd.Evicted()) }))
	}
	return all
}
