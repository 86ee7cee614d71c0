package app

import (
	"context"
	"path/filepath"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/gatehouse-dev/gatehouse/backend/clock"
	"github.com/gatehouse-dev/gatehouse/backend/store"
	"github.com/gatehouse-dev/gatehouse/backend/usage"
)

const (
	logsLookedAt = 15 * time.Second
	logsSpokenOf = time.Hour
)

// logFiles answers the SQLite files of this installation by their names.
func (a *App) logFiles() map[string]string {
	if a.Store.Dialect() != "sqlite" {
		return nil
	}
	return map[string]string{
		store.FileName: filepath.Join(a.settings.Data, store.FileName), usage.FileName: filepath.Join(a.settings.Data, usage.FileName),
	}
}

// watchLogs says when a write-ahead log can't be folded back into its database, which only happens while somebody reads for
// long (F-DISK-05).
func (a *App) watchLogs(ctx context.Context) {
	ticker := time.NewTicker(logsLookedAt)
	defer ticker.Stop()
	spoken := map[string]int64{}
	for {
		for name, path := range a.logFiles() {
			a.lookAtLog(ctx, name, path, spoken)
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

func (a *App) lookAtLog(ctx context.Context, name, path string, spoken map[string]int64) {
	size, err := store.LogBytes(path)
	at, told := spoken[name]
	switch now := clock.Monotonic(); {
	case err != nil:
	case size > store.LogBytesMax && (!told || now-at > int64(logsSpokenOf)):
		spoken[name] = now
		a.logger.WarnContext(ctx, "the write-ahead log can't be folded back into the database and grows: another program, such as a backup or a shell, has been reading for long; end it",
			"file", name, "mebibytes", size>>20)
	case size <= store.LogBytesMax && told:
		delete(spoken, name)
		a.logger.InfoContext(ctx, "the write-ahead log is folded back again", "file", name)
	}
}

var logBytes = prometheus.NewDesc("gatehouse_wal_bytes", "How large the write-ahead log of an SQLite file is; above 67108864 somebody has been reading for long.", []string{"file"}, nil)

// logSizes measures write-ahead logs at the moment of asking.
type logSizes struct{ app *App }

// Describe implements prometheus.Collector.
func (logSizes) Describe(all chan<- *prometheus.Desc) { all <- logBytes }

// Collect implements prometheus.Collector.
func (g logSizes) Collect(all chan<- prometheus.Metric) {
	for name, path := range g.app.logFiles() {
		if size, err := store.LogBytes(path); err == nil {
			all <- prometheus.MustNewConstMetric(logBytes, prometheus.GaugeValue, float64(size), name)
		}
	}
}
