package enforce

import (
	"context"
	"time"

	"github.com/gatehouse-dev/gatehouse/backend/catalog"
	"github.com/gatehouse-dev/gatehouse/backend/clock"
)

// UpstreamHealth is how the servers of an API are, as this process sees them.
type UpstreamHealth struct {
	Sandbox *EnvironmentHealth `json:"sandbox,omitempty"`
	Live    *EnvironmentHealth `json:"live,omitempty"`
} //@name UpstreamHealth

// EnvironmentHealth is down when no target takes calls, and partly when some do.
type EnvironmentHealth struct {
	State   string         `json:"state" enums:"healthy,partly,down,sealed"`
	Targets []TargetHealth `json:"targets"`
} //@name EnvironmentHealth

// TargetHealth is one server. Since is when it went down or came back, missing when neither was seen.
type TargetHealth struct {
	URL      string     `json:"url"`
	Weight   int        `json:"weight"`
	State    string     `json:"state" enums:"healthy,down"`
	Since    *time.Time `json:"since,omitempty" extensions:"x-nullable=true"`
	Failures int        `json:"failures"`          // in a row, of calls
	Cause    string     `json:"cause,omitempty"`   // what went wrong last, while anything is
	ProbeIn  int        `json:"probeIn,omitempty"` // seconds until a call is let through
	Checked  bool       `json:"checked,omitempty"` // health checks are on
} //@name TargetHealth

// UpstreamHealth answers how the servers of an API are. It returns the catalogue's ErrAPINotFound.
func (s *Service) UpstreamHealth(ctx context.Context, idOrSlug string) (UpstreamHealth, error) {
	found, err := s.Catalog.FindAPI(ctx, idOrSlug)
	if err != nil {
		return UpstreamHealth{}, err
	}
	var health UpstreamHealth
	if snapshot := s.snapshot.Load(); snapshot != nil && snapshot.apis[found.ID] != nil {
		api := snapshot.apis[found.ID]
		health.Sandbox, health.Live = s.healthOf(&api.Upstreams[Sandbox]), s.healthOf(&api.Upstreams[Live])
	}
	return health, nil
}

// healthOf answers nil for what is no server.
func (s *Service) healthOf(up *Upstream) *EnvironmentHealth {
	if up.Kind == kindSealed {
		return &EnvironmentHealth{State: kindSealed, Targets: []TargetHealth{}}
	}
	if up.Kind != string(catalog.HTTP) {
		return nil
	}
	p, err := s.upstreams.pool(up)
	if err != nil {
		return nil
	}
	health := &EnvironmentHealth{State: "healthy"}
	downs := 0
	for _, t := range p.targets {
		one := s.targetHealth(t)
		if one.State == "down" {
			downs++
		}
		health.Targets = append(health.Targets, one)
	}
	if downs == len(p.targets) {
		health.State = "down"
	} else if downs > 0 {
		health.State = "partly"
	}
	return health
}

func (s *Service) targetHealth(t *target) TargetHealth {
	h := TargetHealth{URL: t.url, Weight: max(1, t.weight), State: "healthy", Failures: int(t.failures.Load()), Checked: t.pool.health != nil}
	if t.down() {
		h.State = "down"
	}
	if at := t.since.Load(); at != 0 {
		since := s.Clock.Now().Add(-time.Duration(clock.Monotonic() - at)).UTC()
		h.Since = &since
	}
	if words := t.cause.Load(); words != nil && (h.State == "down" || h.Failures > 0) {
		h.Cause = *words
	}
	if wait := t.probing(); wait > 0 {
		h.ProbeIn = int(wait/time.Second) + 1
	}
	return h
}

// UpstreamGauge is one target for the metrics.
type UpstreamGauge struct {
	API, Environment, Target string
	Up                       bool
}

// UpstreamGauges answers every target of every API.
func (s *Service) UpstreamGauges() (all []UpstreamGauge) {
	snapshot := s.snapshot.Load()
	if snapshot == nil {
		return nil
	}
	for id, api := range snapshot.apis {
		if id != api.ID {
			continue
		}
		for _, e := range []Environment{Sandbox, Live} {
			if up := &api.Upstreams[e]; up.Kind == string(catalog.HTTP) {
				if p, err := s.upstreams.pool(up); err == nil {
					for _, t := range p.targets {
						all = append(all, UpstreamGauge{api.Slug, e.String(), t.address, !t.down()})
					}
				}
			}
		}
	}
	return all
}
