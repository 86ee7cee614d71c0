package enforce

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Headroom is how much one grant of an app has left.
type Headroom struct {
	Grant       string
	API         string // slug
	Environment Environment
	Plan        string
	Own         bool // the limits are the grant's own
	Standings   []Standing
	Sharers     []Sharer // the other apps that draw on what is the team's, where somebody looked them up
	Calls       int64    // what the app itself drew on that since SharedSince
	SharedSince time.Time
	apiID       string
	planID      string
	ofTeam      bool
}

// Headroom answers, by API and environment, where an app's grants stand in the windows and the quota of their plans, without taking anything. Windows
// that count by token stand for a token that has not called: each has the whole window for itself.
func (s *Service) Headroom(appID string) []Headroom {
	snapshot := s.snapshot.Load()
	if snapshot == nil {
		return nil
	}
	now := s.Clock.Now().UnixMicro()
	var out []Headroom
	for key, api := range snapshot.apis {
		if key != api.Slug {
			continue // each API is there by slug and by id
		}
		for _, environment := range []Environment{Sandbox, Live} {
			grant, found := snapshot.grants.get(grantKey{app: appID, api: api.ID, environment: environment})
			if !found || !grant.Active || grant.EndsAt != 0 && now >= grant.EndsAt {
				continue
			}
			if plan := grant.plan(api, now); plan.HasLimits() {
				out = append(out, s.room(snapshot, grant, api, plan, now))
			}
		}
	}
	slices.SortFunc(out, func(a, b Headroom) int {
		return cmp.Or(strings.Compare(a.API, b.API), cmp.Compare(a.Environment, b.Environment))
	})
	return out
}

func (s *Service) room(snapshot *Snapshot, grant *Grant, api *API, plan *Plan, now int64) Headroom {
	h := Headroom{
		Grant: grant.ID, API: api.Slug, Environment: grant.Environment, Plan: api.Plans[grant.PlanID].Name, Own: plan.Own,
		Standings: s.standings(snapshot, grant, plan, now), apiID: api.ID, planID: grant.PlanID, ofTeam: plan.pooled,
	}
	if h.ofTeam {
		h.SharedSince = time.UnixMicro(plan.sharedSince(now)).UTC()
	}
	return h
}

func (s *Service) standings(snapshot *Snapshot, grant *Grant, plan *Plan, now int64) []Standing {
	out := make([]Standing, limitsPlanMax+1)
	holder, owner := Holder{Grant: s.keyOf(grant.ID)}, ""
	if app, found := snapshot.apps.get(grant.AppID); found && plan.pooled {
		owner = app.Owner
		holder.Team = s.keyOf(poolName(owner, grant))
	}
	n, _ := s.takeWindows(holder, plan.Limits, 0, true, out)
	if plan.Quota.Requests > 0 {
		out[n], _ = s.quotas.Take(plan.quotaHolder(owner, grant), plan.Quota, 0, now, true)
		n++
	}
	return out[:n]
}

// HeadroomView is one grant's headroom.
type HeadroomView struct {
	Grant       string       `json:"grant" example:"gnt_01jd8y7k5ve1kv3a0t9rkzv6qk"`
	API         string       `json:"api" example:"museum"`
	Environment string       `json:"environment" enums:"sandbox,live"`
	Plan        string       `json:"plan" example:"Standard"`
	Own         bool         `json:"own"` // the limits are the grant's own and not the plan's
	Limits      []WindowView `json:"limits"`
	SharedWith  []Sharer     `json:"sharedWith"` // the other apps that draw on what counts for the team
	// Calls is how many calls that were let through the app itself made since sharedSince: the begin of the quota's period, or of
	// the longest window that counts for the team. They are 0 and absent where nothing does.
	Calls       int64      `json:"calls" example:"1200"`
	SharedSince *time.Time `json:"sharedSince,omitempty" format:"date-time"`
} //@name Headroom

// WindowView is where a grant stands in one window, or in its quota.
type WindowView struct {
	Name          string `json:"name" example:"minute"`
	Limit         int64  `json:"limit" example:"600"`
	Remaining     int64  `json:"remaining" example:"588"`
	WindowSeconds int64  `json:"windowSeconds" example:"60"`
	ResetSeconds  int64  `json:"resetSeconds" example:"2"`
	PerToken      bool   `json:"perToken"`
	Per           string `json:"per" enums:"app,token,team"` // whose calls it counts together
} //@name Window

// HeadroomPage is the headroom of all grants of an app.
type HeadroomPage struct {
	Items []HeadroomView `json:"items"`
	Next  string         `json:"next"`
} //@name HeadroomPage

func presentHeadroom(all []Headroom) HeadroomPage {
	page := HeadroomPage{Items: make([]HeadroomView, len(all))}
	for i, h := range all {
		v := HeadroomView{Grant: h.Grant, API: h.API, Environment: h.Environment.String(), Plan: h.Plan, Own: h.Own, Limits: make([]WindowView, len(h.Standings)), SharedWith: append([]Sharer{}, h.Sharers...)}
		if h.ofTeam {
			v.Calls, v.SharedSince = h.Calls, &h.SharedSince
		}
		for j, st := range h.Standings {
			v.Limits[j] = WindowView{
				Name: st.Name, Limit: st.Limit, Remaining: st.Remaining, WindowSeconds: int64(st.Window / time.Second),
				ResetSeconds: secondsUp(st.Reset), PerToken: st.Pool == PoolToken, Per: st.Pool.String(),
			}
		}
		page.Items[i] = v
	}
	return page
}
