package app

import (
	"context"
	"fmt"
	"os"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/gatehouse-dev/gatehouse/backend/accounts"
	"github.com/gatehouse-dev/gatehouse/backend/config"
	"github.com/gatehouse-dev/gatehouse/backend/enforce"
	"github.com/gatehouse-dev/gatehouse/rbac"
)

// openShared prepares what nodes count rate limits in together, nil when they don't.
func openShared(s config.Settings) (*enforce.Shared, error) {
	if s.Redis == "" {
		return nil, nil
	}
	return enforce.OpenShared(enforce.SharedOptions{URL: s.Redis, CA: s.RedisCA, Timeout: s.RedisTimeout})
}

// tellAlone tells who runs the portal that this node counts rate limits by itself.
func (a *App) tellAlone(ctx context.Context, why string) {
	host, err := os.Hostname()
	if err != nil {
		host = "A node"
	}
	people, err := a.Accounts.WithPermission(ctx, rbac.SettingsWrite)
	for _, person := range people {
		if err == nil {
			err = a.Notify.Notify(ctx, accounts.Notice{
				Account: person.ID, Kind: "limits.alone", Title: host + " counts rate limits by itself",
				Body: "The Redis that the nodes share does not serve it: " + why + ". Until it does, the node gives its part of each limit and no more. It asks again by itself.",
				Link: "/operate",
			}, "", nil)
		}
	}
	if err != nil {
		a.logger.ErrorContext(ctx, "nobody could be told that rate limits are counted by this node alone", "cause", err)
	}
}

// sharingText is what health says of it, empty when nothing is shared.
func (a *App) sharingText() string {
	if a.shared == nil {
		return ""
	}
	s := a.shared.State()
	text := fmt.Sprintf("limits: counted together by %d nodes\n", s.Nodes)
	if s.Alone {
		text = fmt.Sprintf("limits: counted by this node alone, a part of %d; the shared Redis: %s\n", s.Nodes, s.Why)
	}
	if s.Strange > 0 {
		text += fmt.Sprintf("limits: %d of the nodes have another key file and count for themselves; copy one key file to all\n", s.Strange)
	}
	return text
}

var (
	sharingOK       = prometheus.NewDesc("gatehouse_limits_shared_ok", "1 while rate limits are counted together with the other nodes, 0 while this node gives its part alone.", nil, nil)
	sharingNodes    = prometheus.NewDesc("gatehouse_limits_nodes", "Nodes that count rate limits together, this one included.", nil, nil)
	sharingStrange  = prometheus.NewDesc("gatehouse_limits_nodes_with_other_keys", "Nodes that share the database but have another key file, and so don't count together with this one.", nil, nil)
	sharingCalls    = prometheus.NewDesc("gatehouse_limits_calls_total", "Calls whose rate limits were counted together with the other nodes, or by this node alone.", []string{"counted"}, nil)
	sharingFailures = prometheus.NewDesc("gatehouse_limits_failures_total", "Questions to the shared Redis that got no answer in time.", nil, nil)
)

// sharing measures how rate limits are counted.
type sharing struct{ *enforce.Shared }

// Describe implements prometheus.Collector.
func (sharing) Describe(all chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{sharingOK, sharingNodes, sharingStrange, sharingCalls, sharingFailures} {
		all <- d
	}
}

// Collect implements prometheus.Collector.
func (s sharing) Collect(all chan<- prometheus.Metric) {
	state := s.State()
	ok := 1.0
	if state.Alone {
		ok = 0
	}
	all <- prometheus.MustNewConstMetric(sharingOK, prometheus.GaugeValue, ok)
	all <- prometheus.MustNewConstMetric(sharingNodes, prometheus.GaugeValue, float64(state.Nodes))
	all <- prometheus.MustNewConstMetric(sharingStrange, prometheus.GaugeValue, float64(state.Strange))
	all <- prometheus.MustNewConstMetric(sharingCalls, prometheus.CounterValue, float64(state.Asked), "together")
	all <- prometheus.MustNewConstMetric(sharingCalls, prometheus.CounterValue, float64(state.AloneCalls), "alone")
	all <- prometheus.MustNewConstMetric(sharingFailures, prometheus.CounterValue, float64(state.Failures))
}
