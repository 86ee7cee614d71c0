package app

import (
	"fmt"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/gatehouse-dev/gatehouse/backend/server"
)

// awayAfter is how old a snapshot is when somebody should hear of it: changes are looked for twice a second.
const awayAfter = 3 * time.Second

// outageShown is for how long the overview tells of an outage that is over.
const outageShown = 24 * time.Hour

// stalenessText is what health and readiness say while the database is away, empty when it is there.
func (a *App) stalenessText() string {
	s := a.Enforce.Staleness()
	switch {
	case !s.Loaded:
		return "decisions: none, because nothing could be read from the database\n"
	case s.Age > s.Most:
		return fmt.Sprintf("decisions: none, because changes could not be read for %s\n", s.Age.Round(time.Second))
	case s.Age > awayAfter:
		return fmt.Sprintf("decisions: from what was known %s ago, for %s more; changes can't be read\n", s.Age.Round(time.Second), (s.Most - s.Age).Round(time.Second))
	}
	return ""
}

// notes are what the overview says of this node besides numbers.
func (a *App) notes() []server.Note {
	notes := []server.Note{}
	s := a.Enforce.Staleness()
	if last := s.Last; last != nil && (last.Until.IsZero() || a.clock.Now().Sub(last.Until) < outageShown) {
		note := server.Note{Kind: server.NoteDatabaseAway, From: &last.From, Seconds: int64(s.Most / time.Second)}
		if !last.Until.IsZero() {
			note.Until = &last.Until
		}
		if last.Refused {
			note.Kind = server.NoteCallsRefused
		}
		notes = append(notes, note)
	}
	notes = append(notes, a.clockNotes()...)
	if a.shared == nil {
		return notes
	}
	state := a.shared.State()
	if state.Alone {
		notes = append(notes, server.Note{Kind: server.NoteLimitsAlone, Nodes: state.Nodes, Why: state.Why})
	}
	if state.Strange > 0 {
		notes = append(notes, server.Note{Kind: server.NoteOtherKeys, Nodes: state.Strange})
	}
	return notes
}

var (
	snapshotAge = prometheus.NewDesc("gatehouse_snapshot_age_seconds", "Seconds since changes could last be read from the database; decisions go by what was known then.", nil, nil)
	snapshotMax = prometheus.NewDesc("gatehouse_snapshot_age_max_seconds", "At which age every call is refused (serve-cached-up-to).", nil, nil)
)

// staleness measures how current decisions are.
type staleness struct{ app *App }

// Describe implements prometheus.Collector.
func (staleness) Describe(all chan<- *prometheus.Desc) {
	all <- snapshotAge
	all <- snapshotMax
}

// Collect implements prometheus.Collector.
func (g staleness) Collect(all chan<- prometheus.Metric) {
	s := g.app.Enforce.Staleness()
	all <- prometheus.MustNewConstMetric(snapshotAge, prometheus.GaugeValue, s.Age.Seconds())
	all <- prometheus.MustNewConstMetric(snapshotMax, prometheus.GaugeValue, s.Most.Seconds())
}
