package app

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/gatehouse-dev/gatehouse/backend/enforce"
)

// concurrency answers the bounds of calls in work.
func (a *App) concurrency() enforce.Concurrency {
	return enforce.Concurrency{Total: a.settings.ConcurrencyTotal, PerAPI: a.settings.ConcurrencyPerAPI, PerApp: a.settings.ConcurrencyPerApp}
}

// callsInWork measures how near the bound of all calls is.
func (a *App) callsInWork() prometheus.Collector {
	return prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "gatehouse_gateway_calls_in_work", Help: "Calls that the gateway works on at the moment.",
	}, func() float64 { return float64(a.Enforce.InFlight()) })
}

var upstreamUp = prometheus.NewDesc("gatehouse_upstream_up", "1 while calls go to a target of an API's upstream, 0 while they are kept from it.",
	[]string{"api", "environment", "target"}, nil)

// upstreamGauges collects how upstreams are at the moment of asking: targets come and go with the catalogue.
type upstreamGauges struct{ app *App }

// Describe implements prometheus.Collector.
func (upstreamGauges) Describe(to chan<- *prometheus.Desc) { to <- upstreamUp }

// Collect implements prometheus.Collector.
func (g upstreamGauges) Collect(to chan<- prometheus.Metric) {
	seen := map[[3]string]bool{}
	for _, t := range g.app.Enforce.UpstreamGauges() {
		labels := [3]string{t.API, t.Environment, t.Target}
		if seen[labels] {
			continue // two paths on one server
		}
		seen[labels] = true
		value := 0.0
		if t.Up {
			value = 1
		}
		to <- prometheus.MustNewConstMetric(upstreamUp, prometheus.GaugeValue, value, labels[:]...)
	}
}
