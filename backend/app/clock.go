package app

import (
	"context"
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/gatehouse-dev/gatehouse/backend/clockwatch"
	"github.com/gatehouse-dev/gatehouse/backend/config"
	"github.com/gatehouse-dev/gatehouse/backend/server"
)

type clockCommand struct {
	Accept acceptClockCommand `cmd:"" help:"Take the clock as right although it is behind what it showed before."`
}

// acceptClockCommand works beside running servers, which follow within a minute.
type acceptClockCommand struct {
	config.Config
}

func (c acceptClockCommand) Run(w world) error {
	return with(w, c.Config, "clock accept", func(ctx context.Context, a *App) error {
		behind, err := a.watch.Accept(ctx)
		if err != nil {
			return err
		}
		if behind == 0 {
			_, err = fmt.Fprintln(w.stdout, "The clock is not behind what it showed before: there is nothing to accept.")
			return err
		}
		_, err = fmt.Fprintf(w.stdout, "The clock is taken as right, %s behind the latest time that it showed. What ended in between and by this clock has not, counts again. Running servers follow within a minute.\n", behind.Round(time.Second))
		return err
	})
}

// clockWatch answers who watches the clock.
func (a *App) clockWatch() *clockwatch.Service {
	others := map[string]clockwatch.Reference{}
	if a.Store.Dialect() == "postgres" {
		others["the database's"] = a.Store.Time
	}
	if a.shared != nil {
		others["the shared Redis's"] = a.shared.Time
	}
	return clockwatch.New(clockwatch.Deps{Store: a.Store, Audit: a.Audit, Clock: a.wall, Held: a.held, References: others, Logger: a.logger})
}

// behindTooMuch says that nothing may be signed by the clock.
func (a *App) behindTooMuch() bool {
	_, too := a.held.Behind()
	return too
}

// clockText is what health and readiness say of the clock, empty when it is as it should be.
func (a *App) clockText() string {
	text := ""
	if by, too := a.held.Behind(); too {
		text = fmt.Sprintf("clock: %s behind what it showed before; nothing is signed, so calls to upstreams are refused and no access tokens are issued. Set it right, or if it is: gatehouse clock accept\n", by.Round(time.Second))
	}
	if skew := a.watch.Skew(); skew.TooMuch() {
		text += fmt.Sprintf("clock: %s %s clock; let both machines follow the same time servers\n", differs(skew.By), skew.From)
	}
	return text
}

// clockNotes are the same for the overview.
func (a *App) clockNotes() []server.Note {
	var notes []server.Note
	if by, too := a.held.Behind(); too {
		if by > 2*time.Minute {
			by = by.Round(time.Minute) // which people can say in words
		}
		notes = append(notes, server.Note{Kind: server.NoteClockBehind, Seconds: int64(by / time.Second)})
	}
	if skew := a.watch.Skew(); skew.TooMuch() {
		notes = append(notes, server.Note{Kind: server.NoteClockDiffers, Seconds: int64(skew.By / time.Second), Why: differs(skew.By) + " " + skew.From + " clock"})
	}
	return notes
}

func differs(by time.Duration) string {
	if by < 0 {
		return by.Abs().Round(time.Second).String() + " behind"
	}
	return by.Round(time.Second).String() + " ahead of"
}

var (
	clockBehind = prometheus.NewDesc("gatehouse_clock_behind_seconds", "By how much the clock is behind the latest time that it showed; above 30 nothing is signed.", nil, nil)
	clockSkew   = prometheus.NewDesc("gatehouse_clock_skew_seconds", "By how much the clock is ahead of the database's or the shared Redis's, whichever differs more; beyond 30 either way the node isn't ready.", nil, nil)
)

// clocks measures the clock of this machine.
type clocks struct{ app *App }

// Describe implements prometheus.Collector.
func (clocks) Describe(all chan<- *prometheus.Desc) {
	all <- clockBehind
	all <- clockSkew
}

// Collect implements prometheus.Collector.
func (g clocks) Collect(all chan<- prometheus.Metric) {
	by, _ := g.app.held.Behind()
	all <- prometheus.MustNewConstMetric(clockBehind, prometheus.GaugeValue, by.Seconds())
	all <- prometheus.MustNewConstMetric(clockSkew, prometheus.GaugeValue, g.app.watch.Skew().By.Seconds())
}
